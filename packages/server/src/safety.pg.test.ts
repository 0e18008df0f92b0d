import { randomUUID } from 'node:crypto';
import type { ChangesPage, Conversation, HistoryPage, SendAnswer, SyncAnswer } from '@natter/protocol';
import { startTestHouse, type TestDatabase, type TestHouse, type TestServer } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from './ports/database.ts';
import { type Listening, listen } from './testing/listen.ts';

const conversations = '/api/messages/conversations';
const blocks = '/api/messages/me/blocks';
let house: TestHouse;
let world: TestDatabase;
let database: MessagingDatabase;
let server: TestServer;
let counter = 0;
let ann = '';
let bob = '';

beforeAll(async () => {
  house = await startTestHouse(inject('databaseAdminUrl'), {
    env: { NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603', NATTER_LIMIT_READS_PER_MINUTE: '0' },
  });
  ({ world, database, server } = house);
});
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  counter++;
  ann = `ann-${counter}`;
  bob = `bob-${counter}`;
  // Not through the server: it would tell people, some time after.
  await database.upsertUsers([{ id: ann }, { id: bob }]);
});

const text = (content: string) => ({ clientId: randomUUID(), type: 'text', content });

async function start(userId = ann, participantId = bob): Promise<string> {
  const answer = await server.call(userId, 'POST', conversations, { type: 'direct', participantId });
  return (answer.body as Conversation).id;
}

async function send(userId: string, id: string, content: string) {
  const { status, body } = await server.call(userId, 'POST', `${conversations}/${id}/messages`, text(content));
  return { status, code: (body as { code?: string }).code, message: (body as SendAnswer).message };
}

async function startAndSend(): Promise<string> {
  const id = await start();
  await send(ann, id, 'hello');
  return id;
}

const block = (userId: string, otherId: string) => server.call(userId, 'PUT', `${blocks}/${otherId}`);
const unblock = (userId: string, otherId: string) => server.call(userId, 'DELETE', `${blocks}/${otherId}`);
const view = async (userId: string, id: string) =>
  (await server.call(userId, 'GET', `${conversations}/${id}`)).body as Conversation;
const history = async (userId: string, id: string) => {
  const page = (await server.call(userId, 'GET', `${conversations}/${id}/messages`)).body as HistoryPage;
  return page.items.map(({ content }) => content);
};

/** A device of each, with the conversation and the other one being watched. */
async function watchEachOther(id: string) {
  const [one, other] = [await server.connect(ann), await server.connect(bob)];
  for (const socket of [one, other]) {
    await socket.emitWithAck('conversation:watch', { conversationIds: [id] });
    await socket.emitWithAck('presence:watch', { userIds: [ann, bob] });
  }
  const [annHears, bobHears] = [listen(one), listen(other)];
  await settle(annHears, bobHears);
  return { one, other, annHears, bobHears };
}

const settle = async (...all: Listening[]) => Promise.all(all.map((one) => one.settled()));

