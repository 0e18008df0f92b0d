import {
  createTestRedis,
  NO_REDIS,
  slowness,
  startTcpProxy,
  type TcpProxy,
  type TestRedis,
  type TestServer,
} from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { listen } from './testing/listen.ts';
import { CONVERSATIONS, type NodeWorld, openNodeWorld, text } from './testing/node-world.ts';

/** Less than the time between two looks of the follower: what comes so soon after each other, again and again, came by Redis. */
const atOnceMs = () => 1_500 * slowness();
/** What comes by the log comes with its next look (ms). */
const byTheLogMs = () => 4_000 + 1_000 * slowness();

describe.skipIf(NO_REDIS !== '')(`nodes with Redis${NO_REDIS}`, () => {
  let redis: TestRedis;
  let nodes: NodeWorld;
  let one: TestServer;
  let other: TestServer;
  /** Between the other node and Redis. */
  let proxy: TcpProxy;
  let pair: Awaited<ReturnType<NodeWorld['newPair']>>;

  beforeAll(async () => {
    redis = await createTestRedis();
    nodes = await openNodeWorld(inject('databaseAdminUrl'));
    // Redis is not there yet: the servers start all the same.
    proxy = await startTcpProxy({ targetPort: Number(new URL(redis.url).port) });
    const env = { NATTER_LIMIT_SENDS_BURST: '20', NATTER_LIMIT_SENDS_PER_MINUTE: '1' };
    one = await nodes.start({ ...env, REDIS_URL: redis.url });
    other = await nodes.start({ ...env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
  });
  afterAll(async () => {
    await nodes.close();
    await proxy.close();
    await redis.close();
  });
  beforeEach(async () => {
    pair = await nodes.newPair(one);
  });

  const until = (isSo: () => Promise<void> | void, timeout = 30_000) => vi.waitFor(isSo, { timeout, interval: 20 });
  const readyz = async (node: TestServer) => {
    const { status, body } = await node.call(null, 'GET', '/readyz');
    return { status, redis: (body as { notes?: { redis?: string } }).notes?.redis };
  };
  const bothAre = (redisIs: string) =>
    until(async () => {
      for (const node of [one, other]) expect(await readyz(node)).toEqual({ status: 200, redis: redisIs });
    });
  const send = (node: TestServer, content: string, userId = pair.ann) =>
    node.call(userId, 'POST', `${CONVERSATIONS}/${pair.id}/messages`, text(content));
  /** How long each of these sends takes from one node to a socket at the other, in milliseconds. */
  const timeSends = async (count: number) => {
    const { heard } = listen(await other.connect(pair.bob));
    const took: number[] = [];
    for (let index = 0; index < count; index++) {
      const sentAt = performance.now();
      expect((await send(one, `message ${index}`)).status).toBe(201);
      await until(() => expect(heard.filter(({ event }) => event === 'message:new')).toHaveLength(index + 1));
      took.push(performance.now() - sentAt);
    }
    return { took, heard };
  };

  it('[REDIS-2] servers start without Redis, are ready and serve; messages cross by the log', async () => {
    await bothAre('away');
    expect((await one.call(null, 'GET', '/metrics')).text).toMatch(/^natter_redis_up 0$/m);
    const { took } = await timeSends(2);
    expect(Math.max(...took)).toBeLessThan(byTheLogMs());
  });

  it('[REDIS-1] [REDIS-2] with Redis, come later, killed, frozen or emptied, messages cross at once while it is there, once each', async () => {
    await redis.start();
    await bothAre('up');
    expect((await one.call(null, 'GET', '/metrics')).text).toMatch(/^natter_redis_up 1$/m);
    const { took, heard } = await timeSends(5);
    expect(Math.max(...took)).toBeLessThan(atOnceMs());
    await redis.ask('FLUSHALL');
    expect(Math.max(...(await timeSends(2)).took)).toBeLessThan(atOnceMs());

    redis.freeze();
    const { took: frozen } = await timeSends(2);
    expect(Math.max(...frozen)).toBeLessThan(byTheLogMs());
    await bothAre('away');
    redis.thaw();
    await bothAre('up');
    await redis.kill();
    await bothAre('away');
    expect(Math.max(...(await timeSends(2)).took)).toBeLessThan(byTheLogMs());
    await redis.start();
    await bothAre('up');
    expect(Math.max(...(await timeSends(3)).took)).toBeLessThan(atOnceMs());
    // The follower has looked since: what came by Redis was not told again.
    const told = heard
      .filter(({ event }) => event === 'message:new')
      .map(({ payload }) => (payload['message'] as { seq: number }).seq);
    expect(told).toEqual([...new Set(told)]);
  }, 180_000);

  it('typing and presence cross nodes', async () => {
    await redis.start();
    await bothAre('up');
    const bob = await other.connect(pair.bob);
    const { heard } = listen(bob);
    const watch = await bob.emitWithAck('presence:watch', { userIds: [pair.ann] });
    expect(watch.data.presences).toMatchObject([{ userId: pair.ann, status: 'offline' }]);
    await bob.emitWithAck('conversation:watch', { conversationIds: [pair.id] });
    const ann = await one.connect(pair.ann);
    await until(() =>
      expect(heard).toContainEqual(
        expect.objectContaining({
          event: 'presence',
          payload: expect.objectContaining({ userId: pair.ann, status: 'online' }),
        }),
      ),
    );
    const again = await bob.emitWithAck('presence:watch', { userIds: [pair.ann] });
    expect(again.data.presences).toMatchObject([{ userId: pair.ann, status: 'online' }]);
    await ann.emitWithAck('typing:start', { conversationId: pair.id });
    await until(() => expect(heard.map(({ event }) => event)).toContain('typing:start'));
  });

  it('[REDIS-2] a node that is cut off from Redis, and one that is not: both tell and hear by the log', async () => {
    await redis.start();
    await bothAre('up');
    const [ann, bob] = [listen(await one.connect(pair.ann)), listen(await other.connect(pair.bob))];
    const fault = proxy.suffer({ toServer: { kind: 'drop' }, toClient: { kind: 'drop' } });
    await until(async () => expect(await readyz(other)).toEqual({ status: 200, redis: 'away' }));
    expect(await readyz(one)).toEqual({ status: 200, redis: 'up' });
    await send(one, 'from ann');
    await send(other, 'from bob', pair.bob);
    for (const { heard } of [ann, bob]) {
      await until(() => expect(heard.filter(({ event }) => event === 'message:new')).toHaveLength(2), byTheLogMs());
    }
    fault.cut('reset');
    proxy.heal();
    await bothAre('up');
    expect(Math.max(...(await timeSends(2)).took)).toBeLessThan(atOnceMs());
  }, 180_000);

  it.skipIf(process.env['NATTER_TEST_ALL'] !== '1')(
    '[REDIS-4] the people of a node of which nothing is heard are offline within 45 s for who watches elsewhere, and online again after',
    async () => {
      await redis.start();
      await bothAre('up');
      const ann = await one.connect(pair.ann);
      const { heard } = listen(ann);
      await other.connect(pair.bob);
      const look = async () =>
        (await ann.emitWithAck('presence:watch', { userIds: [pair.bob] })).data.presences[0]?.status;
      await until(async () => expect(await look()).toBe('online'));
      const said = () =>
        heard.filter(({ event, payload }) => event === 'presence' && payload['userId'] === pair.bob).at(-1);
      const fault = proxy.suffer({ toServer: { kind: 'drop' }, toClient: { kind: 'drop' } });
      await until(() => expect(said()?.payload['status']).toBe('offline'), 45_000);
      expect(await look()).toBe('offline');
      fault.cut('reset');
      proxy.heal();
      await until(() => expect(said()?.payload['status']).toBe('online'), 15_000);
    },
    90_000,
  );

  it('[REDIS-5] the limit of sends holds over both nodes', async () => {
    await redis.start();
    await bothAre('up');
    const statuses = async (node: TestServer, count: number) => {
      const answers = await Promise.all(Array.from({ length: count }, (_none, index) => send(node, `m${index}`)));
      return answers.filter(({ status }) => status === 201).length;
    };
    // One went with the beginning of the conversation, but that is no send by the limit's count.
    expect(await statuses(one, 15)).toBe(15);
    await until(async () => expect(await redis.ask('EXISTS', `{natter:test}:limit:send:${pair.ann}`)).toBe(':1\r\n'));
    await send(other, 'first here: what is left is asked for');
    await until(async () => expect((await statuses(other, 30)) <= 5).toBe(true));
    expect((await send(other, 'one more')).status).toBe(429);
    await until(async () => expect((await send(one, 'and here')).status).toBe(429));
  });

  it('[REDIS-6] the bound of people counts those of both nodes', async () => {
    await redis.start();
    await bothAre('up');
    const env = { REDIS_URL: redis.url, NATTER_MAX_CONCURRENT_USERS: '2', NATTER_STORE_ID: 'test' };
    const [small, tiny] = [await nodes.start(env), await nodes.start(env)];
    await until(async () => expect((await readyz(tiny)).redis).toBe('up'));
    const before = await small.connect(pair.ann).catch((error: Error) => error);
    // Those of the tests before are still connected to the first two nodes.
    expect(before).toBeInstanceOf(Error);
    expect((before as Error).message).toBe('overloaded');
  });
});
