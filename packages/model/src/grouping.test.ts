import { describe, expect, it } from 'vitest';
import { backoffMs, reconnectMs } from './backoff.ts';
import { type GroupItem, groupThread, localDay } from './grouping.ts';
import { compareConversations } from './inbox-order.ts';
import { at, buildConversation, buildMessage, uuid } from './testing/build.ts';

const item = (key: string, minutes: number, over: Partial<GroupItem> = {}): GroupItem => ({
  key,
  authorId: 'bob',
  at: at(minutes),
  kind: 'message',
  ...over,
});
const shape = (items: GroupItem[], firstUnreadKey: string | null = null, timeZone = 'UTC') =>
  groupThread(items, { timeZone, firstUnreadKey }).map((row) =>
    row.row === 'group'
      ? row.items.map((one) => one.key).join('')
      : row.row === 'system'
        ? `!${row.item.key}`
        : row.row,
  );

describe('grouping', () => {
  it('joins one author within five minutes of the neighbour', () => {
    expect(shape([item('a', 0), item('b', 4.9), item('c', 9.7), item('d', 14.8)])).toEqual(['day', 'abc', 'd']);
  });

  it('breaks at another author, a system message, the unread divider and a failed message', () => {
    expect(shape([item('a', 0), item('b', 1, { authorId: 'ann' }), item('c', 2)])).toEqual(['day', 'a', 'b', 'c']);
    expect(shape([item('a', 0), item('s', 1, { kind: 'system', authorId: null }), item('c', 2)])).toEqual([
      'day',
      'a',
      '!s',
      'c',
    ]);
    expect(shape([item('a', 0), item('b', 1)], 'b')).toEqual(['day', 'a', 'unread', 'b']);
    expect(shape([item('a', 0), item('b', 1, { failed: true }), item('c', 2)])).toEqual(['day', 'a', 'b', 'c']);
  });

  it("starts a day at the reader's midnight, also across a clock change", () => {
    const night = [
      { ...item('a', 0), at: '2026-03-28T22:59:00.000Z' },
      { ...item('b', 0), at: '2026-03-28T23:01:00.000Z' },
      { ...item('c', 0), at: '2026-03-29T22:01:00.000Z' },
    ];
    expect(shape(night, null, 'Europe/Berlin')).toEqual(['day', 'a', 'day', 'b', 'day', 'c']);
    expect(shape(night, null, 'UTC')).toEqual(['day', 'ab', 'day', 'c']);
    expect(localDay('2026-03-28T23:01:00.000Z', 'Asia/Kathmandu')).toBe('2026-03-29');
  });

  it('gives every row a key of its own, whatever the clocks say', () => {
    const rows = groupThread([item('a', 0), { ...item('b', 0), at: at(-1000) }, item('c', 1)], { timeZone: 'UTC' });
    const keys = rows.map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('order of the inbox', () => {
  it('puts pinned first, then the latest message, then the id', () => {
    const one = (n: number, minutes: number, isPinned = false) =>
      buildConversation({ id: uuid(n), isPinned, lastMessage: buildMessage(1, { createdAt: at(minutes) }) });
    const sorted = [one(1, 5), one(2, 9), one(3, 1, true), one(4, 9)].sort(compareConversations);
    expect(sorted.map((conversation) => conversation.id)).toEqual([uuid(3), uuid(4), uuid(2), uuid(1)]);
  });
});

describe('back-off', () => {
  it('doubles its bound up to 30 s and takes anything below it', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((attempt) => backoffMs(attempt, () => 1))).toEqual([
      1000, 2000, 4000, 8000, 16000, 30000, 30000,
    ]);
    expect(backoffMs(6, () => 0)).toBe(0);
  });

  it('waits at least as long as the server asked, spread', () => {
    expect(backoffMs(1, () => 0, 3)).toBe(3000);
    expect(backoffMs(1, () => 0.5, 3)).toBe(4500);
    expect(backoffMs(1, () => 1, 60)).toBe(65000);
  });

  it('[CONN-3] to connect again it stays short for as long as a restart takes', () => {
    expect([1, 2, 3, 14, 15, 16, 17, 18, 50].map((failures) => reconnectMs(failures, () => 1) / 1000)).toEqual([
      1, 2, 2, 2, 4, 8, 16, 30, 30,
    ]);
    expect(reconnectMs(5, () => 0.5, 3)).toBe(4_500);
  });
});