describe('a block', () => {
  it('[BLOCK-9] is listed, repeated without harm, and taken back; the blocked one is told nothing', async () => {
    const id = await startAndSend();
    const { annHears, bobHears } = await watchEachOther(id);
    expect([(await block(ann, bob)).status, (await block(ann, bob)).status]).toEqual([204, 204]);
    expect((await server.call(ann, 'GET', blocks)).body).toMatchObject({ items: [{ userId: bob }] });
    expect((await server.call(bob, 'GET', blocks)).body).toEqual({ items: [] });
    expect(await view(ann, id)).toMatchObject({ blocked: true, can: { send: false, whyNot: 'blocked' } });
    expect(await view(bob, id)).toMatchObject({ can: { send: true } });
    expect('blocked' in (await view(bob, id))).toBe(false);
    expect(await settle(annHears, bobHears)).toEqual([['presence', 'conversation:state'], ['presence']]);
    expect((await unblock(ann, bob)).status).toBe(204);
    expect(await settle(annHears, bobHears)).toEqual([['presence', 'conversation:state'], ['presence']]);
    expect((await server.call(ann, 'GET', blocks)).body).toEqual({ items: [] });
  });

  it('refuses oneself and people who are not here', async () => {
    expect((await block(ann, ann)).status).toBe(400);
    expect((await block(ann, 'nobody-here')).status).toBe(404);
  });

  it('[BLOCK-1] what the blocked one writes reaches their own devices alone, also after unblocking', async () => {
    const id = await startAndSend();
    const { annHears, bobHears } = await watchEachOther(id);
    const before = await view(ann, id);
    await block(ann, bob);
    await settle(annHears, bobHears);
    const sent = await send(bob, id, 'let me in');
    expect([sent.status, sent.message.content]).toEqual([201, 'let me in']);
    expect(await settle(annHears, bobHears)).toEqual([[], ['message:new']]);
    expect([await history(ann, id), await history(bob, id)]).toEqual([['hello'], ['hello', 'let me in']]);
    const after = await view(ann, id);
    expect([after.unreadCount, after.updatedAt, after.lastMessage?.content]).toEqual([0, before.updatedAt, 'hello']);
    await unblock(ann, bob);
    expect(await history(ann, id)).toEqual(['hello']);
    await settle(annHears, bobHears);
    expect((await send(bob, id, 'thank you')).status).toBe(201);
    expect(await settle(annHears, bobHears)).toEqual([['message:new'], ['message:new']]);
    expect(await history(ann, id)).toEqual(['hello', 'thank you']);
  });

  it('[BLOCK-1] a first message of somebody blocked announces nothing', async () => {
    await block(ann, bob);
    const hears = listen(await server.connect(ann));
    const id = await start(bob, ann);
    expect((await send(bob, id, 'hello?')).status).toBe(201);
    expect(await hears.settled()).toEqual([]);
    const inbox = (await server.call(ann, 'GET', conversations)).body as { items: Conversation[] };
    expect(inbox.items).toEqual([]);
  });

  it('[BLOCK-4] the blocker must unblock to write', async () => {
    const id = await startAndSend();
    await block(ann, bob);
    expect(await send(ann, id, 'and another thing')).toMatchObject({ status: 403, code: 'forbidden' });
    await unblock(ann, bob);
    expect((await send(ann, id, 'and another thing')).status).toBe(201);
  });

  it('[BLOCK-6] managers and owners are heard', async () => {
    await database.upsertUsers([{ id: bob, roles: ['manager'] }]);
    const id = await startAndSend();
    await block(ann, bob);
    const hears = listen(await server.connect(ann));
    expect((await send(bob, id, 'the shop closes early')).status).toBe(201);
    expect(await hears.settled()).toEqual(['message:new']);
  });
});

describe('[BLOCK-5] nothing of the moment passes between the two', () => {
  it('typing, though the conversation was open before; and again after unblocking', async () => {
    const id = await startAndSend();
    const { one, other, annHears, bobHears } = await watchEachOther(id);
    await block(ann, bob);
    await settle(annHears, bobHears);
    for (const socket of [one, other]) {
      // The same answer: who types must not learn of it.
      expect(await socket.emitWithAck('typing:start', { conversationId: id })).toEqual({ ok: true, data: {} });
      await socket.emitWithAck('typing:stop', { conversationId: id });
    }
    // Not by looking anew either.
    for (const socket of [one, other]) await socket.emitWithAck('conversation:watch', { conversationIds: [id] });
    for (const socket of [one, other]) await socket.emitWithAck('typing:start', { conversationId: id });
    expect(await settle(annHears, bobHears)).toEqual([[], []]);
    await unblock(ann, bob);
    await settle(annHears, bobHears);
    await other.emitWithAck('typing:start', { conversationId: id });
    expect(await settle(annHears, bobHears)).toEqual([['typing:start'], []]);
  });

  it('typing that was shown ends', async () => {
    const id = await startAndSend();
    const { other, annHears } = await watchEachOther(id);
    await other.emitWithAck('typing:start', { conversationId: id });
    expect(await annHears.settled()).toEqual(['typing:start']);
    await block(ann, bob);
    expect(await annHears.settled()).toContain('typing:stop');
    await unblock(ann, bob);
  });

  it('typing by a person whose block another process made', async () => {
    const id = await startAndSend();
    const { other, annHears } = await watchEachOther(id);
    await database.putBlock({ userId: ann, otherId: bob, isBlocked: true, max: 10 });
    await other.emitWithAck('typing:start', { conversationId: id });
    expect(await annHears.settled()).toEqual([]);
  });

  it('presence, though each watched the other; a look that began before the block does not miss it', async () => {
    const id = await startAndSend();
    const { one, other, annHears, bobHears } = await watchEachOther(id);
    await block(ann, bob);
    const last = { event: 'presence', payload: { userId: ann, status: 'offline', lastSeenAt: null } };
    await expect.poll(() => bobHears.heard).toEqual([last]);
    await settle(annHears, bobHears);
    const again = await server.connect(ann);
    again.close();
    expect(await settle(annHears, bobHears)).toEqual([[], []]);
    for (const socket of [one, other]) {
      const answer = await socket.emitWithAck('presence:watch', { userIds: [ann, bob] });
      expect(answer).toMatchObject({ data: { presences: [] } });
    }
  });

  it('presence comes back to those who watched when the last block of the two is gone', async () => {
    const id = await startAndSend();
    const { other, annHears, bobHears } = await watchEachOther(id);
    await block(ann, bob);
    await block(bob, ann);
    await settle(annHears, bobHears);
    await unblock(ann, bob);
    expect((await settle(annHears, bobHears)).flat()).toEqual(['conversation:state']);
    await unblock(bob, ann);
    await expect
      .poll(() => annHears.heard)
      .toMatchObject([{ event: 'presence', payload: { userId: bob, status: 'online' } }]);
    await expect
      .poll(() => bobHears.heard)
      .toMatchObject([{ payload: { userId: ann, status: 'online' } }, { event: 'conversation:state' }]);
    await settle(annHears, bobHears);
    const hidden = annHears.next('presence');
    await server.call(bob, 'PUT', '/api/messages/me/settings', { presence: false });
    expect(await hidden).toEqual({ userId: bob, status: 'offline', lastSeenAt: null });
    other.close();
  });

  it('marks: the blocked one sees them where they were, and is told of none', async () => {
    const id = await startAndSend();
    await send(bob, id, 'one');
    const { one, annHears, bobHears } = await watchEachOther(id);
    await one.emitWithAck('message:read', { conversationId: id, seq: 1 });
    await settle(annHears, bobHears);
    await block(ann, bob);
    await settle(annHears, bobHears);
    const frozen = await view(bob, id);
    await one.emitWithAck('message:delivered', { conversationId: id, seq: 2 });
    await one.emitWithAck('message:read', { conversationId: id, seq: 2 });
    expect((await bobHears.settled()).filter((event) => event !== 'presence')).toEqual([]);
    expect(await view(bob, id)).toEqual(frozen);
    expect((await view(ann, id)).readSeq).toBe(2);
  });
});

