import {
  createStubDatabase,
  createTestClock,
  STUB_CONVERSATION,
  startTestServer,
  stubPerson,
  type TestServer,
} from '@natter/testkit';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DomainError } from '../../platform/domain-error.ts';

const conversationId = STUB_CONVERSATION;
let server: TestServer;
const extra: TestServer[] = [];
let keys = 0;

beforeAll(async () => {
  server = await startTestServer({
    database: createStubDatabase(),
    env: {
      NATTER_LIMIT_READS_PER_MINUTE: '0',
      NATTER_LIMIT_SENDS_PER_MINUTE: '0',
      NATTER_ALLOWED_ORIGINS: 'https://shop.example',
    },
  });
});
afterAll(() => server.close());
afterEach(async () => {
  for (const one of extra.splice(0)) await one.close();
});

async function startExtra(options: Partial<Parameters<typeof startTestServer>[0]>): Promise<TestServer> {
  const one = await startTestServer({ database: createStubDatabase(), ...options });
  extra.push(one);
  return one;
}

const clientId = () => `01900000-0000-7000-9000-${String(++keys).padStart(12, '0')}`;
const send = (over: Record<string, unknown> = {}) => ({ conversationId, clientId: clientId(), content: 'hi', ...over });
const once = (socket: Socket, event: string) => new Promise<unknown>((resolve) => socket.once(event, resolve));

