import { createTestRedis, NO_REDIS, silentLog, type TestRedis } from '@natter/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../system/system-clock.ts';
import { RedisLink } from './redis-link.ts';
import { RedisPeople } from './redis-people.ts';

const QUICK = { lease: 400, beatEvery: 100, forget: 60_000 };

describe.skipIf(NO_REDIS !== '')(`presence over nodes${NO_REDIS}`, () => {
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

  const startNode = (nodeId: string, times = QUICK) => {
    const link = new RedisLink({ url: redis.url, clock: systemClock, log: silentLog });
    const people = new RedisPeople(link, {
      nodeId,
      prefix: '{natter:test}',
      clock: systemClock,
      log: silentLog,
      times,
    });
    const found: string[] = [];
    people.onFound((userId, { isOnline }) => found.push(`${userId} ${isOnline ? 'online' : 'offline'}`));
    link.start();
    ends.push(async () => {
      await people.stop();
      await link.stop();
    });
    return { link, people, found };
  };
  const until = (isSo: () => boolean) => vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 8_000, interval: 20 });

  it('[REDIS-4] who comes to one node and leaves it is seen by the others at once, without asking', async () => {
    await redis.start();
    const slow = { ...QUICK, beatEvery: 60_000, lease: 60_000 };
    const [a, b] = [startNode('a', slow), startNode('b', slow)];
    await until(() => a.link.isUp && b.link.isUp);
    a.people.came('ann');
    await until(() => b.people.isOnline('ann'));
    expect(a.people.isOnline('ann')).toBe(false);
    a.people.left('ann');
    await until(() => !b.people.isOnline('ann'));
    // The coming is told by the node they came to.
    expect(b.found).toEqual(['ann offline']);
  });

  it('[REDIS-4] somebody on two nodes is online until they have left both', async () => {
    await redis.start();
    const [a, b, c] = [startNode('a'), startNode('b'), startNode('c')];
    await until(() => [a, b, c].every(({ link }) => link.isUp));
    a.people.came('ann');
    b.people.came('ann');
    await until(() => a.people.isOnline('ann') && b.people.isOnline('ann') && c.people.isOnline('ann'));
    a.people.left('ann');
    await until(() => !b.people.isOnline('ann'));
    expect(c.people.isOnline('ann')).toBe(true);
    b.people.left('ann');
    await until(() => !c.people.isOnline('ann'));
    expect(c.found.filter((one) => one === 'ann offline')).toHaveLength(1);
  });

  it('[REDIS-4] the people of a node that died go offline with its lease', async () => {
    await redis.start();
    const [a, b] = [startNode('a'), startNode('b')];
    await until(() => a.link.isUp && b.link.isUp);
    a.people.came('ann');
    a.people.came('ben');
    await until(() => b.people.beside === 2);
    // Dead: it says nothing any more, and no farewell.
    await a.link.stop();
    await until(() => b.people.beside === 0);
    expect(b.found.filter((one) => one.endsWith('offline')).sort()).toEqual(['ann offline', 'ben offline']);
  });

  it('[REDIS-4] a node that comes later, a Redis that was emptied, killed or away: all know everybody soon, and nobody flickers', async () => {
    await redis.start();
    const a = startNode('a');
    a.people.came('ann');
    await until(() => a.link.isUp);
    const b = startNode('b');
    await until(() => b.people.isOnline('ann'));
    await redis.ask('FLUSHALL');
    a.people.came('ben');
    await until(() => b.people.isOnline('ben'));
    const c = startNode('c');
    await until(() => c.people.beside === 2);
    await redis.kill();
    a.people.came('cleo');
    a.people.left('ann');
    await redis.start();
    await until(() => b.people.isOnline('cleo') && !b.people.isOnline('ann') && c.people.beside === 2);
    expect(b.found.filter((one) => one.endsWith('offline'))).toEqual(['ann offline']);
  });

  it('[REDIS-6] people are counted once, wherever they are', async () => {
    await redis.start();
    const [a, b] = [startNode('a'), startNode('b')];
    await until(() => a.link.isUp && b.link.isUp);
    for (const userId of ['ann', 'ben']) a.people.came(userId);
    for (const userId of ['ben', 'cleo']) b.people.came(userId);
    await until(() => a.people.beside === 1 && b.people.beside === 1);
    a.people.left('ben');
    await until(() => a.people.beside === 2 && b.people.beside === 1);
  });
});
