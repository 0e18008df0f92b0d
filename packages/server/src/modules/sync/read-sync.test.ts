import { LIMITS, type SyncAnswer } from '@natter/protocol';
import { createSeededIds, createStubDatabase, createTestClock } from '@natter/testkit';
import { describe, expect, it } from 'vitest';

import { EDITIONS } from '../../editions/index.ts';
import type { Platform } from '../../platform/context.ts';
import type { ConversationRow, MessageRow, MessagingDatabase, SyncPage } from '../../ports/database.ts';
import { createTestPlatform } from '../../testing/test-platform.ts';
import { readSync } from './read-sync.ts';
import { syncCursor } from './sync-cursor.ts';

const C1 = '01900000-0000-7000-8000-0000000000c1';
const C2 = '01900000-0000-7000-8000-0000000000c2';
const at = new Date(0);

const conversation = (id: string, over: Partial<ConversationRow> = {}): ConversationRow => ({
  id,
  type: 'direct',
  name: null,
  participants: [],
  participantCount: 2,
  othersDeliveredSeq: 0,
  othersReadSeq: 0,
  lastMessage: null,
  lastSeq: 500,
  changeSeq: 500,
  historyFrom: 1,
  readSeq: 0,
  deliveredSeq: 0,
  unreadCount: 0,
  isPinned: false,
  isArchived: false,
  mutedUntil: null,
  markedUnread: false,
  draft: null,
  whyNotSend: null,
  isBlocked: false,
  expiredSeq: 0,
  unreadFrom: null,
  scheduledCount: 0,
  disappearAfter: null,
  group: null,
  createdAt: at,
  updatedAt: at,
  ...over,
});
const message = (conversationId: string, seq: number): MessageRow => ({
  id: `01900000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  conversationId,
  seq,
  changeSeq: seq,
  version: 1,
  clientId: null,
  senderId: 'bob',
  type: 'text',
  content: `m${seq}`,
  metadata: null,
  mentions: [],
  reactions: [],
  votes: null,
  starred: null,
  replyTo: null,
  sentAt: at,
  editedAt: null,
  deletedAt: null,
  expiresAt: null,
});
const range = (conversationId: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(conversationId, from + index));
const page = (over: Partial<SyncPage>): SyncPage => ({
  epoch: 'e1',
  horizon: '100',
  conversations: [],
  removed: [],
  keys: (over.conversations ?? []).map(({ id, updatedAt }) => ({ id, updatedAt: updatedAt.toISOString() })),
  lastKey: null,
  hasMore: false,
  ...over,
});

function platformOf(overrides: Partial<MessagingDatabase>, env: Readonly<Record<string, string>> = {}): Platform {
  return {
    ...createTestPlatform(createStubDatabase(overrides), env).platform,
    edition: EDITIONS.social,
    clock: createTestClock(),
    ids: createSeededIds(),
  };
}

describe('sync', () => {
  it('[FEED-2] the horizon of the first page travels on and becomes the final one', async () => {
    const asked: unknown[] = [];
    const key = { updatedAt: '2026-01-01T00:00:00.000Z', id: C1 };
    const platform = platformOf({
      readSync: async (_userId, query) => {
        asked.push(query);
        return asked.length === 1
          ? page({ horizon: '100', conversations: [conversation(C1)], lastKey: key, hasMore: true })
          : page({ horizon: '200', conversations: [conversation(C2)], lastKey: { ...key, id: C2 } });
      },
    });
    const since = syncCursor.encode({ epoch: 'e1', since: '50', next: null, after: null, at: 0 });
    const first = await readSync(platform, 'ann', { cursor: since, limit: 1 });
    expect(first).toMatchObject({ hasMore: true, reset: false });
    const second = await readSync(platform, 'ann', { cursor: first.cursor, limit: 1 });
    expect(second.hasMore).toBe(false);
    expect(asked).toEqual([
      { horizon: '50', after: null, limit: 1 },
      { horizon: '50', after: key, limit: 1 },
    ]);
    expect(syncCursor.decode(second.cursor)).toEqual({
      epoch: 'e1',
      since: '100',
      next: null,
      after: null,
      at: expect.any(Number),
    });
  });

  it('[FEED-1] a first load tells from where on it has no gap', async () => {
    const platform = platformOf({
      readSync: async () =>
        page({ conversations: [conversation(C1), conversation(C2, { lastSeq: 3, historyFrom: 1 })] }),
      readNewestMessages: async (_userId, _ids, perConversation) => [
        ...range(C1, 501 - perConversation, 500),
        ...range(C2, 1, 3),
      ],
    });
    const { conversations } = await readSync(platform, 'ann', {});
    expect(conversations.map(({ fromSeq, complete, messages }) => [fromSeq, complete, messages.length])).toEqual([
      [401, true, 100],
      [1, true, 3],
    ]);
  });

  it('what came after a conversation was read belongs to the next sync', async () => {
    const platform = platformOf({
      readSync: async () => page({ conversations: [conversation(C1, { lastSeq: 2 })] }),
      readNewestMessages: async () => range(C1, 1, 3),
    });
    const { conversations } = await readSync(platform, 'ann', {});
    expect(conversations[0]?.messages.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('[FEED-3] more changed messages than fit are not complete, and the newest are given', async () => {
    const platform = platformOf({
      readSync: async () => page({ conversations: [conversation(C1), conversation(C2)] }),
      readChangedMessages: async (_userId, _ids, { perConversation }) => [
        ...range(C1, 500 - perConversation, 500),
        ...range(C2, 500, 500),
      ],
    });
    const cursor = syncCursor.encode({ epoch: 'e1', since: '50', next: null, after: null, at: 0 });
    const { conversations } = await readSync(platform, 'ann', { cursor });
    expect(
      conversations.map(({ complete, fromSeq, messages }) => [complete, fromSeq, messages.length, messages[0]?.seq]),
    ).toEqual([
      [false, null, 100, 401],
      [true, null, 1, 500],
    ]);
  });

  describe('whose messages fill the answer', () => {
    const ids = Array.from({ length: 40 }, (_, n) => `01900000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`);
    const cursor = syncCursor.encode({ epoch: 'e1', since: '50', next: null, after: null, at: 0 });
    /** Everybody has `each` changed messages of `bytes` bytes. */
    const busy = (each: number, bytes: number) => {
      const asked: { limit: number; after: unknown }[] = [];
      const read: number[] = [];
      const platform = platformOf({
        readSync: async (_userId, { limit, after }) => {
          asked.push({ limit, after });
          const from = after === null ? 0 : ids.indexOf(after.id) + 1;
          const here = ids.slice(from, from + limit);
          const keys = here.map((id) => ({ id, updatedAt: '2026-01-01T00:00:00.000Z' }));
          return page({
            conversations: here.map((id) => conversation(id)),
            keys,
            lastKey: keys.at(-1) ?? null,
            hasMore: from + limit < ids.length,
          });
        },
        readChangedMessages: async (_userId, some, { perConversation }) => {
          read.push(some.length);
          return some.flatMap((id) =>
            range(id, 1, Math.min(each, perConversation + 1)).map((row) => ({ ...row, content: 'x'.repeat(bytes) })),
          );
        },
      });
      return { platform, asked, read };
    };

    it('[FEED-3] it ends with the last conversation that fits, and the next page goes on after it', async () => {
      const { platform, asked } = busy(50, 200);
      const told: string[] = [];
      let next: string | undefined = cursor;
      for (let pages = 0; next !== undefined; pages += 1) {
        expect(pages).toBeLessThan(20);
        const answer = await readSync(platform, 'ann', { cursor: next, limit: 100 });
        expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(2 * LIMITS.syncBytes);
        expect(answer.conversations.every(({ complete, messages }) => complete && messages.length === 50)).toBe(true);
        told.push(...answer.conversations.map(({ conversation: { id } }) => id));
        next = answer.hasMore ? answer.cursor : undefined;
      }
      expect(told).toEqual(ids);
      // What was read in vain is known from the first page.
      expect(asked.map(({ limit }) => limit)).toEqual([25, 7, 7, 7, 7, 7]);
    });

    it('[FEED-3] one that alone is too large is told with its newest messages, and is not complete', async () => {
      const { platform } = busy(60, 20_000);
      const { conversations, hasMore } = await readSync(platform, 'ann', { cursor, limit: 100 });
      expect(conversations).toHaveLength(1);
      expect(conversations[0]?.complete).toBe(false);
      expect(conversations[0]?.messages.at(-1)?.seq).toBe(60);
      expect(conversations[0]?.messages.length).toBe(12);
      expect(hasMore).toBe(true);
    });

    it('[FEED-3] a message that alone is too large is told all the same', async () => {
      const { platform } = busy(2, LIMITS.syncBytes);
      const { conversations } = await readSync(platform, 'ann', { cursor, limit: 100 });
      expect(conversations.map(({ messages }) => messages.length)).toEqual([1]);
    });

    it('[FEED-3] where there is little in each, the first page is read in two steps and the rest in one', async () => {
      const { platform, read, asked } = busy(1, 50);
      const first = await readSync(platform, 'ann', { cursor, limit: 100 });
      const last = await readSync(platform, 'ann', { cursor: first.cursor, limit: 100 });
      expect([first, last].map(({ conversations }) => conversations.length)).toEqual([25, 15]);
      expect(last.hasMore).toBe(false);
      expect(read).toEqual([10, 15, 15]);
      expect(asked.map(({ limit }) => limit)).toEqual([25, 100]);
    });

    it('[FEED-3] what is unread is counted for the first and the last page', async () => {
      const { platform } = busy(50, 200);
      let counted = 0;
      const totals = async () => ({ messages: ++counted, conversations: 40, requests: 0, validUntil: at });
      const database = { ...platform.database, readUnreadTotals: totals };
      const told: number[] = [];
      for (let next: string | undefined = cursor; next !== undefined; ) {
        const answer: SyncAnswer = await readSync({ ...platform, database }, 'ann', { cursor: next, limit: 100 });
        expect(answer.unread.validUntil).toBe(at.toISOString());
        told.push(answer.unread.messages);
        next = answer.hasMore ? answer.cursor : undefined;
      }
      expect(told).toEqual([1, 1, 1, 1, 1, 2]);
    });
  });

  it('[STAR-3] a first load tells all stars, a later sync where something of mine changed', async () => {
    const asked: unknown[] = [];
    const database: Partial<MessagingDatabase> = {
      readSync: async () => page({ conversations: [conversation(C1), conversation(C2)] }),
      readStars: async (_userId, ids, { horizon, limit }) => {
        asked.push([ids, horizon, limit]);
        return new Map([[C1, horizon === null ? [9, 4] : []]]);
      },
    };
    const starsOf = async (cursor?: string, env = {}) =>
      (await readSync(platformOf(database, env), 'ann', { cursor })).conversations.map(({ starred }) => starred);
    const cursor = syncCursor.encode({ epoch: 'e1', since: '50', next: null, after: null, at: 0 });
    expect(await starsOf()).toEqual([[9, 4], []]);
    expect(await starsOf(cursor)).toEqual([[], undefined]);
    expect(asked).toEqual([
      [[C1, C2], null, 500],
      [[C1, C2], '50', 500],
    ]);
    expect(await starsOf(undefined, { NATTER_FEATURES: '-starring' })).toEqual([undefined, undefined]);
    expect(asked).toHaveLength(2);
  });

  it('[FEED-4] another epoch starts a first load and says so', async () => {
    const horizons: unknown[] = [];
    const platform = platformOf({
      readSync: async (_userId, { horizon, after }) => {
        horizons.push([horizon, after]);
        return page({ epoch: 'e2', conversations: [conversation(C1)] });
      },
      readNewestMessages: async () => [],
    });
    const after = { updatedAt: '2026-01-01T00:00:00.000Z', id: C1 };
    const cursor = syncCursor.encode({ epoch: 'e1', since: '50', next: '60', after, at: 0 });
    const answer = await readSync(platform, 'ann', { cursor });
    expect(answer.reset).toBe(true);
    expect(horizons).toEqual([
      ['50', after],
      [null, null],
    ]);
    expect(syncCursor.decode(answer.cursor)).toEqual({
      epoch: 'e2',
      since: '100',
      next: null,
      after: null,
      at: expect.any(Number),
    });
  });
});

describe('a cursor', () => {
  const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    'x',
    '%%%',
    '',
    raw(null),
    raw(['inbox', {}]),
    raw(['sync']),
    raw(['sync', {}]),
    raw(['sync', { epoch: 'e', since: '-1', next: null, after: null }]),
    raw(['sync', { epoch: 'e', since: 5, next: null, after: null }]),
    raw(['sync', { epoch: 'e', since: "1'; DROP TABLE x", next: null, after: null }]),
    raw(['sync', { epoch: 'e', since: '1', next: null, after: { updatedAt: 'yesterday', id: C1 } }]),
    raw(['sync', { epoch: 'e', since: '1', next: null, after: { updatedAt: '2026-01-01T00:00:00Z', id: 'x' } }]),
  ])('[PAGE-1] that is none is invalid: %s', (text) => {
    expect(() => syncCursor.decode(text)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('[PAGE-1] comes back as it went', () => {
    const place = {
      epoch: 'e',
      since: null,
      next: '18446744073709551615',
      after: { updatedAt: '2026-01-01T00:00:00.123Z', id: C1 },
      at: 1_790_000_000_000,
    };
    expect(syncCursor.decode(syncCursor.encode(place))).toEqual(place);
  });

  it.each([
    ['bookstore', 8, true],
    ['bookstore', 6, false],
    ['social', 800, false],
  ] as const)('[RET-15] in the edition %s who was away %i days starts anew: %s', async (edition, days, isAnew) => {
    const asked: unknown[] = [];
    const platform = platformOf(
      {
        readSync: async (_userId, { horizon }) => {
          asked.push(horizon);
          return page({});
        },
        readHidden: async () => new Map(),
      },
      { NATTER_EDITION: edition },
    );
    const at = platform.clock.now() - days * 24 * 3600 * 1000;
    const cursor = syncCursor.encode({ epoch: 'e1', since: '50', next: null, after: null, at });
    const answer = await readSync(platform, 'ann', { cursor });
    expect(answer.reset).toBe(isAnew);
    expect(asked.at(-1)).toBe(isAnew ? null : '50');
    expect(syncCursor.decode(answer.cursor).at).toBe(platform.clock.now());
  });

  it('[DEL-4] tells what I deleted for myself: on a first load all of it, later where something of mine changed', async () => {
    const asked: unknown[] = [];
    const platform = platformOf({
      readSync: async () => page({ conversations: [conversation(C1), conversation(C2)] }),
      readHidden: async (_userId, ids, query) => {
        asked.push([ids, query]);
        return new Map([[C2, [3, 9]]]);
      },
    });
    const hiddenOf = async (cursor?: string) =>
      (await readSync(platform, 'ann', { cursor })).conversations.map(({ hidden }) => hidden);
    expect(await hiddenOf()).toEqual([[], [3, 9]]);
    expect(await hiddenOf(syncCursor.encode({ epoch: 'e1', since: '50', next: null, after: null, at: 0 }))).toEqual([
      [],
      [3, 9],
    ]);
    expect(asked).toEqual([
      [[C1, C2], { horizon: null, after: null, limit: 1_000 }],
      [[C1, C2], { horizon: '50', after: null, limit: 1_000 }],
    ]);
  });
});
