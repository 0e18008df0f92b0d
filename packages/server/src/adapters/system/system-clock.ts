import type { Clock } from '../../ports/runtime.ts';

/** Longest time that a timer of Node holds, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock and Node's timers. A timer does not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Calls when the input that is waiting now has been read. */
export function deferToNextTurn(call: () => void): void {
  setImmediate(call);
}