describe('deleting', () => {
  const remove = (userId: string, id: string, messageId: string, query = '') =>
    server.call(userId, 'DELETE', `${conversations}/${id}/messages/${messageId}${query}`);
  const sync = async (userId: string, cursor?: string) =>
    (await server.call(userId, 'GET', `/api/messages/sync${cursor === undefined ? '' : `?cursor=${cursor}`}`))
      .body as SyncAnswer;

  it('[DEL-1] [DEL-4] for me: gone from all that I read, there for the other; sync and changes tell the number', async () => {
    const id = await start();
    const first = await send(ann, id, 'one');
    await send(ann, id, 'two');
    const { cursor } = await sync(bob);
    const { annHears, bobHears } = await watchEachOther(id);
    expect((await remove(bob, id, first.message.id)).status).toBe(204);
    expect(await settle(annHears, bobHears)).toEqual([[], ['conversation:state']]);
    expect([await history(ann, id), await history(bob, id)]).toEqual([['one', 'two'], ['two']]);
    for (const answer of [await sync(bob, cursor), await sync(bob)]) {
      const found = answer.conversations.find(({ conversation }) => conversation.id === id);
      expect(found).toMatchObject({ hidden: [1] });
      expect(found?.messages.some(({ seq }) => seq === 1)).toBe(false);
    }
    const changes = (await server.call(bob, 'GET', `${conversations}/${id}/changes?after=0`)).body as ChangesPage;
    expect([changes.hidden, changes.items.map(({ seq }) => seq)]).toEqual([[1], [2]]);
    const hers = (await server.call(ann, 'GET', `${conversations}/${id}/changes?after=0`)).body as ChangesPage;
    expect(hers.hidden).toEqual([]);
    // Said again it is done already.
    expect((await remove(bob, id, first.message.id)).status).toBe(204);
  });

  it('[DEL-2] for everyone: the content is gone for all, its place stays, repeating is harmless', async () => {
    const id = await start();
    const { message } = await send(ann, id, 'oops');
    const { annHears, bobHears } = await watchEachOther(id);
    for (let times = 0; times < 2; times++) {
      expect((await remove(ann, id, message.id, '?for=everyone')).status).toBe(204);
    }
    expect(await settle(annHears, bobHears)).toEqual([['message:deleted'], ['message:deleted']]);
    expect([await history(ann, id), await history(bob, id)]).toEqual([[null], [null]]);
    expect(await view(bob, id)).toMatchObject({ unreadCount: 0, lastMessage: { content: null } });
  });

  it('[DEL-3] for everyone only one’s own, and within the hour', async () => {
    const id = await start();
    const { message } = await send(ann, id, 'stays');
    expect((await remove(bob, id, message.id, '?for=everyone')).body).toMatchObject({ code: 'forbidden' });
    await world.setNow(new Date(Date.now() + 3_600_000));
    try {
      expect((await remove(ann, id, message.id, '?for=everyone')).body).toMatchObject({ code: 'delete_window_over' });
    } finally {
      await world.setNow(null);
    }
    expect(await history(bob, id)).toEqual(['stays']);
  });
});
