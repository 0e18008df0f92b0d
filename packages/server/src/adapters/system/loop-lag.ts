import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How finely the delay is measured; this much is always in it. Milliseconds. */
const RESOLUTION_MS = 20;

/**
 * How late this process's event loop is, in milliseconds: the worst since the last question or since the one before, whichever is
 * less. So one collection of garbage, or one long turn, is no lag; what lasts is.
 */
export function watchLoopLag(): { read(): number; stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let before = 0;
  return {
    read: () => {
      const worst = Math.max(0, delays.max / 1e6 - RESOLUTION_MS);
      delays.reset();
      const lasting = Math.min(before, worst);
      before = worst;
      return lasting;
    },
    stop: () => delays.disable(),
  };
}
