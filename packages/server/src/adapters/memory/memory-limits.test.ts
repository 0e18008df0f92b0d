import { createTestClock } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../ports/runtime.ts';
import { Buckets, type Budget, createMemoryLimits } from './memory-limits.ts';

function createBuckets(clock: Clock, budget: Budget): (key: string) => number {
  const buckets = new Buckets(clock, budget);
  return (key) => buckets.take(key);
}

describe('token buckets', () => {
  it('[LIM-1] a burst passes at once, then the rate', () => {
    const clock = createTestClock();
    const take = createBuckets(clock, { burst: 3, perMinute: 60 });
    expect([take('ann'), take('ann'), take('ann'), take('ann')]).toEqual([0, 0, 0, 1]);
    clock.advance(1_000);
    expect([take('ann'), take('ann')]).toEqual([0, 1]);
  });

  it('[LIM-2] the time told is exact: a moment before it there is none, at it there is one', () => {
    const clock = createTestClock();
    const take = createBuckets(clock, { burst: 1, perMinute: 45 });
    take('ann');
    const seconds = take('ann');
    clock.advance(seconds * 1000 - 1);
    expect(take('ann')).toBeCloseTo(0.001, 6);
    clock.advance(1);
    expect(take('ann')).toBe(0);
  });

  it('[LIM-1] 0 switches a budget off', () => {
    const take = createBuckets(createTestClock(), { burst: 0, perMinute: 60 });
    expect(Array.from({ length: 1000 }, () => take('ann')).every((seconds) => seconds === 0)).toBe(true);
  });

  it('[LIM-1] people and budgets are counted apart', () => {
    const budget = { burst: 1, perMinute: 1 };
    const limits = createMemoryLimits(createTestClock(), {
      request: budget,
      read: budget,
      send: budget,
      report: budget,
    });
    expect(limits.take('send', 'ann')).toBe(0);
    expect(limits.take('send', 'ann')).toBeGreaterThan(0);
    expect([limits.take('send', 'bob'), limits.take('read', 'ann')]).toEqual([0, 0]);
  });

  it('a clock set back takes nothing away', () => {
    let now = 1_000_000;
    const take = createBuckets({ now: () => now, after: () => () => undefined }, { burst: 2, perMinute: 60 });
    take('ann');
    now -= 500_000;
    expect(take('ann')).toBe(0);
  });

  it('[LIM-3] the people remembered are bounded', () => {
    const take = createBuckets(createTestClock(), { burst: 1, perMinute: 1 });
    take('first');
    for (let index = 0; index < 50_000; index++) take(`p${index}`);
    expect(take('first')).toBe(0);
  });
});
