import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase, SendInput, SendVerdict } from '../ports/database.ts';

let world: TestDatabase;
let db: MessagingDatabase;
let counter = 0;
let ada = '';
let bo = '';
let conversation = '';

beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
  db = world.open();
});
afterAll(async () => {
  await db.close();
  await world.drop();
});
beforeEach(async () => {
  counter += 1;
  ada = `ada-${counter}`;
  bo = `bo-${counter}`;
  await db.ensurePerson(ada, 'Ada');
  await db.ensurePerson(bo, 'Bo');
  const started = await db.startDirect({ userId: ada, otherId: bo, id: randomUUID(), newPerDay: 0 });
  conversation = 'id' in started ? started.id : '';
});

function draftSend(content: string, over: Partial<SendInput> = {}): SendInput {
  return {
    conversationId: conversation,
    senderId: ada,
    clientId: randomUUID(),
    id: randomUUID(),
    type: 'text',
    content,
    mentions: [],
    replyToId: null,
    ...over,
  };
}

async function send(...sends: SendInput[]): Promise<readonly SendVerdict[]> {
  return await db.sendMessages(sends);
}

const seqs = (verdicts: readonly SendVerdict[]) =>
  verdicts.map((one) => (one.verdict === 'sent' ? one.seq : one.verdict));

describe('sending', () => {
  it('[ORD-1] numbers messages 1, 2, 3 in the order of the batch and tells the members once per conversation', async () => {
    const verdicts = await send(draftSend('one'), draftSend('two', { senderId: bo }), draftSend('three'));
    expect(verdicts).toMatchObject([
      { verdict: 'sent', seq: 1, changeSeq: 1, recipients: [ada, bo] },
      { verdict: 'sent', seq: 2, changeSeq: 2, recipients: null },
      { verdict: 'sent', seq: 3, changeSeq: 3, recipients: null },
    ]);
    expect(seqs(await send(draftSend('four')))).toEqual([4]);
  });

  it('[ONCE-1] answers the same message to the same key, and a conflict to another body or place', async () => {
    const first = draftSend('hello');
    await send(first);
    expect(seqs(await send({ ...first, id: randomUUID() }))).toEqual(['duplicate']);
    expect(seqs(await send({ ...first, id: randomUUID(), content: 'other' }))).toEqual(['conflict']);
    const other = await db.startDirect({
      userId: ada,
      otherId: 'nobody-else',
      id: randomUUID(),
      newPerDay: 0,
    });
    expect(other).toEqual({ outcome: 'not_found' });
    await db.ensurePerson(`cy-${counter}`, 'Cy');
    const elsewhere = await db.startDirect({
      userId: ada,
      otherId: `cy-${counter}`,
      id: randomUUID(),
      newPerDay: 0,
    });
    const id = 'id' in elsewhere ? elsewhere.id : '';
    expect(seqs(await send({ ...first, id: randomUUID(), conversationId: id }))).toEqual(['conflict']);
    expect(await db.readMessageByKey(ada, first.clientId)).toMatchObject({ id: first.id, seq: 1, content: 'hello' });
    expect(await db.readMessageByKey(bo, first.clientId)).toBeNull();
  });

  it('[SEND-3] one bad send of a batch does not fail its neighbours', async () => {
    const same = draftSend('twice');
    const verdicts = await send(
      draftSend('good'),
      draftSend('no such conversation', { conversationId: randomUUID() }),
      draftSend('a stranger', { senderId: `stranger-${counter}` }),
      same,
      { ...same, id: randomUUID() },
      draftSend('quotes nothing', { replyToId: randomUUID() }),
      draftSend('good too'),
    );
    expect(seqs(verdicts)).toEqual([1, 'not_found', 'not_found', 2, 'conflict', 'reply_not_found', 3]);
  });

  it('[ORD-1] gives gapless numbers to many senders at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, index) => send(draftSend(`m${index}`, { senderId: index % 2 === 0 ? ada : bo }))),
    );
    const given = results.flatMap(seqs).sort((a, b) => Number(a) - Number(b));
    expect(given).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('quotes a message of the same conversation and no other', async () => {
    const quoted = draftSend('quoted');
    await send(quoted, draftSend('second'));
    const [answer] = await send(draftSend('an answer', { senderId: bo, replyToId: quoted.id }));
    expect(answer).toMatchObject({ verdict: 'sent', replyTo: { seq: 1, senderId: ada } });
    const page = await db.readHistory(ada, conversation, { before: null, after: null, around: null, limit: 1 });
    expect(page?.items[0]?.replyTo).toEqual({ id: quoted.id, seq: 1, senderId: ada, preview: 'quoted' });
  });
});

