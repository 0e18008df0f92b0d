import { checkText } from '@natter/model';
import { Edition, UserId } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { buildWorld } from './build-world.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 12, 0);
const EDITIONS = Edition.options;
const LONGEST = { bookstore: 1_000, marketplace: 4_000, social: 10_000 } as const;
const build = (edition: Edition, nowMs = NOW_MS, utcOffsetMinutes = 0) =>
  buildWorld({ edition, seed: 'test', nowMs, utcOffsetMinutes });

describe.each(EDITIONS)('the world of the %s edition', (edition) => {
  const world = build(edition);

  it('is the same for the same seed and time, down to every id', () => {
    expect(build(edition)).toEqual(world);
  });

  it('has other ids for another seed, and the same words', () => {
    const other = buildWorld({ edition, seed: 'other', nowMs: NOW_MS, utcOffsetMinutes: 0 });
    expect(other.conversations[0]?.id).not.toBe(world.conversations[0]?.id);
    expect(other.conversations[0]?.messages.map(({ content }) => content)).toEqual(
      world.conversations[0]?.messages.map(({ content }) => content),
    );
  });

  it('numbers every message, says it in order, and not in the future', () => {
    for (const { createdAtMs, updatedAtMs, messages } of world.conversations) {
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
      const times = [createdAtMs, ...messages.map(({ sentAtMs }) => sentAtMs)];
      expect(times.toSorted((left, right) => left - right)).toEqual(times);
      expect(updatedAtMs).toBe(times.at(-1));
      expect(updatedAtMs).toBeLessThanOrEqual(NOW_MS);
    }
  });

  it('uses each id and each key once', () => {
    const ids = world.conversations.flatMap(({ id, messages }) => [id, ...messages.map((message) => message.id)]);
    const keys = world.conversations.flatMap(({ messages }) => messages.map(({ clientId }) => clientId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('lets only members of the cast talk, each pair once, in texts that could be sent', () => {
    const people = new Set(world.people.map(({ id }) => id));
    const pairs = world.conversations.map(({ members }) =>
      members
        .map(({ userId }) => userId)
        .toSorted()
        .join(' '),
    );
    expect(new Set(pairs).size).toBe(pairs.length);
    for (const { members, messages } of world.conversations) {
      const talking = new Set(members.map(({ userId }) => userId));
      expect([...talking].filter((id) => !people.has(id) || !UserId.safeParse(id).success)).toEqual([]);
      for (const { senderId, content, line } of messages) {
        if (line !== null) continue;
        expect(talking).toContain(senderId);
        expect(checkText(content ?? '', { maxLength: LONGEST[edition] })).toMatchObject({ ok: true, text: content });
      }
    }
  });

  it('leaves unread only what somebody else wrote, and marks never pass the end', () => {
    for (const { members, messages } of world.conversations) {
      for (const { userId, readSeq, deliveredSeq } of members) {
        expect(0 <= readSeq && readSeq <= deliveredSeq && deliveredSeq <= messages.length).toBe(true);
        expect(messages.slice(readSeq).filter(({ senderId }) => senderId === userId)).toEqual([]);
      }
    }
  });

  it('gives the main person the richest inbox', () => {
    const count = (id: string) =>
      world.conversations.filter(({ members }) => members.some(({ userId }) => userId === id)).length;
    const [main, ...others] = world.people.map(({ id }) => count(id));
    expect(main).toBeGreaterThan(Math.max(...others));
  });
});

describe('the social world', () => {
  const world = build('social');

  it('has some two dozen people and a few dozen conversations, one of ten thousand messages', () => {
    expect(world.people.length).toBeGreaterThanOrEqual(24);
    expect(world.conversations.length).toBeGreaterThanOrEqual(36);
    expect(Math.max(...world.conversations.map(({ messages }) => messages.length))).toBe(10_000);
  });

  it('has what an inbox can show: unread, pinned, muted, archived, marked and a draft', () => {
    const mine = world.conversations.flatMap(({ members }) => members.filter(({ userId }) => userId === 'maya'));
    expect(mine.some(({ isPinned }) => isPinned)).toBe(true);
    expect(mine.some(({ isArchived }) => isArchived)).toBe(true);
    expect(mine.some(({ mutedUntilMs }) => mutedUntilMs !== null)).toBe(true);
    expect(mine.some(({ markedUnread }) => markedUnread)).toBe(true);
    expect(mine.some(({ draft }) => draft !== null)).toBe(true);
  });

  it('can begin at any hour and in any time zone', () => {
    for (let hour = 0; hour < 24; hour++) {
      for (const offset of [-720, -300, 0, 345, 840]) {
        const nowMs = Date.UTC(2026, 1, 3, hour, 7);
        const latest = build('bookstore', nowMs, offset).conversations.map(({ updatedAtMs }) => updatedAtMs);
        expect(Math.max(...latest)).toBeLessThanOrEqual(nowMs);
      }
    }
    expect(() => build('social', Date.UTC(2026, 0, 1, 0, 0))).not.toThrow();
    expect(() => build('social', Date.UTC(2026, 0, 1, 23, 59))).not.toThrow();
  });
});

describe('mentions', () => {
  it('name a member where their name stands, in code points', () => {
    const mentioning = build('bookstore').conversations.flatMap(({ messages }) =>
      messages.filter(({ mentions }) => mentions.length > 0),
    );
    expect(mentioning.map(({ content, mentions }) => [content, mentions])).toEqual([
      ['@Grace you voted for the lighthouse', [{ userId: 'grace', start: 0, end: 6 }]],
    ]);
  });
});
