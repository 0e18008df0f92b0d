import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How finely the delay is measured; this much is always in it. Milliseconds. */
const RESOLUTION_MS = 20;

/** How late this process's event loop was at worst since the last question, in milliseconds. */
export function watchLoopLag(): { read(): number; stop(): void } {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  return {
    read: () => {
      const worst = delays.max / 1e6;
      delays.reset();
      return Math.max(0, worst - RESOLUTION_MS);
    },
    stop: () => delays.disable(),
  };
}