describe('history', () => {
  it('[HIST-1] tells the range that a page covers, with every kind of bound', async () => {
    await send(...Array.from({ length: 10 }, (_, index) => draftSend(`m${index + 1}`)));
    const read = async (query: { before?: number; after?: number; around?: number; limit: number }) => {
      const page = await db.readHistory(bo, conversation, { before: null, after: null, around: null, ...query });
      return (
        page && [page.fromSeq, page.toSeq, page.hasBefore, page.hasAfter, page.items.map((item) => item.seq).join()]
      );
    };
    expect(await read({ limit: 3 })).toEqual([8, 10, true, false, '8,9,10']);
    expect(await read({ limit: 20 })).toEqual([1, 10, false, false, '1,2,3,4,5,6,7,8,9,10']);
    expect(await read({ before: 4, limit: 2 })).toEqual([2, 3, true, true, '2,3']);
    expect(await read({ before: 3, limit: 5 })).toEqual([1, 2, false, true, '1,2']);
    expect(await read({ after: 7, limit: 2 })).toEqual([8, 9, true, true, '8,9']);
    expect(await read({ after: 8, limit: 5 })).toEqual([9, 10, true, false, '9,10']);
    expect(await read({ after: 10, limit: 5 })).toEqual([11, 10, true, false, '']);
    expect(await read({ around: 5, limit: 4 })).toEqual([4, 7, true, true, '4,5,6,7']);
    expect(await read({ before: 1, limit: 5 })).toEqual([1, 0, false, true, '']);
    expect(
      await db.readHistory(`stranger-${counter}`, conversation, { before: null, after: null, around: null, limit: 3 }),
    ).toBeNull();
  });
});

