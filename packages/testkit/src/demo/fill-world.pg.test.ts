import { randomUUID } from 'node:crypto';
import type { MessagingDatabase } from '@natter/server/database';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { buildWorld } from './build-world.ts';
import { fillWorld } from './fill-world.ts';
import type { World } from './world.ts';

let base: TestDatabase;
let database: MessagingDatabase;
let world: World;
let answers: readonly boolean[];

beforeAll(async () => {
  base = await createTestDatabase(inject('databaseAdminUrl'));
  // Milliseconds, as the database keeps them.
  world = buildWorld({ edition: 'social', seed: 'pg', nowMs: Math.floor(Date.now()), utcOffsetMinutes: 0 });
  const fill = () => fillWorld({ adminUrl: base.adminUrl, world: () => world });
  // Two starters at once, and one later.
  answers = [...(await Promise.all([fill(), fill()])), await fill()];
  database = base.open();
});

afterAll(async () => {
  await database.close();
  await base.drop();
});

const talksOf = (id: string) =>
  world.conversations.filter(({ members }) => members.some(({ userId }) => userId === id));

describe('a filled world', () => {
  it('is filled once, however many starters there are', () => {
    expect(answers.toSorted()).toEqual([false, false, true]);
  });

  it('shows everybody their inbox: newest first, with what they have not read', async () => {
    for (const { id } of world.people) {
      const rows = await database.readInbox(id, { filter: 'all', q: null, after: null, limit: 100 });
      const mine = talksOf(id).filter(({ members }) => members.some((me) => me.userId === id && !me.isArchived));
      expect(rows.map((row) => row.id).toSorted()).toEqual(mine.map((talk) => talk.id).toSorted());
      const order = rows.map((row) => [row.isPinned ? 0 : 1, -row.updatedAt.getTime()] as const);
      expect(order.toSorted(([a, x], [b, y]) => a - b || x - y)).toEqual(order);
      for (const row of rows) {
        const talk = mine.find((one) => one.id === row.id);
        const me = talk?.members.find(({ userId }) => userId === id);
        expect(row).toMatchObject({
          lastSeq: talk?.messages.length,
          changeSeq: talk?.changeSeq,
          unreadCount: (talk?.messages.length ?? 0) - (me?.readSeq ?? 0),
          isPinned: me?.isPinned,
          markedUnread: me?.markedUnread,
        });
        expect(row.lastMessage?.content).toBe(talk?.messages.at(-1)?.content);
        expect(row.draft?.content ?? null).toBe(me?.draft ?? null);
      }
    }
  });

  it('can be read page by page, as it was written', async () => {
    const talk = world.conversations.find(({ messages }) => messages.length === 10_000);
    const read: (readonly [number, string | null, string | null])[] = [];
    for (let after = 0; after < 10_000; after += 100) {
      const page = await database.readHistory('maya', talk?.id ?? '', {
        before: null,
        after,
        around: null,
        limit: 100,
      });
      read.push(...(page?.items ?? []).map((row) => [row.seq, row.senderId, row.content] as const));
    }
    expect(read).toEqual(talk?.messages.map(({ seq, senderId, content }) => [seq, senderId, content]));
  });

  it('keeps quotes with their previews', async () => {
    const talk = world.conversations.find(({ members }) => members.some(({ userId }) => userId === 'haruka'));
    const answer = talk?.messages.find(({ replyTo }) => replyTo !== null);
    const page = await database.readHistory('haruka', talk?.id ?? '', {
      before: null,
      after: null,
      around: null,
      limit: 100,
    });
    const row = page?.items.find(({ id }) => id === answer?.id);
    expect(row?.replyTo).toEqual({
      ...answer?.replyTo,
      preview: talk?.messages[(answer?.replyTo?.seq ?? 0) - 1]?.content,
    });
  });

  it('recognises a repeat of a send by its key and body, and goes on counting', async () => {
    const talk = world.conversations.find(({ group }) => group === null);
    const [first] = talk?.messages ?? [];
    if (talk === undefined || first === undefined) throw new Error('an empty world');
    const { clientId, senderId, content, mentions } = first;
    if (clientId === null || senderId === null || content === null) throw new Error('not said by anybody');
    const send = {
      conversationId: talk.id,
      senderId,
      clientId,
      id: randomUUID(),
      type: 'text',
      content,
      mentions,
      replyToId: null,
    } as const;
    const verdicts = await database.sendMessages([send]);
    expect(verdicts).toEqual([{ verdict: 'duplicate' }]);
    expect((await database.sendMessages([{ ...send, content: 'other' }]))[0]?.verdict).toBe('conflict');
    expect((await database.sendMessages([{ ...send, clientId: randomUUID() }]))[0]).toMatchObject({
      verdict: 'sent',
      seq: talk.messages.length + 1,
      changeSeq: talk.changeSeq + 1,
    });
  });

  it('has what became of messages as the product keeps it: counts that a recount gives, votes, versions, and a log without two at one place', async () => {
    const talk = world.conversations.find(({ messages }) => messages.some(({ poll }) => poll !== null));
    if (talk === undefined) throw new Error('nobody asks anything in this world');
    const page = await database.readHistory('maya', talk.id, { before: null, after: null, around: null, limit: 100 });
    const places = page?.items.map(({ changeSeq }) => changeSeq) ?? [];
    expect(new Set(places).size).toBe(places.length);
    for (const row of page?.items ?? []) {
      const told = talk.messages[row.seq - 1];
      const reacted = told?.reactions ?? [];
      const emoji = [...new Set(reacted.map((one) => one.emoji))];
      expect(row.reactions).toEqual(
        emoji.map((each) => {
          const by = reacted.filter((one) => one.emoji === each);
          return { emoji: each, count: by.length, mine: by.some(({ userId }) => userId === 'maya') };
        }),
      );
      expect(row.editedAt !== null).toBe((told?.firstContent ?? null) !== null);
      if (told?.poll) {
        expect(row.metadata).toEqual({ poll: told.poll });
        expect(row.votes).toEqual(told.votes.find(({ userId }) => userId === 'maya')?.optionIds);
      }
    }
  });

  it('has a group as the product makes one: its first line, one admin, and nothing unread but what others wrote', async () => {
    const talk = world.conversations.find(({ group }) => group !== null);
    const row = await database.readConversation('kofi', talk?.id ?? '');
    expect(row).toMatchObject({ type: 'group', name: 'The Tuesday walk', participantCount: 5, unreadCount: 2 });
    expect(row?.participants.filter(({ role }) => role === 'admin').map(({ userId }) => userId)).toEqual(['maya']);
    const page = await database.readHistory('kofi', talk?.id ?? '', { before: null, after: 0, around: null, limit: 1 });
    expect(page?.items[0]).toMatchObject({
      type: 'system',
      senderId: null,
      clientId: null,
      metadata: { event: 'group_created', userId: 'maya', name: 'The Tuesday walk' },
    });
  });

  it('shows nobody what is not theirs', async () => {
    const foreign = world.conversations.find(({ members }) => members.every(({ userId }) => userId !== 'maya'));
    expect(await database.readConversation('maya', foreign?.id ?? '')).toBeNull();
  });
});
