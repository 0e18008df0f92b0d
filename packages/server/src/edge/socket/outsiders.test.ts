import {
  createStubDatabase,
  createTestClock,
  STUB_CONVERSATION,
  startTestServer,
  stubPerson,
  type TestClock,
  type TestServer,
} from '@natter/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DomainError } from '../../platform/domain-error.ts';
import type { MessagingDatabase, SendInput } from '../../ports/database.ts';

/** How long a person is remembered, in milliseconds. */
const FRESH_MS = 30_000;
const conversationId = STUB_CONVERSATION;
let clock: TestClock;
let server: TestServer;
let isMember = true;
/** While set, the question who somebody is waits for it. */
let hold: Promise<void> | null = null;
let asked: string[] = [];
let sent: SendInput[] = [];

beforeEach(async () => {
  clock = createTestClock();
  [isMember, hold, asked, sent] = [true, null, [], []];
  const stub = createStubDatabase();
  const database: MessagingDatabase = {
    ...stub,
    ensurePerson: async (userId) => {
      asked.push(userId);
      const answer = { ...stubPerson(userId), isMember };
      await hold;
      return answer;
    },
    sendMessages: (sends) => {
      sent.push(...sends);
      return stub.sendMessages(sends);
    },
  };
  server = await startTestServer({ database, clock, env: { NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603' } });
});
afterEach(() => server.close());

const send = (n: number, content = `m${n}`) => ({
  conversationId,
  clientId: `01900000-0000-7000-9000-${String(n).padStart(12, '0')}`,
  content,
});

describe('a connection of somebody who has left the store', () => {
  it.each<[string, unknown]>([
    ['message:send', send(1)],
    ['message:read', { conversationId, seq: 1 }],
    ['message:delivered', { conversationId, seq: 1 }],
    ['typing:start', { conversationId }],
    ['typing:stop', { conversationId }],
    ['presence:watch', { userIds: ['bob'] }],
    ['conversation:watch', { conversationIds: [conversationId] }],
    ['sync', {}],
    ['auth:refresh', { token: 'x' }],
  ])('[WALL-3] %s is forbidden once they are not remembered any more, and ends it', async (command, payload) => {
    const socket = await server.connect('ann');
    const ended = new Promise((resolve) => socket.once('disconnect', resolve));
    isMember = false;
    clock.advance(FRESH_MS);
    expect(await socket.emitWithAck(command, payload)).toMatchObject({
      ok: false,
      error: { code: 'forbidden', detail: DomainError.notAMember().message },
    });
    expect(await ended).toBe('io server disconnect');
    expect(sent).toEqual([]);
    expect((await server.call(null, 'GET', '/metrics')).text).toMatch(/disconnects_total{reason="not_a_member"} 1/);
  });

  it('[WALL-3] [SEND-5] what comes while the question is under way waits behind it, in order', async () => {
    const socket = await server.connect('ann');
    clock.advance(FRESH_MS);
    let answer: () => void = () => undefined;
    hold = new Promise((resolve) => {
      answer = resolve;
    });
    const acks = [1, 2, 3].map((n) => socket.emitWithAck('message:send', send(n)));
    // Nothing goes ahead of it.
    await server.call(null, 'GET', '/healthz');
    expect(sent).toEqual([]);
    answer();
    acks.push(socket.emitWithAck('message:send', send(4)));
    for (const ack of await Promise.all(acks)) expect(ack).toMatchObject({ ok: true });
    expect(sent.map(({ content }) => content)).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  it('[WALL-3] [SEND-5] and waits still when the answer has come by another way meanwhile', async () => {
    const socket = await server.connect('ann');
    clock.advance(FRESH_MS);
    let answer: () => void = () => undefined;
    hold = new Promise((resolve) => {
      answer = resolve;
    });
    const first = socket.emitWithAck('message:send', send(1));
    await expect.poll(() => asked.length).toBe(2);
    hold = null;
    // A token that names the store is another question, and is answered sooner.
    const token = await server.tokenOf('ann', 60, 'test');
    expect((await server.callWith(token, 'GET', '/api/messages/me')).status).toBe(200);
    const second = socket.emitWithAck('message:send', send(2));
    await server.call('ann', 'GET', '/api/messages/me');
    expect(sent).toEqual([]);
    answer();
    for (const ack of [await first, await second]) expect(ack).toMatchObject({ ok: true });
    expect(sent.map(({ content }) => content)).toEqual(['m1', 'm2']);
  });

  it('[WALL-4] a handshake that was under way while they left is cut', async () => {
    let answer: () => void = () => undefined;
    hold = new Promise((resolve) => {
      answer = resolve;
    });
    const ended = server
      .connect('ann')
      .then(
        (socket) => socket.disconnected || new Promise((resolve) => socket.once('disconnect', () => resolve(true))),
      );
    await expect.poll(() => asked).toEqual(['ann']);
    isMember = false;
    const remove = [{ userId: 'ann', clubId: 'readers' }];
    expect((await server.callHost('PUT', '/api/host/memberships', { remove })).status).toBe(200);
    hold = null;
    answer();
    expect(await ended).toBe(true);
    expect(asked).toEqual(['ann', 'ann']);
  });
});