/** A counter of `/metrics`; 0 while it was never counted. */
async function count(name: string, of = server): Promise<number> {
  const { text } = await of.call(null, 'GET', '/metrics');
  const line = text.split('\n').find((one) => one.startsWith(name));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** The server lives and works after whatever was done to it. */
async function expectAlive(): Promise<void> {
  const socket = await server.connect('ann');
  expect(await socket.emitWithAck('message:send', send())).toMatchObject({ ok: true });
  socket.close();
}

describe('commands', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`) as unknown;
  const proto = JSON.parse(
    `{"__proto__":{"conversationId":"${conversationId}"},"constructor":{"prototype":{"x":1}}}`,
  ) as unknown;
  it.each<[string, string, unknown[]]>([
    ['no payload', 'message:send', []],
    ['two payloads', 'message:send', [send(), send()]],
    ['fifty payloads', 'message:send', Array.from({ length: 50 }, () => send())],
    ['null', 'message:send', [null]],
    ['a number', 'message:send', [7]],
    ['a text', 'message:send', ['hello']],
    ['a list', 'message:send', [[send()]]],
    ['nothing in it', 'message:send', [{}]],
    ['a number for an id', 'message:send', [send({ conversationId: 7 })]],
    ['a list for an id', 'message:send', [send({ conversationId: [conversationId] })]],
    ['a binary for an id', 'message:send', [send({ conversationId: Buffer.from('x') })]],
    ['no UUID', 'message:send', [send({ clientId: '__proto__' })]],
    ['NUL', 'message:send', [send({ content: 'a\u0000b' })]],
    ['half a surrogate pair', 'message:send', [send({ content: 'a\ud800b' })]],
    ['nothing visible', 'message:send', [send({ content: ' \u200b\n' })]],
    ['a mention outside the text', 'message:send', [send({ mentions: [{ userId: 'bob', start: 0, end: 99 }] })]],
    ['a mention back to front', 'message:send', [send({ mentions: [{ userId: 'bob', start: 2, end: 1 }] })]],
    ['prototype keys', 'message:send', [proto]],
    ['a thousand levels', 'message:send', [deep]],
    ['a mark below nothing', 'message:read', [{ conversationId, seq: -1 }]],
    ['a mark between two', 'message:read', [{ conversationId, seq: 1.5 }]],
    ['a mark beyond numbers', 'message:read', [{ conversationId, seq: 2 ** 53 }]],
    ['a mark as text', 'message:delivered', [{ conversationId, seq: '1' }]],
    ['too many people', 'presence:watch', [{ userIds: Array.from({ length: 201 }, (_, index) => `p${index}`) }]],
    [
      'too many conversations',
      'conversation:watch',
      [{ conversationIds: Array.from({ length: 51 }, () => conversationId) }],
    ],
    ['a cursor that is none', 'sync', [{ cursor: 'x' }]],
    ['no token', 'auth:refresh', [{}]],
  ])('[SOCK-3] %s is invalid', async (_what, command, args) => {
    const socket = await server.connect('ann');
    const answer = await socket.emitWithAck(command, ...args);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid', detail: expect.any(String) } });
    expect(socket.connected).toBe(true);
    socket.close();
  });

  it('[SEND-2] a text over the limit is too large, with the limit', async () => {
    const socket = await server.connect('ann');
    for (const content of ['x'.repeat(10_001), '🐕'.repeat(10_001), 'x'.repeat(150_000)]) {
      expect(await socket.emitWithAck('message:send', send({ content }))).toMatchObject({
        ok: false,
        error: { code: 'too_large' },
      });
    }
    expect(await socket.emitWithAck('message:send', send({ content: '🐕'.repeat(10_000) }))).toMatchObject({
      ok: true,
    });
  });

  it('[SOCK-3] without an acknowledgement nothing is done, and it is counted', async () => {
    const before = await count('natter_ignored_total{what="no_ack"}');
    const socket = await server.connect('ann');
    const heard: string[] = [];
    socket.onAny((event: string) => heard.push(event));
    socket.emit('message:send', send());
    socket.emit('message:send', send(), 'not a function');
    socket.emit('message:send');
    socket.emit('auth:refresh', { token: 7 });
    await socket.emitWithAck('typing:stop', { conversationId });
    expect(await count('natter_ignored_total{what="no_ack"}')).toBe(before + 4);
    expect(heard).toEqual([]);
  });

  it('[SOCK-3] unknown events are put aside and counted', async () => {
    const before = await count('natter_ignored_total{what="unknown_event"}');
    const socket = await server.connect('ann');
    for (const event of ['__proto__', 'constructor', 'toString', 'call:offer', '', 'message:new'])
      socket.emit(event, {}, () => undefined);
    await socket.emitWithAck('typing:stop', { conversationId });
    expect(await count('natter_ignored_total{what="unknown_event"}')).toBe(before + 6);
    expect(socket.connected).toBe(true);
  });

  it.each([
    'not a packet',
    '2["message:send"',
    '2{}',
    '2["connect",{}]',
    '2["disconnect"]',
    '51-["message:send",{"_placeholder":true,"num":9}]',
    '59999999-["x"]',
    `2["message:send",${'['.repeat(100_000)}${']'.repeat(100_000)}]`,
    '2/admin,["message:send"]',
    '4',
    '0',
  ])('[SOCK-3] a malformed packet ends at most its own connection: %.40s', async (packet) => {
    const socket = await server.connect('ann');
    const raw = Reflect.get(socket.io.engine, 'write') as (data: string) => void;
    raw.call(socket.io.engine, packet);
    await expectAlive();
  });

  it('[SOCK-3] an oversized packet ends its own connection', async () => {
    const socket = await server.connect('ann');
    const ended = once(socket, 'disconnect');
    socket.emit('message:send', send({ content: 'x'.repeat(300_000) }), () => undefined);
    await ended;
    await expectAlive();
  });

  it('[RCPT-1] [TYPE-4] a foreign conversation is not found, for every command that names one', async () => {
    const socket = await server.connect('eve');
    for (const command of ['message:send', 'message:read', 'message:delivered', 'typing:start']) {
      const answer = await socket.emitWithAck(
        command,
        command === 'message:send' ? send() : { conversationId, ...(command.startsWith('message') ? { seq: 1 } : {}) },
      );
      expect(answer).toEqual({ ok: false, error: { code: 'not_found', detail: 'There is nothing here.' } });
    }
    expect(await socket.emitWithAck('conversation:watch', { conversationIds: [conversationId] })).toEqual({
      ok: true,
      data: { conversationIds: [] },
    });
  });

  it('[SEND-6] a repeat is answered with what is there', async () => {
    const socket = await server.connect('ann');
    const body = send();
    const [first, again] = [
      await socket.emitWithAck('message:send', body),
      await socket.emitWithAck('message:send', body),
    ];
    expect(again).toMatchObject({ ok: true, data: { duplicate: true, message: { id: first.data.message.id } } });
    expect(await socket.emitWithAck('message:send', { ...body, content: 'other' })).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    });
  });

  it('an unexpected error is internal, without its words', async () => {
    const broken = await startExtra({
      database: createStubDatabase({
        sendMessages: () => Promise.reject(new Error('relation "secret" does not exist')),
      }),
    });
    const socket = await broken.connect('ann');
    const answer = await socket.emitWithAck('message:send', send());
    expect(answer).toEqual({ ok: false, error: { code: 'internal', detail: 'Something went wrong on our side.' } });
  });

  it('[SEND-9] a send is finished although its sender has gone', async () => {
    let commit: () => void = () => undefined;
    const stub = createStubDatabase();
    const began = new Promise<void>((resolve) => {
      stub.sendMessages = ((original) => async (sends: Parameters<typeof original>[0]) => {
        resolve();
        await new Promise<void>((go) => {
          commit = go;
        });
        return original(sends);
      })(stub.sendMessages);
    });
    const slow = await startExtra({ database: stub });
    const [sender, reader] = [await slow.connect('ann'), await slow.connect('bob')];
    const told = once(reader, 'message:new');
    sender.emit('message:send', send(), () => undefined);
    await began;
    sender.close();
    commit();
    expect(await told).toMatchObject({ message: { senderId: 'ann' } });
  });

  it('[SEND-11] the connection that sent has its answer and no event; another device of the same person has the event', async () => {
    const open = await startExtra({});
    const [sender, other] = [await open.connect('ann'), await open.connect('ann')];
    const heard: unknown[] = [];
    sender.on('message:new', (payload) => heard.push(payload));
    const told = once(other, 'message:new');
    const answer = await sender.emitWithAck('message:send', send());
    expect(await told).toEqual({ message: answer.data.message });
    // Whatever was written to it before has arrived with this.
    await sender.emitWithAck('typing:stop', { conversationId });
    expect(heard).toEqual([]);
  });

  it('[LIM-2] beyond the budget a send is refused with the time to wait', async () => {
    const tight = await startExtra({ env: { NATTER_LIMIT_SENDS_BURST: '2', NATTER_LIMIT_SENDS_PER_MINUTE: '1' } });
    const socket = await tight.connect('ann');
    const answers = [];
    for (let index = 0; index < 3; index++) answers.push(await socket.emitWithAck('message:send', send()));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, false]);
    expect(answers[2].error).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) });
    expect(await socket.emitWithAck('typing:stop', { conversationId })).toMatchObject({ ok: true });
  });

  it('[SOCK-7] a flood ends the connection that makes it', async () => {
    const socket = await server.connect('ann');
    const ended = once(socket, 'disconnect');
    for (let index = 0; index < 2_000; index++) socket.emit('x');
    await ended;
    expect(await count('natter_disconnects_total{reason="flood"}')).toBeGreaterThan(0);
    await expectAlive();
  });
});

describe('the handshake', () => {
  const refusal = async (auth: Record<string, unknown>, of = server) => {
    const socket = io(of.url, { auth, transports: ['websocket'], reconnection: false, forceNew: true });
    const error = await new Promise<Error & { data?: unknown }>((resolve, reject) => {
      socket.once('connect_error', resolve);
      socket.once('connect', () => reject(new Error('was let in')));
    });
    socket.close();
    return error.data;
  };

  it.each([{}, { token: '' }, { token: 7 }, { token: ['x'] }, { token: 'x'.repeat(20_000) }])(
    '[SOCK-2] %j is invalid',
    async (auth) => {
      expect(await refusal(auth)).toMatchObject({ code: expect.stringMatching(/invalid|too_large/) });
    },
  );

  it('[SOCK-2] a bad token is refused with the envelope', async () => {
    expect(await refusal({ token: 'a.b.c' })).toEqual({
      code: 'unauthenticated',
      detail: 'Sign in again to continue.',
    });
    expect(await refusal({ token: await server.tokenOf('ann', -5) })).toMatchObject({ code: 'unauthenticated' });
  });

  it('a client that is too old is told so', async () => {
    expect(await refusal({ token: await server.tokenOf('ann'), protocolVersion: 0 })).toMatchObject({
      code: 'invalid',
      fields: [{ path: 'protocolVersion' }],
    });
  });

  it.each([
    ['https://evil.example', false],
    ['null', false],
    ['https://shop.example.evil.example', false],
    ['https://shop.example', true],
    ['own', true],
  ])('[SOCK-1] origin %s: %s, by WebSocket and by polling', async (origin, isAllowed) => {
    const extraHeaders = { origin: origin === 'own' ? server.url : origin };
    for (const transport of ['websocket', 'polling']) {
      const socket = io(server.url, {
        auth: { token: await server.tokenOf('ann') },
        transports: [transport],
        extraHeaders,
        reconnection: false,
        forceNew: true,
      });
      const isConnected = await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('connect_error', () => resolve(false));
      });
      socket.close();
      expect([transport, isConnected]).toEqual([transport, isAllowed]);
    }
  });

  it('[SOCK-6] one connection more than allowed ends the oldest', async () => {
    const tight = await startExtra({ env: { NATTER_MAX_SOCKETS_PER_PERSON: '2' } });
    const [first, second] = [await tight.connect('ann'), await tight.connect('ann')];
    const ended = once(first, 'disconnect');
    const third = await tight.connect('ann');
    expect(await ended).toBe('io server disconnect');
    expect([second.connected, third.connected]).toEqual([true, true]);
  });

  it('beyond the people it may hold the server is overloaded, but not for those who are here', async () => {
    const tight = await startExtra({ env: { NATTER_MAX_CONCURRENT_USERS: '1' } });
    await tight.connect('ann');
    await tight.connect('ann');
    expect(await refusal({ token: await tight.tokenOf('bob') }, tight)).toMatchObject({
      code: 'overloaded',
      retryAfter: expect.any(Number),
    });
  });

  it('[SOCK-8] with messaging off it is unavailable, with sockets off there are none', async () => {
    const off = await startExtra({ env: { NATTER_MESSAGING_ENABLED: 'false' } });
    expect(await refusal({ token: await off.tokenOf('ann') }, off)).toMatchObject({ code: 'unavailable' });
    expect((await off.call('ann', 'GET', '/api/messages/me')).status).toBe(503);
    const silent = await startExtra({ env: { NATTER_REALTIME_ENABLED: 'false' } });
    expect((await silent.call(null, 'GET', '/socket.io/?EIO=4&transport=polling')).status).toBe(404);
    expect((await silent.call('ann', 'GET', '/api/messages/me')).status).toBe(200);
  });

  it('people whose account cannot be read now are told to come back', async () => {
    const gone = await startExtra({
      database: createStubDatabase({ ensurePerson: () => Promise.reject(DomainError.unavailable(1)) }),
    });
    expect(await refusal({ token: await gone.tokenOf('ann') }, gone)).toMatchObject({
      code: 'unavailable',
      retryAfter: 1,
    });
  });
});

describe('the end of a token', () => {
  it('[SOCK-4] is told a minute before, and cuts without grace', async () => {
    const clock = createTestClock(Date.now());
    const timed = await startExtra({ clock });
    const socket = await timed.connect('ann', 120);
    const expiresAt = new Date((Math.floor(clock.now() / 1000) + 120) * 1000).toISOString();
    const warned = once(socket, 'auth:expiring');
    clock.advance(60_000);
    expect(await warned).toEqual({ expiresAt });
    const ended = once(socket, 'disconnect');
    clock.advance(60_000);
    expect(await ended).toBe('io server disconnect');
    expect(await count('natter_disconnects_total{reason="expired"}', timed)).toBe(1);
  });

  it('[SOCK-5] a fresh token of the same person lengthens it, one of somebody else does not', async () => {
    const clock = createTestClock(Date.now());
    const timed = await startExtra({ clock });
    const socket = await timed.connect('ann', 120);
    expect(await socket.emitWithAck('auth:refresh', { token: await timed.tokenOf('bob', 600) })).toMatchObject({
      ok: false,
      error: { code: 'unauthenticated' },
    });
    expect(await socket.emitWithAck('auth:refresh', { token: await timed.tokenOf('ann', 600) })).toMatchObject({
      ok: true,
      data: { expiresAt: expect.any(String) },
    });
    clock.advance(300_000);
    expect(await socket.emitWithAck('typing:stop', { conversationId })).toEqual({ ok: true, data: {} });
  });
});

describe('events', () => {
  it('[TYPE-1] typing goes to those who have the conversation open, not to oneself', async () => {
    const [one, two, other] = [await server.connect('ann'), await server.connect('ann'), await server.connect('bob')];
    const heard: string[] = [];
    two.on('typing:start', () => heard.push('own'));
    for (const socket of [two, other])
      await socket.emitWithAck('conversation:watch', { conversationIds: [conversationId] });
    const told = once(other, 'typing:start');
    await one.emitWithAck('typing:start', { conversationId });
    expect(await told).toEqual({ conversationId, userId: 'ann' });
    const stopped = once(other, 'typing:stop');
    one.close();
    expect(await stopped).toEqual({ conversationId, userId: 'ann' });
    expect(heard).toEqual([]);
  });

  it.each([
    ['switched typing off', { settings: { readReceipts: true, typingIndicators: false, presence: true } }],
    ['is suspended', { suspendedUntil: new Date(Date.now() + 60_000) }],
  ])('[TYPE-3] who %s is not told of', async (_what, over) => {
    const shy = await startExtra({
      database: createStubDatabase({
        ensurePerson: async (userId) => ({ ...stubPerson(userId), ...over }),
      }),
    });
    const [one, other] = [await shy.connect('ann'), await shy.connect('bob')];
    const heard: string[] = [];
    other.on('typing:start', () => heard.push('typing'));
    await other.emitWithAck('conversation:watch', { conversationIds: [conversationId] });
    await one.emitWithAck('typing:start', { conversationId });
    await one.emitWithAck('message:send', send());
    await vi.waitFor(async () =>
      expect(await other.emitWithAck('typing:stop', { conversationId })).toMatchObject({ ok: true }),
    );
    expect(heard).toEqual([]);
  });

  it('[PRES-4] who hides presence appears offline, and is watched no more', async () => {
    const [watcher, shy] = [await server.connect('ann'), await server.connect('bob')];
    expect(await watcher.emitWithAck('presence:watch', { userIds: ['bob', 'eve'] })).toEqual({
      ok: true,
      data: { presences: [{ userId: 'bob', status: 'online', lastSeenAt: null }] },
    });
    const told = once(watcher, 'presence');
    await server.call('bob', 'PUT', '/api/messages/me/settings', { presence: false });
    expect(await told).toEqual({ userId: 'bob', status: 'offline', lastSeenAt: null });
    shy.close();
  });

  it('[STOP-1] stopping tells everybody when to come back, and finishes what was begun', async () => {
    const stub = createStubDatabase();
    let commit: () => void = () => undefined;
    const original = stub.sendMessages;
    const began = new Promise<void>((resolve) => {
      stub.sendMessages = async (sends) => {
        resolve();
        await new Promise<void>((go) => {
          commit = go;
        });
        return original(sends);
      };
    });
    const stopping = await startExtra({ database: stub });
    const socket = await stopping.connect('ann');
    const drained = once(socket, 'server:drain');
    const ended = once(socket, 'disconnect');
    const answer = socket.emitWithAck('message:send', send());
    await began;
    const done = (async () => {
      await drained;
      const refused = await socket.emitWithAck('typing:stop', { conversationId });
      commit();
      return refused;
    })();
    const finished = stopping.stop();
    expect(await done).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    expect(await answer).toMatchObject({ ok: true, data: { message: { seq: 1 } } });
    await finished;
    await ended;
    await expect(stopping.call(null, 'GET', '/healthz')).rejects.toThrow();
  });
});
