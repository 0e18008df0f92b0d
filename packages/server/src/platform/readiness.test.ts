import { createTestClock } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { LOOK_WITHIN_MS, Readiness } from './readiness.ts';

describe('readiness', () => {
  it('is what all checks say together, each by its name', async () => {
    const readiness = new Readiness(createTestClock());
    expect(await readiness.look()).toEqual({ isReady: true, checks: {} });
    readiness.add('one', () => null);
    const takeAway = readiness.add('two', async () => 'is not registered');
    expect(await readiness.look()).toEqual({
      isReady: false,
      checks: { one: { ok: true, tookMs: 0 }, two: { ok: false, reason: 'is not registered', tookMs: 0 } },
    });
    expect(() => readiness.add('two', () => null)).toThrow('there is a check two already');
    takeAway();
    expect(await readiness.look()).toEqual({ isReady: true, checks: { one: { ok: true, tookMs: 0 } } });
  });

  it('[REDIS-2] what serving does not need is told beside, and keeps nobody away', async () => {
    const readiness = new Readiness(createTestClock());
    readiness.note('redis', () => 'away');
    expect(await readiness.look()).toEqual({ isReady: true, checks: {}, notes: { redis: 'away' } });
  });

  it('what a look throws is not told to whoever asks', async () => {
    const readiness = new Readiness(createTestClock());
    readiness.add('one', () => {
      throw new Error('connect ECONNREFUSED 10.1.2.3:5432');
    });
    expect((await readiness.look()).checks).toEqual({ one: { ok: false, reason: 'the look failed', tookMs: 0 } });
  });

  it('[READY-2] something frozen is asked once, and everybody is told in time how long it is silent', async () => {
    const clock = createTestClock();
    const readiness = new Readiness(clock);
    let asked = 0;
    let thaw: (reason: null) => void = () => undefined;
    readiness.add('frozen', () => {
      asked++;
      return new Promise((resolve) => {
        thaw = resolve;
      });
    });
    const silent = (tookMs: number) => ({
      isReady: false,
      checks: { frozen: { ok: false, reason: 'no answer in time', tookMs } },
    });
    const first = readiness.look();
    clock.advance(LOOK_WITHIN_MS);
    expect(await first).toEqual(silent(LOOK_WITHIN_MS));
    const later = [readiness.look(), readiness.look()];
    clock.advance(LOOK_WITHIN_MS);
    expect(await Promise.all(later)).toEqual([silent(2 * LOOK_WITHIN_MS), silent(2 * LOOK_WITHIN_MS)]);
    expect([asked, clock.pending]).toEqual([1, 0]);
    const last = readiness.look();
    thaw(null);
    expect((await last).isReady).toBe(true);
    const anew = readiness.look();
    thaw(null);
    expect([await anew, asked]).toEqual([{ isReady: true, checks: { frozen: { ok: true, tookMs: 0 } } }, 2]);
  });
});
