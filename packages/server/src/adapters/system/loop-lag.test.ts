import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { watchLoopLag } from './loop-lag.ts';

/** Holds the event loop. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe('the lag of the event loop', () => {
  it('[LOAD-2] one long turn is none, one after another is', async () => {
    const lag = watchLoopLag();
    // The measuring needs a turn of its own before the loop is held, and one after it.
    const hold = async () => {
      await pause(40);
      block(300);
      await pause(40);
    };
    lag.read();
    await hold();
    expect(lag.read()).toBe(0);
    await hold();
    expect(lag.read()).toBeGreaterThan(200);
    lag.stop();
  });
});
