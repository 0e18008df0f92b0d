import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '@natter/protocol';
import { startTestHouse, type TestHouse, type TestServer, until } from '@natter/testkit';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { NatterClient } from './api.ts';
import { createNatterClient } from './create-client.ts';
import type { OpenSocket } from './transport/socket.ts';

let house: TestHouse;
let server: TestServer;
const clients: NatterClient[] = [];
const sockets: Socket[] = [];
beforeAll(async () => {
  house = await startTestHouse(inject('databaseAdminUrl'));
  server = house.server;
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  for (const client of clients) await client.close();
  await house.close();
});

/** A client that says which version it speaks, and whatever else another version may say. */
async function connectAs(userId: string, protocolVersion: number | undefined): Promise<Socket> {
  const token = await server.tokenOf(userId);
  const auth = { token, ...(protocolVersion === undefined ? {} : { protocolVersion }), device: { kind: 'watch' } };
  const socket = io(server.url, { transports: ['websocket'], auth, forceNew: true, reconnection: false });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', reject);
  });
  return socket;
}

describe('a client of another version', () => {
  it.each([
    ['the oldest', OLDEST_PROTOCOL_VERSION],
    ['a younger one', PROTOCOL_VERSION + 7],
    ['one from before versions were told', undefined],
  ])('[SOCK-2] %s is served: what it says beyond what is known is passed over', async (name, version) => {
    const me = `me-${name.replaceAll(' ', '-')}`;
    await server.call('you', 'GET', '/api/messages/me');
    const socket = await connectAs(me, version);
    const body = { type: 'direct', participantId: 'you', mood: 'curious' };
    const started = await server.call(me, 'POST', '/api/messages/conversations', body);
    expect(started.status).toBe(201);
    const { id } = started.body as { id: string };
    socket.emit('message:levitate', { id, height: 3 }, () => undefined);
    const send = {
      conversationId: id,
      clientId: crypto.randomUUID(),
      content: 'hello',
      font: 'serif',
      metadata: undefined,
    };
    const sent: unknown = await socket.emitWithAck('message:send', send);
    expect(sent).toMatchObject({ ok: true, data: { message: { content: 'hello', seq: 1 }, duplicate: false } });
    const again: unknown = await socket.emitWithAck('message:send', { ...send, font: 'another' });
    expect(again).toMatchObject({ ok: true, data: { duplicate: true } });
    expect(JSON.stringify(sent)).not.toContain('serif');
    expect(socket.connected).toBe(true);
  });

  it('[SOCK-2] older than the oldest is told so', async () => {
    await expect(connectAs('me', OLDEST_PROTOCOL_VERSION - 1)).rejects.toMatchObject({ data: { code: 'invalid' } });
  });
});

/** Adds to everything a server says what only a later version would say. */
function later(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(later);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).map(([key, part]) => [key, later(part)]);
  return { ...Object.fromEntries(known), aura: { colour: 'green', parts: [1, 2] } };
}

/** The way to a server of a later version: fields that nobody knows here in everything, and events that nobody knows between them. */
const laterSocket: OpenSocket = ({ url, auth }, handlers) => {
  const socket = io(url, { transports: ['websocket'], auth, forceNew: true, reconnection: false });
  sockets.push(socket);
  socket.on('connect', () => handlers.onOpen());
  socket.on('connect_error', (error) => handlers.onFailed(Reflect.get(error, 'data'), error));
  socket.on('disconnect', (reason) => handlers.onClosed(reason));
  socket.onAny((name: unknown, payload: unknown) => {
    handlers.onEvent('message:levitated', { conversationId: '?', height: 3 });
    handlers.onEvent(String(name), later(payload));
  });
  return {
    emit: (name, payload, onAck) => void socket.emit(name, payload, (answer: unknown) => onAck(later(answer))),
    close: () => socket.disconnect(),
  };
};

const laterFetch: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
  const { status, headers } = answer;
  return new Response(isJson ? JSON.stringify(later(JSON.parse(text))) : text || null, { status, headers });
};

describe('a server of a later version', () => {
  it('[CATCH-6] is understood in what is known here, by calls, answers and events', async () => {
    const open = async (userId: string, way: { openSocket?: OpenSocket; fetch?: typeof fetch }) => {
      const client = createNatterClient({ url: server.url, userId, getToken: () => server.tokenOf(userId), ...way });
      clients.push(client);
      await client.start();
      await until(client.connection, ({ state }) => state === 'live');
      return client;
    };
    const ann = await open('ann', { openSocket: laterSocket, fetch: laterFetch });
    const bob = await open('bob', {});
    const { id } = await bob.startConversation('ann');
    for (const content of ['one', 'two']) await (await bob.sendMessage(id, { content })).committed;
    const mine = ann.messages.open(id);
    await until(mine, ({ messages }) => messages.length === 2);
    expect((await (await ann.sendMessage(id, { content: 'three' })).committed).seq).toBe(3);
    mine.markRead(2);
    const theirs = bob.messages.open(id);
    const { messages } = await until(theirs, ({ conversation }) => conversation?.othersReadSeq === 2);
    expect(messages.map(({ content }) => content)).toEqual(['one', 'two', 'three']);
    expect(mine.getSnapshot().messages.map(({ content }) => content)).toEqual(['one', 'two', 'three']);
    expect(ann.connection.getSnapshot().state).toBe('live');
  });
});