describe('receipts and unread', () => {
  it('[MARK-1] marks only grow, never pass the end, and reading implies delivery', async () => {
    await send(draftSend('1'), draftSend('2'), draftSend('3'));
    const mark = async (kind: 'read' | 'delivered', seq: number) =>
      (await db.advanceMarks([{ userId: bo, conversationId: conversation, kind, seq }]))[0];
    expect(await mark('delivered', 2)).toMatchObject({
      deliveredSeq: 2,
      readSeq: 0,
      unreadCount: 3,
      changed: true,
      shownDelivered: 2,
      recipients: [ada, bo],
    });
    expect(await mark('read', 99)).toMatchObject({
      deliveredSeq: 3,
      readSeq: 3,
      unreadCount: 0,
      shownRead: 3,
      shownDelivered: 3,
    });
    expect(await mark('read', 1)).toMatchObject({ deliveredSeq: 3, readSeq: 3, changed: false, recipients: [] });
    const [stranger] = await db.advanceMarks([{ userId: 'x', conversationId: conversation, kind: 'read', seq: 1 }]);
    expect(stranger).toBeNull();
    expect(await db.readConversation(ada, conversation)).toMatchObject({ othersDeliveredSeq: 3, othersReadSeq: 3 });
    const history = await db.readHistory(ada, conversation, { before: null, after: null, around: null, limit: 9 });
    const second = history?.items[1]?.id ?? '';
    expect(await db.readReceipts(ada, conversation, second)).toMatchObject({
      delivered: [{ userId: bo, at: expect.any(Date) }],
      read: [{ userId: bo, at: expect.any(Date) }],
    });
  });

  it('[PRIV-4] who hides their reading shows none and sees none', async () => {
    await send(draftSend('1'), draftSend('2'));
    await db.advanceMarks([{ userId: bo, conversationId: conversation, kind: 'read', seq: 1 }]);
    await db.putSettings(bo, { readReceipts: false });
    const [result] = await db.advanceMarks([{ userId: bo, conversationId: conversation, kind: 'read', seq: 2 }]);
    expect(result).toMatchObject({ readSeq: 2, shownRead: null, shownDelivered: 2 });
    expect(await db.readConversation(ada, conversation)).toMatchObject({ othersReadSeq: null, othersDeliveredSeq: 2 });
    await db.advanceMarks([{ userId: ada, conversationId: conversation, kind: 'read', seq: 2 }]);
    expect(await db.readConversation(bo, conversation)).toMatchObject({ othersReadSeq: null, readSeq: 2 });
    await db.putSettings(bo, { readReceipts: true });
    expect(await db.readConversation(ada, conversation)).toMatchObject({ othersReadSeq: 1 });
  });

  it('[UNREAD-1] counts what others wrote after my mark, exact to 99 and 100 for more', async () => {
    await send(...Array.from({ length: 120 }, (_, index) => draftSend(`m${index}`)));
    expect(await db.readConversation(bo, conversation)).toMatchObject({ unreadCount: 100 });
    expect(await db.readConversation(ada, conversation)).toMatchObject({ unreadCount: 0 });
    await db.advanceMarks([{ userId: bo, conversationId: conversation, kind: 'read', seq: 50 }]);
    expect(await db.readConversation(bo, conversation)).toMatchObject({ unreadCount: 70 });
    expect(await db.readUnreadTotals(bo)).toMatchObject({ messages: 70, conversations: 1 });
    await db.patchMemberState(bo, conversation, { mutedUntil: '2999-01-01T00:00:00.000Z' });
    expect(await db.readUnreadTotals(bo)).toMatchObject({ messages: 0, conversations: 0 });
  });
});

/** Syncs until nothing comes again: open transactions anywhere in the cluster hold the horizon back, and what is at or beyond it repeats. */
async function settle(userId: string, since: string | null): Promise<string> {
  let { horizon } = await db.readSync(userId, { horizon: since, after: null, limit: 10 });
  await expect
    .poll(
      async () => {
        const page = await db.readSync(userId, { horizon, after: null, limit: 10 });
        horizon = page.horizon;
        return page.conversations.length + page.removed.length;
      },
      { timeout: 40_000, interval: 20 },
    )
    .toBe(0);
  return horizon;
}

