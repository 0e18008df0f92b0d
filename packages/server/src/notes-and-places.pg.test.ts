import { randomUUID } from 'node:crypto';
import type { Conversation, ConversationsPage, Message, ParticipantsPage } from '@natter/protocol';
import { slowness } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld, type Pair, upTo } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

let life: LifeWorld;
let pair: Pair;

beforeAll(async () => {
  life = await openLifeWorld(inject('databaseAdminUrl'));
});
afterAll(() => life.close());
beforeEach(async () => {
  await life.world.setNow(null);
  pair = await life.newPair();
});

const start = (userId: string, otherId = userId, on = life) =>
  on.call(userId, 'POST', CONVERSATIONS, { type: 'direct', participantId: otherId });
const get = async (userId: string, id: string) =>
  (await life.call(userId, 'GET', `${CONVERSATIONS}/${id}`)).body as Conversation;
const list = async (userId: string, query = '') =>
  ((await life.call(userId, 'GET', `${CONVERSATIONS}${query}`)).body as ConversationsPage).items;

describe('notes to oneself', () => {
  it('[NOTE-1] are a conversation of one, which anybody may have and which is there once', async () => {
    const { ann } = pair;
    const made = await start(ann);
    expect(made.status).toBe(201);
    const notes = made.body as Conversation;
    expect(notes).toMatchObject({
      type: 'direct',
      participantCount: 1,
      participants: [{ userId: ann, role: 'member' }],
      othersDeliveredSeq: null,
      othersReadSeq: null,
      unreadCount: 0,
      lastMessage: null,
      can: { send: true },
    });
    expect(notes.participants).toHaveLength(1);
    const again = await Promise.all(upTo(5).map(() => start(ann)));
    expect(again.map(({ status, body }) => [status, (body as Conversation).id])).toEqual(
      again.map(() => [200, notes.id]),
    );
    const [, other] = [await start(pair.bob), await start(pair.bob)];
    expect((other.body as Conversation).id).not.toBe(notes.id);
    // The conversation with another one stays what it was.
    expect(((await start(ann, pair.bob)).body as Conversation).id).toBe(pair.id);
  });

  it('[NOTE-1] started many times at once are one', async () => {
    const me = await life.newPerson();
    const all = await Promise.all(upTo(20).map(() => start(me)));
    expect(new Set(all.map(({ body }) => (body as Conversation).id)).size).toBe(1);
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('[NOTE-1] reach my own devices alone, and sync like any other', async () => {
    const { ann, bob } = pair;
    const { id } = (await start(ann)).body as Conversation;
    const before = await life.sync(ann);
    const [mine, theirs] = [listen(await life.server.connect(ann)), listen(await life.server.connect(bob))];
    const told = mine.next('message:new');
    const note = await life.send(ann, id, 'buy milk');
    expect(await told).toEqual({ message: note });
    expect([await mine.settled(), await theirs.settled()]).toEqual([['message:new'], []]);
    // What was told before may be told again while somebody else's transaction lasts.
    const synced = (await life.sync(ann, before.cursor)).conversations;
    expect(synced.filter(({ conversation }) => conversation.id === id)).toMatchObject([
      { conversation: { unreadCount: 0 }, messages: [{ id: note.id }] },
    ]);
    expect((await list(ann)).map((one) => one.id)).toEqual([id, pair.id]);
    expect((await list(ann, `?participantId=${ann}`)).map((one) => one.id)).toEqual([id]);
    expect((await list(ann, `?participantId=${bob}`)).map((one) => one.id)).toEqual([pair.id]);
    expect(await list(bob, `?participantId=${bob}`)).toEqual([]);
    expect((await life.call(bob, 'GET', `${CONVERSATIONS}/${id}`)).status).toBe(404);
    expect((await life.call(bob, 'GET', `${CONVERSATIONS}/${id}/messages`)).status).toBe(404);
  });

  it('[NOTE-2] nothing of them is ever unread, and marks tell nobody but me', async () => {
    const { ann } = pair;
    const { id } = (await start(ann)).body as Conversation;
    for (const n of upTo(3)) await life.send(ann, id, `${n}`);
    expect(await get(ann, id)).toMatchObject({
      unreadCount: 0,
      othersReadSeq: null,
      othersDeliveredSeq: null,
      lastSeq: 3,
    });
    expect((await life.sync(ann)).unread).toMatchObject({ messages: 0, conversations: 0 });
    expect((await list(ann, '?filter=unread')).map((one) => one.id)).toEqual([]);
    const read = await life.call(ann, 'PUT', `${CONVERSATIONS}/${id}/read`, { seq: 3 });
    expect(read).toMatchObject({ status: 200, body: { readSeq: 3, unreadCount: 0 } });
    const [first] = await life.history(ann, id);
    const receipts = await life.onMessage(ann, 'GET', first as Message, '/receipts');
    expect(receipts.body).toMatchObject({ delivered: [], read: [] });
  });

  it('[NOTE-2] nobody types or is present there, to themselves', async () => {
    const { ann } = pair;
    const { id } = (await start(ann)).body as Conversation;
    const [writing, watching] = [await life.server.connect(ann), await life.server.connect(ann)];
    const heard = listen(watching);
    await watching.emitWithAck('conversation:watch', { conversationId: id });
    await watching.emitWithAck('presence:watch', { userIds: [ann] });
    await writing.emitWithAck('typing:start', { conversationId: id });
    await writing.emitWithAck('conversation:watch', { conversationId: id });
    const told = await heard.settled();
    expect(told.filter((event) => event.startsWith('typing'))).toEqual([]);
  });

  it('[NOTE-2] nobody blocks or reports themselves', async () => {
    const { ann } = pair;
    const { id } = (await start(ann)).body as Conversation;
    const note = await life.send(ann, id, 'mine');
    expect((await life.call(ann, 'PUT', `/api/messages/me/blocks/${ann}`)).status).toBe(400);
    const reported = await life.onMessage(ann, 'POST', note, '/report', { reason: 'spam' });
    expect([reported.status, reported.code]).toEqual([403, 'forbidden']);
    await life.block(pair.bob, ann);
    expect(await get(ann, id)).toMatchObject({ can: { send: true } });
    expect(await life.send(ann, id, 'still')).toMatchObject({ content: 'still' });
    expect((await get(ann, id)).blocked).toBe(undefined);
  });

  it('[NOTE-1] a free member of the store may have them, and they are not counted as a start', async () => {
    const store = await openLifeWorld(inject('databaseAdminUrl'), {
      edition: 'bookstore',
      env: { NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY: '1' },
    });
    try {
      await store.database.upsertUsers([
        { id: 'free', tier: 'free' },
        { id: 'plus', tier: 'privileged' },
        { id: 'other', tier: 'free' },
      ]);
      const people = ['free', 'plus', 'other'];
      await store.look('UPDATE natter.users SET is_member = true WHERE id = ANY ($1)', [people]);
      expect(await start('free', 'other', store)).toMatchObject({ status: 403, code: 'tier_required' });
      const notes = await start('free', 'free', store);
      expect(notes).toMatchObject({ status: 201, body: { can: { send: true } } });
      const { id } = notes.body as Conversation;
      expect(await store.send('free', id, 'remember')).toMatchObject({ content: 'remember' });
      expect([(await start('plus', 'plus', store)).status, (await start('plus', 'other', store)).status]).toEqual([
        201, 201,
      ]);
    } finally {
      await store.close();
    }
  });

  it('[NOTE-1] can do what a conversation can: delete, schedule, disappear, star, react, clear', async () => {
    const { ann } = pair;
    const { id } = (await start(ann)).body as Conversation;
    const note = await life.send(ann, id, 'note', { mentions: [{ userId: ann, start: 0, end: 4 }] });
    expect((await life.onMessage(ann, 'PUT', note, '/star')).status).toBe(204);
    expect((await life.onMessage(ann, 'PUT', note, `/reactions/${encodeURIComponent('👍')}`)).status).toBe(200);
    expect((await life.call(ann, 'PUT', `${CONVERSATIONS}/${id}/disappearing`, { seconds: 60 })).status).toBe(200);
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const body = { clientId: randomUUID(), content: 'later', sendAt };
    expect((await life.call(ann, 'POST', `${CONVERSATIONS}/${id}/scheduled`, body)).status).toBe(201);
    expect((await life.onMessage(ann, 'DELETE', note, '?for=everyone')).status).toBe(204);
    expect((await life.call(ann, 'DELETE', `${CONVERSATIONS}/${id}`)).status).toBe(204);
    expect((await list(ann, `?participantId=${ann}`)).length).toBe(0);
    expect(((await start(ann)).body as Conversation).id).toBe(id);
    await life.send(ann, id, 'back');
    expect((await life.history(ann, id)).map(({ content }) => content)).toEqual(['back']);
  });
});

describe('the place of an instant', () => {
  const locate = async (userId: string, at: Date | string, id = pair.id) =>
    life.call(
      userId,
      'GET',
      `${CONVERSATIONS}/${id}/position?at=${encodeURIComponent(typeof at === 'string' ? at : at.toISOString())}`,
    );

  it('[PLACE-1] is where a look at every message finds it, whatever is missing in between', {
    timeout: 180_000,
  }, async () => {
    const { ann, bob, id } = pair;
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const begin = Date.now() + 60_000;
    let now = begin;
    for (const n of upTo(150)) {
      // Some at the very same instant, some after a long while.
      now += random() < 0.3 ? 0 : Math.floor(random() * 50_000);
      await life.world.setNow(new Date(now));
      if (n === 40) await life.call(ann, 'PUT', `${CONVERSATIONS}/${id}/disappearing`, { seconds: 60 });
      if (n === 60) await life.call(ann, 'PUT', `${CONVERSATIONS}/${id}/disappearing`, { seconds: null });
      if (n === 80) await life.block(ann, bob);
      if (n === 100) await life.unblock(ann, bob);
      await life.send(n % 3 === 0 && (n < 80 || n >= 100) ? ann : bob, id, `${n}`);
    }
    const sent = await life.history(bob, id);
    for (const message of sent) {
      if (random() < 0.3) await life.onMessage(random() < 0.5 ? ann : bob, 'DELETE', message, '?for=me');
    }
    // Beyond the time of what disappears; some of it is erased by now, some is not.
    await life.database.cleanupExpired(1);
    await life.world.setNow(new Date(now + 120_000));
    await life.database.eraseVanished(7);
    const all = async (userId: string) => {
      const seen: { seq: number; at: number }[] = [];
      for (let before: number | undefined; ; ) {
        const query = before === undefined ? '' : `&before=${before}`;
        const { body } = await life.call(userId, 'GET', `${CONVERSATIONS}/${id}/messages?limit=100${query}`);
        const { items } = body as { items: Message[] };
        seen.unshift(...items.map(({ seq, createdAt }) => ({ seq, at: Date.parse(createdAt) })));
        if (items.length < 100) return seen;
        before = items[0]?.seq;
      }
    };
    for (const userId of [ann, bob]) {
      const seen = await all(userId);
      expect(seen.length).toBeGreaterThan(60);
      expect(seen.length).toBeLessThan(145);
      const probes = [0, ...upTo(80).map(() => begin + Math.floor(random() * (now - begin))), now, now + 1, begin - 1];
      for (const at of [...probes, ...seen.slice(0, 30).flatMap((one) => [one.at, one.at + 1])]) {
        const expected = seen.find((one) => one.at >= at)?.seq ?? null;
        expect((await locate(userId, new Date(at))).body, `${userId} at ${at}`).toEqual({ seq: expected });
      }
    }
  });

  it('[PLACE-1] is nowhere in what is cleared or empty, and asked by members of it alone', async () => {
    const { ann, bob, id, hello } = pair;
    expect((await locate(ann, new Date(0))).body).toEqual({ seq: 1 });
    expect((await locate(ann, hello.createdAt)).body).toEqual({ seq: 1 });
    expect((await locate(ann, new Date(Date.parse(hello.createdAt) + 1))).body).toEqual({ seq: null });
    await life.call(ann, 'DELETE', `${CONVERSATIONS}/${id}`);
    expect([(await locate(ann, new Date(0))).body, (await locate(bob, new Date(0))).body]).toEqual([
      { seq: null },
      { seq: 1 },
    ]);
    const { id: empty } = (await start(ann, await life.newPerson())).body as Conversation;
    expect((await locate(ann, new Date(0), empty)).body).toEqual({ seq: null });
    expect((await locate(await life.newPerson(), new Date(0))).status).toBe(404);
    expect((await locate(ann, new Date(0), randomUUID())).status).toBe(404);
    expect((await locate(ann, 'yesterday')).status).toBe(400);
    expect((await life.call(ann, 'GET', `${CONVERSATIONS}/${id}/position`)).status).toBe(400);
  });

  it('[PLACE-1] is found by its key in a long conversation, not by looking through it', {
    timeout: 180_000,
  }, async () => {
    const { ann, id } = pair;
    await life.look(
      `INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, change_seq, sent_at, retention_expires_at)
       SELECT 'test', $1, 1 + n, gen_random_uuid(), $2, gen_random_uuid(), 'text', 'x', 1 + n, now() + n * interval '1 second', 'infinity'
       FROM generate_series(1, 50000) n`,
      [id, ann],
    );
    await life.look('UPDATE natter.conversations SET last_seq = 50001, change_seq = 50001 WHERE id = $1', [id]);
    const [target] = await life.look(
      'SELECT sent_at FROM natter.direct_messages WHERE conversation_id = $1 AND seq = 31234',
      [id],
    );
    const at = target?.['sent_at'];
    if (!(at instanceof Date)) throw new Error('no such message');
    const took: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const begin = performance.now();
      expect(await life.database.locateMessage(ann, id, at.toISOString())).toBeGreaterThanOrEqual(31_234);
      took.push(performance.now() - begin);
    }
    expect(await life.database.locateMessage(ann, id, at.toISOString())).toBeLessThanOrEqual(31_235);
    // A walk through 50,000 under row-level security takes more than a hundred milliseconds.
    expect(Math.min(...took)).toBeLessThan(60 * slowness());
  });
});

describe('members of a conversation', () => {
  const members = (userId: string) => life.call(userId, 'GET', `${CONVERSATIONS}/${pair.id}/participants`);

  it('[PLACE-2] are told with their time zones, to each other alone', async () => {
    const { ann, bob } = pair;
    await life.database.upsertUsers([{ id: bob, timeZone: 'Asia/Kolkata' }]);
    const { items, nextCursor } = (await members(ann)).body as ParticipantsPage;
    expect(nextCursor).toBe(null);
    expect(items.map(({ userId, timeZone }) => [userId, timeZone])).toEqual([
      [ann, null],
      [bob, 'Asia/Kolkata'],
    ]);
    const { participants } = await get(ann, pair.id);
    expect(items.map(({ timeZone: _zone, ...rest }) => rest)).toEqual(participants);
    expect((await members(await life.newPerson())).status).toBe(404);
  });

  it('[PLACE-2] the marks in it are those of the conversation: hidden where they are hidden', async () => {
    const { ann, bob } = pair;
    await life.call(bob, 'PUT', `${CONVERSATIONS}/${pair.id}/read`, { seq: 1 });
    await life.call(bob, 'PUT', '/api/messages/settings', { readReceipts: false });
    for (const userId of [ann, bob]) {
      const { items } = (await members(userId)).body as ParticipantsPage;
      const { participants } = await get(userId, pair.id);
      expect(items.map(({ timeZone: _zone, ...rest }) => rest)).toEqual(participants);
    }
  });
});
