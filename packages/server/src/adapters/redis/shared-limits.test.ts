import { createTestRedis, NO_REDIS, silentLog, type TestRedis } from '@natter/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Budgets } from '../memory/memory-limits.ts';
import { systemClock } from '../system/system-clock.ts';
import { RedisLink } from './redis-link.ts';
import { SharedLimits } from './shared-limits.ts';

/** One token comes back in an hour: within a test, none. */
const slow = { burst: 10, perMinute: 1 / 60 };
const BUDGETS: Budgets = { request: slow, read: slow, send: slow, report: { burst: 0, perMinute: 0 } };

describe.skipIf(NO_REDIS !== '')(`limits over nodes${NO_REDIS}`, () => {
  let redis: TestRedis;
  const ends: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    redis = await createTestRedis();
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await redis.kill();
  });
  afterAll(() => redis.close());

  const startNode = () => {
    const link = new RedisLink({ url: redis.url, clock: systemClock, log: silentLog });
    const limits = new SharedLimits(link, {
      clock: systemClock,
      log: silentLog,
      prefix: '{natter:test}',
      budgets: BUDGETS,
    });
    link.start();
    ends.push(async () => {
      limits.stop();
      await link.stop();
    });
    return { link, limits };
  };
  const take = (node: ReturnType<typeof startNode>, count: number, userId = 'ann') =>
    Array.from({ length: count }, () => node.limits.take('send', userId)).filter((wait) => wait === 0).length;
  const stored = async () =>
    Number(/\n(-?[\d.]+)\r/.exec(await redis.ask('HGET', '{natter:test}:limit:send:ann', 'tokens'))?.[1]);
  const until = (isSo: () => Promise<void> | void) => vi.waitFor(isSo, { timeout: 8_000, interval: 20 });

  it('[REDIS-5] what was taken at one node is gone at the other, and what both took at once is paid back', async () => {
    await redis.start();
    const [a, b] = [startNode(), startNode()];
    await until(() => expect(a.link.isUp && b.link.isUp).toBe(true));
    expect(take(a, 6)).toBe(6);
    await until(async () => expect(await stored()).toBeCloseTo(4, 1));
    // Unknown here: the first is let through, and by then it is known what is left.
    expect(take(b, 1)).toBe(1);
    await until(async () => expect(await stored()).toBeCloseTo(3, 1));
    expect(take(b, 10)).toBe(3);
    // The first node has heard nothing meanwhile: what it lets through is owed.
    expect(take(a, 2)).toBe(2);
    await until(async () => expect(await stored()).toBeCloseTo(-2, 1));
    await until(() => expect(a.limits.take('send', 'ann')).toBeGreaterThan(2 * 3600));
  });

  it('[REDIS-5] without Redis each node decides by itself, and at no delay', async () => {
    const a = startNode();
    expect(take(a, 12)).toBe(10);
    await redis.start();
    await until(() => expect(a.link.isUp).toBe(true));
    redis.freeze();
    expect(take(a, 12, 'ben')).toBe(10);
    expect(a.limits.take('send', 'ben')).toBeGreaterThan(0);
    redis.thaw();
  });

  it('a budget that has no bounds is not asked about', async () => {
    await redis.start();
    const a = startNode();
    await until(() => expect(a.link.isUp).toBe(true));
    for (let index = 0; index < 1_000; index++) expect(a.limits.take('report', 'ann')).toBe(0);
    expect(await redis.ask('EXISTS', '{natter:test}:limit:report:ann')).toBe(':0\r\n');
  });
});