describe('sync', () => {
  it('[SYNC-1] tells what changed since the horizon and nothing else, also under a slow transaction', async () => {
    await send(draftSend('before'));
    const first = await db.readSync(bo, { horizon: null, after: null, limit: 10 });
    expect(first.conversations.map((one) => one.id)).toEqual([conversation]);
    const quiet = await settle(bo, first.horizon);

    // A send that has taken its xid and not committed while another one commits and is read.
    const slow = await world.admin.query('BEGIN').then(() => world.admin);
    await slow.query(
      "SELECT * FROM natter.send_messages($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], '{text}', '{slow}', '{NULL}', '{NULL}', '{NULL}')",
      [[conversation], [ada], [randomUUID()], [randomUUID()]],
    );
    await db.upsertUsers([{ id: 'faster', displayName: 'Commits First' }]);
    const during = await db.readSync(bo, { horizon: quiet, after: null, limit: 10 });
    expect(during.conversations).toEqual([]);
    await slow.query('COMMIT');
    const after = await db.readSync(bo, { horizon: during.horizon, after: null, limit: 10 });
    expect(after.conversations[0]).toMatchObject({ id: conversation, lastSeq: 2, lastMessage: { content: 'slow' } });
    const changed = await db.readChangedMessages(bo, [conversation], { horizon: during.horizon, perConversation: 100 });
    expect(changed.map((one) => one.content)).toContain('slow');
  });

  it('[SYNC-1] tells marks of others, my own settings, new names, and a conversation cleared', async () => {
    await send(draftSend('one'));
    let horizon = await settle(ada, null);
    const changes = async () => {
      const page = await db.readSync(ada, { horizon, after: null, limit: 10 });
      horizon = await settle(ada, page.horizon);
      return [page.conversations.map((one) => one.id), page.removed];
    };
    await db.advanceMarks([{ userId: bo, conversationId: conversation, kind: 'read', seq: 1 }]);
    expect(await changes()).toEqual([[conversation], []]);
    await db.patchMemberState(ada, conversation, { draft: { content: 'half a tho' } });
    expect(await changes()).toEqual([[conversation], []]);
    await db.upsertUsers([{ id: bo, displayName: 'Bo Renamed' }]);
    expect(await changes()).toEqual([[conversation], []]);
    expect(await changes()).toEqual([[], []]);
    await db.clearConversation(ada, conversation);
    expect(await changes()).toEqual([[], [conversation]]);
    await send(draftSend('and back', { senderId: bo }));
    expect(await changes()).toEqual([[conversation], []]);
    expect(await db.readConversation(ada, conversation)).toMatchObject({ historyFrom: 2, unreadCount: 1 });
  });

  it('names its epoch: cluster, timeline, restores', async () => {
    expect(await db.readEpoch()).toMatch(/^\d+-[0-9A-F]+-\d+$/);
    expect((await db.readSync(ada, { horizon: null, after: null, limit: 1 })).epoch).toBe(await db.readEpoch());
  });
});

describe('conversations', () => {
  it('[ONE-1] the same two people get the same conversation, also when both start at once', async () => {
    const pairs = Array.from({ length: 20 }, (_, index) => [`p${counter}-${index}`, `q${counter}-${index}`] as const);
    for (const [one, other] of pairs) {
      await db.ensurePerson(one, null);
      await db.ensurePerson(other, null);
      const both = await Promise.all([
        db.startDirect({ userId: one, otherId: other, id: randomUUID(), newPerDay: 0 }),
        db.startDirect({ userId: other, otherId: one, id: randomUUID(), newPerDay: 0 }),
      ]);
      const ids = both.map((answer) => ('id' in answer ? answer.id : answer.outcome));
      expect(ids[0]).toBe(ids[1]);
      expect(both.filter((answer) => answer.outcome === 'created')).toHaveLength(1);
    }
  });

  it('[LIM-4] a young account starts only so many conversations a day', async () => {
    for (const name of ['a', 'b', 'c']) await db.ensurePerson(`${name}-${counter}`, null);
    const start = (name: string) =>
      db.startDirect({ userId: bo, otherId: `${name}-${counter}`, id: randomUUID(), newPerDay: 2 });
    expect((await start('a')).outcome).toBe('created');
    expect((await start('b')).outcome).toBe('created');
    const third = await start('c');
    expect(third.outcome).toBe('rate_limited');
    expect('retryAfterSeconds' in third && third.retryAfterSeconds).toBeGreaterThan(86_000);
    expect((await start('a')).outcome).toBe('existing');
  });

  it('the inbox has pinned ones first, pages by cursor and hides an empty conversation from who did not start it', async () => {
    const others = ['x', 'y', 'z'];
    for (const name of others) {
      await db.ensurePerson(`${name}-${counter}`, name.toUpperCase());
      const started = await db.startDirect({
        userId: ada,
        otherId: `${name}-${counter}`,
        id: randomUUID(),
        newPerDay: 0,
      });
      if (name !== 'z' && 'id' in started) await send(draftSend(`to ${name}`, { conversationId: started.id }));
    }
    await send(draftSend('to bo'));
    await db.patchMemberState(ada, conversation, { isPinned: true });
    const names = (rows: readonly { participants: readonly { displayName: string; userId: string }[] }[]) =>
      rows.map((row) => row.participants.find((member) => member.userId !== ada)?.displayName);
    const first = await db.readInbox(ada, { filter: 'all', q: null, after: null, limit: 2 });
    const rest = await db.readInbox(ada, { filter: 'all', q: null, after: first.at(-1)?.sortKey ?? null, limit: 10 });
    expect(names(first)[0]).toBe('Bo');
    expect([...names(first), ...names(rest)].sort()).toEqual(['Bo', 'X', 'Y', 'Z']);
    expect(await db.readInbox(`z-${counter}`, { filter: 'all', q: null, after: null, limit: 9 })).toEqual([]);
    expect(names(await db.readInbox(ada, { filter: 'all', q: 'bO', after: null, limit: 9 }))).toEqual(['Bo']);
    expect(await db.readInbox(ada, { filter: 'all', q: '%', after: null, limit: 9 })).toEqual([]);
    expect(await db.readInbox(ada, { filter: 'requests', q: null, after: null, limit: 9 })).toEqual([]);
    const withX = { filter: 'all', q: null, participantId: `x-${counter}`, after: null, limit: 9 } as const;
    expect(names(await db.readInbox(ada, withX))).toEqual(['X']);
    expect(await db.readInbox(bo, withX)).toEqual([]);
    expect((await db.readInbox(bo, { filter: 'unread', q: null, after: null, limit: 9 })).map((row) => row.id)).toEqual(
      [conversation],
    );
  });
});

