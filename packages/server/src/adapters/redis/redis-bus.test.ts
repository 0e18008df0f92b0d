import { createTestRedis, NO_REDIS, silentLog, type TestRedis } from '@natter/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { NodeCall } from '../../ports/nodes.ts';
import { systemClock } from '../system/system-clock.ts';
import { createRedisBus } from './redis-bus.ts';
import { RedisLink } from './redis-link.ts';

const typing = (userId: string): NodeCall => ({
  kind: 'toConversationWatchers',
  conversationId: '0199a1b2-0000-7000-8000-000000000001',
  except: userId,
  event: 'typing:start',
  payload: { conversationId: '0199a1b2-0000-7000-8000-000000000001', userId },
});

describe.skipIf(NO_REDIS !== '')(`events between nodes by Redis${NO_REDIS}`, () => {
  let redis: TestRedis;
  const ends: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    redis = await createTestRedis();
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await redis.kill();
  });
  afterAll(() => redis.close());

  const startNode = () => {
    const link = new RedisLink({ url: redis.url, clock: systemClock, log: silentLog });
    const bus = createRedisBus(link, { prefix: 'natter:test', log: silentLog });
    const heard: NodeCall[] = [];
    bus.listen((call) => heard.push(call));
    link.start();
    ends.push(
      () => bus.stop(),
      () => link.stop(),
    );
    return { link, bus, heard };
  };
  const until = (isSo: () => boolean) => vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 8_000, interval: 20 });

  it('[REDIS-1] what one node tells the others hear, and it does not hear itself', async () => {
    await redis.start();
    const [a, b, c] = [startNode(), startNode(), startNode()];
    await until(() => [a, b, c].every(({ bus }) => bus.isUp));
    a.bus.tell(typing('ann'));
    await until(() => b.heard.length > 0 && c.heard.length > 0);
    expect([a.heard, b.heard, c.heard]).toEqual([[], [typing('ann')], [typing('ann')]]);
  });

  it.each([
    ['killed and started again', async () => redis.kill(), async () => redis.start()],
    ['frozen and thawed', async () => redis.freeze(), async () => redis.thaw()],
  ])(
    '[REDIS-2] a Redis that is %s is away meanwhile, refused at once, and heard of again after',
    async (_name, harm, heal) => {
      await redis.start();
      const [a, b] = [startNode(), startNode()];
      await until(() => a.bus.isUp && b.bus.isUp);
      await harm();
      await until(() => !a.bus.isUp && !b.bus.isUp);
      const asked = performance.now();
      a.bus.tell(typing('lost'));
      await expect(a.link.run((client) => client.ping())).rejects.toThrow('away');
      expect(performance.now() - asked).toBeLessThan(100);
      await heal();
      await until(() => a.bus.isUp && b.bus.isUp);
      a.bus.tell(typing('ann'));
      b.bus.tell(typing('ben'));
      await until(() => a.heard.length > 0 && b.heard.length > 0);
      expect([a.heard, b.heard]).toEqual([[typing('ben')], [typing('ann')]]);
    },
    20_000,
  );

  it('[REDIS-2] a Redis that comes after the node is found', async () => {
    const a = startNode();
    expect(a.bus.isUp).toBe(false);
    await redis.start();
    await until(() => a.bus.isUp);
  });

  it('[REDIS-7] what is malformed is put aside, and what comes after it is heard', async () => {
    await redis.start();
    const [a, b] = [startNode(), startNode()];
    await until(() => a.bus.isUp && b.bus.isUp);
    const channel = 'natter:test-request#/#';
    for (const data of [
      ['natter:call', { kind: 'rm -rf' }],
      ['natter:call'],
      ['natter:call', { kind: 'toPeople', userIds: ['ann'], event: 'message:new', payload: {} }],
      7,
    ]) {
      await redis.ask('PUBLISH', channel, JSON.stringify({ uid: 'x', type: 6, data }));
    }
    await redis.ask('PUBLISH', channel, '{');
    a.bus.tell(typing('ann'));
    await until(() => b.heard.length > 0);
    expect(b.heard).toEqual([typing('ann')]);
  });
});
