import { createTestClock, silentLog } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { Breaker, type BreakerOptions } from './breaker.ts';

/** Something outside that answers, refuses or says nothing. */
function setUp(options: Partial<BreakerOptions> = {}) {
  const clock = createTestClock();
  const world: { is: 'there' | 'away' | 'silent'; probes: number } = { is: 'there', probes: 0 };
  const breaker = new Breaker({
    what: 'it',
    clock,
    log: silentLog,
    probe: () => {
      world.probes++;
      if (world.is === 'silent') return new Promise(() => undefined);
      return world.is === 'there' ? Promise.resolve() : Promise.reject(new Error('refused'));
    },
    ...options,
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const pass = async (ms: number) => {
    clock.advance(ms);
    await turn();
  };
  const call = async () => {
    breaker.began();
    if (world.is === 'there') breaker.succeeded();
    else if (world.is === 'away') breaker.failed();
    await turn();
  };
  return { breaker, world, clock, call, pass };
}

describe('a breaker', () => {
  it('[READY-4] opens when a probe confirms a failure, and closes when one is answered', async () => {
    const { breaker, world, call, pass } = setUp();
    await call();
    expect([breaker.isOpen, world.probes]).toEqual([false, 0]);
    world.is = 'away';
    await call();
    expect([breaker.isOpen, world.probes]).toEqual([true, 1]);
    await pass(499);
    expect(world.probes).toBe(1);
    await pass(1);
    expect([breaker.isOpen, world.probes]).toEqual([true, 2]);
    world.is = 'there';
    await pass(500);
    expect([breaker.isOpen, world.probes]).toEqual([false, 3]);
    await pass(60_000);
    expect(world.probes).toBe(3);
  });

  it('a failure that the probe does not confirm holds nobody back', async () => {
    const { breaker, world } = setUp();
    breaker.began();
    breaker.failed();
    await new Promise((resolve) => setImmediate(resolve));
    expect([breaker.isOpen, world.probes]).toEqual([false, 1]);
  });

  it('only failures in a row make it suspect', async () => {
    const { breaker, world, call } = setUp({ failures: 3 });
    for (const is of ['away', 'away', 'there', 'away', 'away'] as const) {
      world.is = is;
      await call();
    }
    expect([breaker.isOpen, world.probes]).toEqual([false, 0]);
    await call();
    expect([breaker.isOpen, world.probes]).toEqual([true, 1]);
  });

  it('[READY-4] finds out that it is frozen by its silence, and asks one question at a time', async () => {
    const { breaker, world, call, pass } = setUp({ silenceMs: 2_000, probeWithinMs: 1_000, probeEveryMs: 500 });
    world.is = 'silent';
    await call();
    await pass(1_500);
    await call();
    await pass(500);
    expect([breaker.isOpen, world.probes]).toEqual([false, 1]);
    await pass(1_000);
    expect([breaker.isOpen, world.probes]).toEqual([true, 1]);
    await pass(500);
    expect(world.probes).toBe(2);
    world.is = 'there';
    await pass(1_000);
    await pass(500);
    expect([breaker.isOpen, world.probes]).toEqual([false, 3]);
  });

  it('one slow call among answered ones is no silence', async () => {
    const { breaker, world, call, pass } = setUp({ silenceMs: 2_000 });
    breaker.began();
    for (let i = 0; i < 10; i++) {
      await call();
      await pass(1_900);
    }
    expect([breaker.isOpen, world.probes]).toEqual([false, 0]);
  });

  it('[READY-3] an answer that somebody else had closes it at once, and a late failure of a probe counts no more', async () => {
    const { breaker, world, clock, call, pass } = setUp({ probeWithinMs: 1_000 });
    world.is = 'away';
    await call();
    world.is = 'silent';
    await pass(500);
    expect([breaker.isOpen, world.probes]).toEqual([true, 2]);
    breaker.answered();
    expect(breaker.isOpen).toBe(false);
    await pass(1_000);
    expect([breaker.isOpen, clock.pending]).toEqual([false, 0]);
  });

  it('nothing goes on after its end', async () => {
    const { breaker, world, clock, call } = setUp({ silenceMs: 2_000 });
    world.is = 'away';
    await call();
    breaker.began();
    breaker.stop();
    expect(clock.pending).toBe(0);
    expect(breaker.isOpen).toBe(true);
  });
});
