import { randomUUID } from 'node:crypto';
import {
  type ChangesPage,
  type Conversation,
  Feature,
  type HistoryPage,
  type PublicConfig,
  type SendAnswer,
} from '@natter/protocol';
import { createTestDatabase, startTestServer, type TestDatabase, type TestServer } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { readConfig } from './config/index.ts';
import { policyOf } from './editions/deployment-policy.ts';
import type { MessagingDatabase } from './ports/database.ts';
import { listen } from './testing/listen.ts';

const conversations = '/api/messages/conversations';
const NAMES = Feature.options;
const off = Object.fromEntries(NAMES.map((name) => [name, false]));
let world: TestDatabase;
let database: MessagingDatabase;
/** With everything off. */
let server: TestServer;
/** The same database, asked by an API that takes everything for on. */
let unaware: TestServer;
let id = '';
let messageId = '';
/** A group of ann and bob, made while there were groups. */
let group = '';
const [ann, bob, mia] = ['ann', 'bob', 'mia'] as const;

beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
  database = world.open();
  const env = { NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603', NATTER_LIMIT_READS_PER_MINUTE: '0' };
  unaware = await startTestServer({ database, env });
  await unaware.callHost('PUT', '/api/host/users', {
    users: [{ id: ann }, { id: bob }, { id: mia, roles: ['manager'] }],
  });
  id = ((await unaware.call(ann, 'POST', conversations, { type: 'direct', participantId: bob })).body as Conversation)
    .id;
  const sent = await unaware.call(ann, 'POST', `${conversations}/${id}/messages`, text('hello'));
  messageId = (sent.body as SendAnswer).message.id;
  const made = { type: 'group', clientId: randomUUID(), name: 'Group', participantIds: [bob] };
  group = ((await unaware.call(ann, 'POST', conversations, made)).body as Conversation).id;
  server = await startTestServer({ database, world, env, features: off });
});
afterAll(async () => {
  await unaware.close();
  await server.close();
  await database.close();
  await world.drop();
});

const text = (content: string) => ({ clientId: randomUUID(), type: 'text', content });

/** The calls that a feature is, each as [who, method, path, body]. */
const CALLS: Partial<Record<Feature, () => [string, string, string, unknown?][]>> = {
  blocking: () => [
    [ann, 'GET', '/api/messages/me/blocks'],
    [ann, 'PUT', `/api/messages/me/blocks/${bob}`],
    [ann, 'DELETE', `/api/messages/me/blocks/${bob}`],
  ],
  reporting: () => [
    [bob, 'POST', `${conversations}/${id}/messages/${messageId}/report`, { reason: 'spam' }],
    [mia, 'GET', '/api/messages/moderation/reports'],
    [mia, 'POST', `/api/messages/moderation/reports/${randomUUID()}/resolve`, { action: 'dismiss' }],
  ],
  word_filter: () => [
    [mia, 'GET', '/api/messages/moderation/words'],
    [mia, 'PUT', '/api/messages/moderation/words', { words: [] }],
  ],
  editing: () => [
    [ann, 'PATCH', `${conversations}/${id}/messages/${messageId}`, { content: 'other', version: 1 }],
    [ann, 'GET', `${conversations}/${id}/messages/${messageId}/history`],
  ],
  reactions: () => [
    [ann, 'PUT', `${conversations}/${id}/messages/${messageId}/reactions/%F0%9F%98%80`],
    [ann, 'DELETE', `${conversations}/${id}/messages/${messageId}/reactions/%F0%9F%98%80`],
    [ann, 'GET', `${conversations}/${id}/messages/${messageId}/reactions`],
  ],
  starring: () => [
    [ann, 'PUT', `${conversations}/${id}/messages/${messageId}/star`],
    [ann, 'DELETE', `${conversations}/${id}/messages/${messageId}/star`],
    [ann, 'GET', '/api/messages/starred'],
  ],
  forwarding: () => [
    [
      ann,
      'POST',
      `${conversations}/${id}/messages/${messageId}/forward`,
      { conversationIds: [id], clientId: randomUUID() },
    ],
  ],
  polls: () => [
    [ann, 'PUT', `${conversations}/${id}/messages/${messageId}/votes`, { optionIds: [1] }],
    [ann, 'GET', `${conversations}/${id}/messages/${messageId}/votes`],
    [ann, 'PUT', `${conversations}/${id}/messages/${messageId}/poll/closed`],
  ],
  scheduling: () => [
    [
      ann,
      'POST',
      `${conversations}/${id}/scheduled`,
      { clientId: randomUUID(), content: 'later', sendAt: new Date(Date.now() + 3_600_000).toISOString() },
    ],
    [ann, 'GET', '/api/messages/scheduled'],
    [ann, 'PATCH', `/api/messages/scheduled/${randomUUID()}`, { content: 'other', version: 1 }],
    [ann, 'DELETE', `/api/messages/scheduled/${randomUUID()}`],
    [ann, 'POST', `/api/messages/scheduled/${randomUUID()}/send`],
  ],
  disappearing: () => [[ann, 'PUT', `${conversations}/${id}/disappearing`, { seconds: 3600 }]],
  groups: () => [
    [ann, 'POST', conversations, { type: 'group', clientId: randomUUID(), name: 'Group', participantIds: [bob] }],
    [ann, 'POST', `${conversations}/${group}/participants`, { userIds: [mia] }],
    [ann, 'DELETE', `${conversations}/${group}/participants/${bob}`],
    [ann, 'PATCH', `${conversations}/${group}/participants/${bob}`, { role: 'admin' }],
    [ann, 'PATCH', `${conversations}/${group}`, { name: 'Other' }],
    [ann, 'POST', `${conversations}/${group}/leave`],
  ],
  archive: () => [[ann, 'PATCH', `${conversations}/${id}`, { isArchived: true }]],
  deletion: () => [[ann, 'DELETE', `${conversations}/${id}/messages/${messageId}?for=everyone`]],
};

