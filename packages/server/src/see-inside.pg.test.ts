import { randomUUID } from 'node:crypto';
import type { Conversation } from '@natter/protocol';
import { createTestDatabase, startTestServer, type TestDatabase, type TestServer } from '@natter/testkit';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from './ports/database.ts';

let world: TestDatabase;
let database: MessagingDatabase;
let server: TestServer;
beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
  database = world.open();
  server = await startTestServer({ database, world });
});
afterAll(async () => {
  await server.close();
  await database.close();
  await world.drop();
});

/** Every series of ours, as `name{labels}` without the prefix, and its value. */
async function scrape(): Promise<Map<string, number>> {
  const { text } = await server.call(null, 'GET', '/metrics');
  return new Map(
    [...text.matchAll(/^natter_(\S+) (\S+)$/gm)].map(([, series = '', value]) => [series, Number(value)] as const),
  );
}

const conversations = '/api/messages/conversations';
const text = (content: string) => ({ clientId: randomUUID(), type: 'text', content });

describe('what a message leaves behind in the numbers', () => {
  it('[SEE-1] its delivery, its arrival, its statement and the connections it came and went by', async () => {
    for (const userId of ['ann', 'bob']) await server.call(userId, 'GET', '/api/messages/me');
    const begun = await server.call('ann', 'POST', conversations, { type: 'direct', participantId: 'bob' });
    const { id: conversationId } = begun.body as Conversation;
    const [ann, bob] = [await server.connect('ann'), await server.connect('bob')];
    const heard = new Promise((resolve) => bob.once('message:new', resolve));
    await ann.emitWithAck('message:send', { conversationId, ...text('hello') });
    await heard;
    expect((await scrape()).get('arrivals_awaited')).toBe(1);
    await bob.emitWithAck('message:delivered', { conversationId, seq: 1 });
    await bob.emitWithAck('message:send', { conversationId, ...text('to myself: nobody is there') });
    bob.disconnect();

    await expect.poll(async () => (await scrape()).get('sockets_connected')).toBe(1);
    const series = await scrape();
    const expected = {
      delivery_seconds_count: 2,
      arrival_seconds_count: 1,
      arrivals_awaited: 1,
      arrivals_unconfirmed_total: 0,
      'sends_total{verdict="sent"}': 2,
      'sends_total{verdict="failed"}': 0,
      connections_total: 2,
      'disconnects_total{reason="client_namespace_disconnect"}': 1,
      'errors_total{via="http",code="internal"}': 0,
      database_up: 1,
      pressure: 0,
    };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, series.get(name)]))).toEqual(expected);
    expect(series.get('arrival_seconds_sum')).toBeLessThan(10);
    expect(series.get('query_seconds_count{query="send_messages"}')).toBeGreaterThanOrEqual(2);
    expect(series.get('database_connections{pool="send"}')).toBeGreaterThanOrEqual(1);
    expect(series.get('storage_used_bytes')).toBeGreaterThan(1_000_000);
    expect(series.has('storage_limit_bytes')).toBe(false);
  });

  it('[SEE-1] a connection that is refused, by its code', async () => {
    const socket = io(server.url, {
      auth: { token: 'nobody' },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    await new Promise((resolve) => socket.once('connect_error', resolve));
    socket.close();
    const away = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(away.status).toBeGreaterThanOrEqual(400);
    const unknown = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling&sid=nobody`);
    expect(unknown.status).toBe(400);
    const series = await scrape();
    expect(series.get('connections_refused_total{code="unauthenticated"}')).toBe(1);
    expect(series.get('connections_refused_total{code="transport"}')).toBe(1);
  });

  it('[SEE-1] labels are words of ours, and few', async () => {
    for (let n = 0; n < 20; n++) await server.call(`somebody-${n}`, 'GET', `${conversations}/${randomUUID()}`);
    const labels = [...(await scrape()).keys()].flatMap((series) => [...series.matchAll(/(\w+)="([^"]*)"/g)]);
    const odd = labels.filter(([, name, value = '']) => name !== 'le' && !/^[a-z][a-z_:0-9]{0,40}$/.test(value));
    expect(odd.map(([pair]) => pair)).toEqual([]);
    expect((await scrape()).size).toBeLessThan(2_500);
  });
});
