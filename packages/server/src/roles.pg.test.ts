import type { TestServer } from '@natter/testkit';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { listen } from './testing/listen.ts';
import { CONVERSATIONS, type NodeWorld, openNodeWorld, text } from './testing/node-world.ts';

let nodes: NodeWorld;
beforeAll(async () => {
  nodes = await openNodeWorld(inject('databaseAdminUrl'));
});
afterAll(() => nodes.close());

const until = (isSo: () => Promise<void> | void) => vi.waitFor(isSo, { timeout: 40_000, interval: 20 });
const codeOf = ({ body }: { body: unknown }) => (body as { code?: string }).code;
const send = (node: TestServer, { ann, id }: { ann: string; id: string }, content: string) =>
  node.call(ann, 'POST', `${CONVERSATIONS}/${id}/messages`, text(content));

describe('roles', () => {
  it('[ROLE-2] three processes with a part each are one server, and each tells its health', async () => {
    const api = await nodes.start({ NATTER_ROLES: 'api' });
    const realtime = await nodes.start({ NATTER_ROLES: 'realtime' });
    const tellHealth = async (node: TestServer) => {
      for (const path of ['/healthz', '/readyz', '/metrics']) {
        expect((await node.call(null, 'GET', path)).status, path).toBe(200);
      }
    };
    await Promise.all([api, realtime].map(tellHealth));
    const pair = await nodes.newPair(api);
    const { heard } = listen(await realtime.connect(pair.bob));
    expect((await send(api, pair, 'by REST')).status).toBe(201);
    await until(() => expect(heard.map(({ event }) => event)).toContain('message:new'));

    const ann = await realtime.connect(pair.ann);
    const sent = await ann.emitWithAck('message:send', { conversationId: pair.id, ...text('by socket') });
    expect(sent.ok).toBe(true);

    const sendAt = new Date(Date.now() + 61_000).toISOString();
    const later = await api.call(pair.ann, 'POST', `${CONVERSATIONS}/${pair.id}/scheduled`, {
      ...text('later'),
      sendAt,
    });
    expect(later.status).toBe(201);
    // The first look of a worker comes with its start, the next ones every fifteen seconds.
    await nodes.world.admin.query('UPDATE natter.scheduled_messages SET send_at = created_at');
    await tellHealth(await nodes.start({ NATTER_ROLES: 'worker' }));
    await until(() => {
      const contents = heard.flatMap(
        ({ payload }) => (payload['message'] as { content: string } | undefined)?.content ?? [],
      );
      expect(contents).toEqual(['by REST', 'by socket', 'later']);
    });
  }, 180_000);

  it('[ROLE-2] what came to the wrong process is refused so that it comes again', async () => {
    const realtime = await nodes.start({ NATTER_ROLES: 'realtime' });
    for (const path of ['/api/config', '/api/messages/me', '/']) {
      const answer = await realtime.call('zoe', 'GET', path);
      expect([answer.status, codeOf(answer), answer.headers.get('retry-after')], path).toEqual([
        503,
        'unavailable',
        '1',
      ]);
    }
    const api = await nodes.start({ NATTER_ROLES: 'api,worker' });
    await expect(api.connect('zoe')).rejects.toThrow();
    expect((await api.call(null, 'GET', '/api/config')).body).toMatchObject({ realtimeEnabled: true });
  });

  it('[ROLE-3] without polling there are WebSockets alone', async () => {
    const node = await nodes.start({ NATTER_POLLING: 'false' });
    expect((await node.connect('zoe')).connected).toBe(true);
    const polled = await fetch(`${node.url}/socket.io/?EIO=4&transport=polling`);
    expect([polled.status, await polled.json()]).toEqual([400, { code: 0, message: 'Transport unknown' }]);
    const polling = io(node.url, {
      auth: { token: await node.tokenOf('zoe') },
      transports: ['polling'],
      reconnection: false,
    });
    await new Promise((resolve) => polling.once('connect_error', resolve));
    polling.close();
  });
});

describe('stopping', () => {
  it('[DRAIN-1] a server that was asked to stop is not ready at once, and serves on for the time it was given', async () => {
    const node = await nodes.start({ NATTER_DRAIN_SECONDS: '1' });
    const pair = await nodes.newPair(node);
    const { next } = listen(await node.connect(pair.bob));
    const drained = next('server:drain');
    const stopped = node.stop();
    const ready = await node.call(null, 'GET', '/readyz');
    expect([ready.status, (ready.body as { status: string }).status]).toEqual([503, 'draining']);
    expect((await send(node, pair, 'while it leaves')).status).toBe(201);
    expect((await node.connect(pair.ann)).connected).toBe(true);
    await drained;
    const late = await send(node, pair, 'too late').catch(() => null);
    expect(late === null || codeOf(late) === 'unavailable').toBe(true);
    await stopped;
  });

  it('[DRAIN-2] each client is told a time of its own, and what was begun is answered first', async () => {
    const node = await nodes.start();
    const pair = await nodes.newPair(node);
    const ann = await node.connect(pair.ann);
    const clients = await Promise.all(Array.from({ length: 12 }, () => node.connect(pair.bob)));
    const told = clients.map((client) => listen(client).next('server:drain'));
    const sends = Array.from({ length: 20 }, (_none, index) =>
      ann.timeout(30_000).emitWithAck('message:send', { conversationId: pair.id, ...text(`m${index}`) }),
    );
    // Over the same connection and behind them: they have arrived.
    await ann.emitWithAck('conversation:watch', { conversationIds: [] });
    const stopped = node.stop();
    const answers = await Promise.all(sends);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
    const times = (await Promise.all(told)).map(({ retryAfter }) => retryAfter as number);
    expect(new Set(times).size).toBeGreaterThan(3);
    expect(Math.max(...times)).toBeLessThanOrEqual(1);
    await stopped;
  });
});