describe('what is switched off', () => {
  it('[FEAT-1] is told by the configuration', async () => {
    const { features } = (await server.call(null, 'GET', '/api/config')).body as PublicConfig;
    expect(features).toEqual(off);
  });

  it.each(Object.entries(CALLS))(
    '[FEAT-1] %s is not there, for the API and for the database alone',
    async (_name, calls) => {
      for (const by of [server, unaware]) {
        for (const [who, method, path, body] of calls()) {
          const answer = await by.call(who, method, path, body);
          expect([method, path, answer.status, answer.body]).toMatchObject([method, path, 404, { code: 'not_found' }]);
        }
      }
    },
  );

  it('[GROUP-11] a group that there was can be read and not written in, by whatever way', async () => {
    for (const by of [server, unaware]) {
      const refused = await by.call(ann, 'POST', `${conversations}/${group}/messages`, text('anybody?'));
      expect(refused).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
      const socket = await by.connect(ann);
      const ack = await socket.emitWithAck('message:send', { conversationId: group, ...text('anybody?') });
      expect(ack).toMatchObject({ ok: false, error: { code: 'not_allowed' } });
      const view = (await by.call(ann, 'GET', `${conversations}/${group}`)).body as Conversation;
      expect(view.can).toEqual({ send: false, whyNot: 'unreachable', invite: false, manage: false });
      const { items } = (await by.call(bob, 'GET', `${conversations}/${group}/messages`)).body as HistoryPage;
      expect(items).toMatchObject([{ metadata: { event: 'group_created' } }]);
    }
  });

  it('[FEAT-1] presence is not told', async () => {
    const socket = await server.connect(ann);
    await server.connect(bob);
    const watched = await socket.emitWithAck('presence:watch', { userIds: [bob] });
    expect(watched).toEqual({ ok: true, data: { presences: [] } });
  });

  it('[FEAT-1] typing is not told', async () => {
    const [one, other] = [await server.connect(ann), await server.connect(bob)];
    const hears = listen(other);
    await other.emitWithAck('conversation:watch', { conversationIds: [id] });
    await one.emitWithAck('typing:start', { conversationId: id });
    expect(await hears.settled()).toEqual([]);
  });

  it('[FEAT-1] presence and receipts are not told by the database alone', async () => {
    expect(await unaware.call(bob, 'PUT', `${conversations}/${id}/read`, { seq: 1 })).toMatchObject({
      status: 200,
      body: { readSeq: 1, unreadCount: 0 },
    });
    const view = (await unaware.call(ann, 'GET', `${conversations}/${id}`)).body as Conversation;
    expect([view.othersReadSeq, view.othersDeliveredSeq]).toEqual([0, 0]);
    const receipts = await unaware.call(ann, 'GET', `${conversations}/${id}/messages/${messageId}/receipts`);
    expect(receipts.body).toEqual({ delivered: [], read: [] });
    const [one] = [await unaware.connect(ann), await unaware.connect(bob)];
    expect(await one.emitWithAck('presence:watch', { userIds: [bob] })).toEqual({ ok: true, data: { presences: [] } });
  });

  it('[FEAT-1] receipts are not told: one’s own marks move, nobody else sees them', async () => {
    const [one, other] = [await server.connect(ann), await server.connect(bob)];
    const hears = listen(one);
    expect(await other.emitWithAck('message:read', { conversationId: id, seq: 1 })).toMatchObject({
      data: { readSeq: 1, unreadCount: 0 },
    });
    expect(await hears.settled()).toEqual([]);
    const view = (await server.call(ann, 'GET', `${conversations}/${id}`)).body as Conversation;
    expect([view.othersReadSeq, view.othersDeliveredSeq]).toEqual([null, null]);
    const receipts = await server.call(ann, 'GET', `${conversations}/${id}/messages/${messageId}/receipts`);
    expect(receipts.body).toEqual({ delivered: [], read: [] });
  });
});

