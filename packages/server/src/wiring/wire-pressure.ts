import { watchLoopLag } from '../adapters/system/loop-lag.ts';
import type { Platform } from '../platform/context.ts';
import type { DatabaseUse } from './wire-gauges.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Gives the judge of pressure what no module of its own tells it, and starts it. `stop` ends the measuring. */
export function wirePressure(
  { pressure }: Pick<Platform, 'pressure'>,
  { use, loopLag }: { use: (() => DatabaseUse) | undefined; loopLag: (() => number) | undefined },
): { stop(): void } {
  const lag = loopLag ? { read: loopLag, stop: () => undefined } : watchLoopLag();
  // Milliseconds. A collection or a big batch takes tens of them.
  pressure.watch({ name: 'loop', read: lag.read, from: [250, 1_000, NEVER] });
  if (use) {
    const waiting = () => Object.values(use()).reduce((sum, pool) => sum + pool.waiting, 0);
    pressure.watch({ name: 'database', read: waiting, from: [50, 400, NEVER] });
  }
  pressure.start();
  return {
    stop: () => {
      pressure.stop();
      lag.stop();
    },
  };
}