describe('people', () => {
  it('[PUSH-1] a field left out stays, null clears, the last entry of an id wins', async () => {
    const id = `host-${counter}`;
    expect(
      await db.upsertUsers([
        { id, displayName: 'One', avatarUrl: '/a.png', tier: 'privileged' },
        { id, displayName: 'Two', avatarUrl: '/b.png', tier: 'privileged', roles: ['manager'] },
      ]),
    ).toEqual({ upserted: 1, affectedUserIds: [id], unknownTiers: [] });
    expect(await db.readMe(id)).toMatchObject({
      displayName: 'Two',
      avatarUrl: '/b.png',
      tier: 'privileged',
      roles: ['manager'],
    });
    expect(await db.upsertUsers([{ id, tier: null }])).toEqual({
      upserted: 1,
      affectedUserIds: [id],
      unknownTiers: [],
    });
    expect(await db.upsertUsers([{ id, locale: 'de' }])).toEqual({
      upserted: 1,
      affectedUserIds: [],
      unknownTiers: [],
    });
    expect((await db.upsertUsers([{ id, tier: 'gold' }])).unknownTiers).toEqual(['gold']);
    await db.upsertUsers([{ id, tier: null }]);
    expect(await db.readMe(id)).toMatchObject({
      displayName: 'Two',
      avatarUrl: '/b.png',
      tier: 'free',
      roles: ['manager'],
    });
    expect(await db.upsertUsers([{ id, avatarUrl: null, roles: null }])).toEqual({
      upserted: 1,
      affectedUserIds: [id],
      unknownTiers: [],
    });
    expect(await db.readMe(id)).toMatchObject({ avatarUrl: null, roles: [] });
  });

  it('[SEEN-1] presence is for people who share a conversation with messages and show their own', async () => {
    await db.touchLastSeen([{ userId: bo, at: new Date('2020-01-01T00:00:00Z') }]);
    expect(await db.readPresence(ada, [bo])).toEqual([]);
    await send(draftSend('hi'));
    expect(await db.readPresence(ada, [bo, ada, 'nobody'])).toEqual([
      { userId: bo, lastSeenAt: new Date('2020-01-01T00:00:00Z') },
    ]);
    await db.putSettings(ada, { presence: false });
    expect(await db.readPresence(ada, [bo])).toEqual([]);
    expect(await db.readPresence(bo, [ada])).toEqual([]);
  });
});