describe('what was set while it was on', () => {
  beforeEach(() => world.setPolicy(policyOf(readConfig({ NATTER_JWT_SECRET: 'x'.repeat(32) }).config)));

  it('[FEAT-1] a block and the word list have no effect while theirs is off, and are there again after', async () => {
    const words = { words: [{ word: 'pills', action: 'refuse' }] };
    expect((await unaware.call(mia, 'PUT', '/api/messages/moderation/words', words)).status).toBe(200);
    expect((await unaware.call(ann, 'PUT', `/api/messages/me/blocks/${bob}`)).status).toBe(204);
    const contents = async (content: string) => {
      const { status } = await unaware.call(bob, 'POST', `${conversations}/${id}/messages`, text(content));
      const page = await unaware.call(ann, 'GET', `${conversations}/${id}/messages`);
      return [status, page.text.includes(content)];
    };
    expect([await contents('pills'), await contents('unheard')]).toEqual([
      [400, false],
      [201, false],
    ]);
    await world.setPolicy(
      policyOf(readConfig({ NATTER_JWT_SECRET: 'x'.repeat(32), NATTER_FEATURES: '-blocking,-word_filter' }).config),
    );
    expect([await contents('more pills'), await contents('heard')]).toEqual([
      [201, true],
      [201, true],
    ]);
  });

  it('[FEAT-1] reactions and stars are not told while theirs is off, and are there again after', async () => {
    const message = `${conversations}/${id}/messages/${messageId}`;
    await unaware.call(ann, 'DELETE', `/api/messages/me/blocks/${bob}`);
    expect((await unaware.call(ann, 'PUT', `${message}/reactions/%F0%9F%98%80`)).status).toBe(200);
    expect((await unaware.call(ann, 'PUT', `${message}/star`)).status).toBe(204);
    const shown = async (by: TestServer) => {
      const { items } = (await by.call(ann, 'GET', `${conversations}/${id}/messages`)).body as HistoryPage;
      const one = items.find((item) => item.id === messageId);
      const { starred } = (await by.call(ann, 'GET', `${conversations}/${id}/changes?after=0`)).body as ChangesPage;
      return [one?.reactions.length, one?.starred, starred];
    };
    expect(await shown(unaware)).toEqual([1, true, [1]]);
    const switched = { NATTER_JWT_SECRET: 'x'.repeat(32), NATTER_FEATURES: '-reactions,-starring' };
    await world.setPolicy(policyOf(readConfig(switched).config));
    expect([await shown(unaware), await shown(server)]).toEqual([
      [0, false, []],
      [0, false, undefined],
    ]);
    await world.setPolicy(policyOf(readConfig({ NATTER_JWT_SECRET: 'x'.repeat(32) }).config));
    expect(await shown(unaware)).toEqual([1, true, [1]]);
  });
});
