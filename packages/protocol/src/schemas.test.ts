import { describe, expect, it } from 'vitest';
import { COMMANDS, ERRORS, HistoryQuery, HostUser, Message, REST, SendBody, StartBody, UserId } from './index.ts';

const key = '0191d1a0-0000-7000-8000-000000000001';

describe('what may be sent', () => {
  it('takes a text with its key, makes ids lower case, and drops what it does not know', () => {
    const given = { clientId: key.toUpperCase(), content: 'Hello', senderId: 'somebody else', sentAt: '1999-01-01' };
    expect(SendBody.parse(given)).toEqual({ clientId: key, type: 'text', content: 'Hello' });
  });

  it.each([
    ['a NUL', 'a\u0000b'],
    ['a lone high surrogate', 'a\ud800'],
    ['a lone low surrogate', '\udc00a'],
    ['something that is no text', 42],
    ['an array', ['a']],
    ['nothing', undefined],
  ])('refuses %s', (_, content) => {
    expect(SendBody.safeParse({ clientId: key, content }).success).toBe(false);
  });

  it('takes what lies beyond the basic plane', () => {
    expect(SendBody.safeParse({ clientId: key, content: '𝒳 👩‍👩‍👧 ﷽' }).success).toBe(true);
  });

  it.each(['', ' ', 'a b', 'a/b', 'ä', 'a'.repeat(129), '<b>', "' OR 1=1", 'a\n'])('refuses the user id %j', (id) => {
    expect(UserId.safeParse(id).success).toBe(false);
  });

  it.each(['auth0|42', '550e8400-e29b-41d4-a716-446655440000', 'a@b.example', 'x', 'A-Z_0.9:+'])(
    'takes the user id %j',
    (id) => {
      expect(UserId.safeParse(id).success).toBe(true);
    },
  );

  it('never lets a key of a prototype through', () => {
    const parsed = StartBody.parse(JSON.parse('{"type":"direct","participantId":"a","__proto__":{"role":"admin"}}'));
    expect(Object.keys(parsed)).toEqual(['type', 'participantId']);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  it('a picture is an address of the web or a path of this server', () => {
    const takes = (avatarUrl: string) => HostUser.safeParse({ id: 'a', avatarUrl }).success;
    expect(['https://x.example/a.png', '/faces/a.svg'].map(takes)).toEqual([true, true]);
    expect(['javascript:alert(1)', 'data:text/html,x', '//evil.example/a', 'file:///etc/passwd'].map(takes)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('queries', () => {
  it('history takes one bound or none', () => {
    expect(HistoryQuery.parse({ before: '10', limit: '5' })).toEqual({ before: 10, limit: 5 });
    expect(HistoryQuery.safeParse({ before: '10', after: '5' }).success).toBe(false);
  });

  it.each(['-1', '1.5', 'NaN', '1e400', '9007199254740993', 'abc'])('refuses the seq %s', (before) => {
    expect(HistoryQuery.safeParse({ before }).success).toBe(false);
  });

  it.each(['0', '101', '-1', 'x'])('refuses the limit %s', (limit) => {
    expect(HistoryQuery.safeParse({ limit }).success).toBe(false);
  });
});

describe('the tables', () => {
  it('every call that takes an id in its path has a schema for it', () => {
    for (const route of Object.values(REST)) {
      expect('params' in route, route.path).toBe(route.path.includes(':'));
    }
  });

  it('every command has both schemas, every error a status and a sentence', () => {
    for (const command of Object.values(COMMANDS)) expect(Object.keys(command)).toEqual(['input', 'output']);
    for (const rule of Object.values(ERRORS))
      expect(rule).toMatchObject({ http: expect.any(Number), detail: expect.stringMatching(/\.$/) });
  });
});

describe('what is answered', () => {
  it('may name a kind of message that is younger than this version, and keeps its name', () => {
    const message = {
      ...{ id: key, conversationId: key, seq: 1, changeSeq: 1, version: 1, clientId: key, senderId: 'u1' },
      ...{ type: 'hologram', content: null, metadata: { shape: 'cube' }, mentions: [], attachments: [] },
      ...{ replyTo: null, reactions: [], createdAt: '2026-05-14T15:42:00.000Z' },
      ...{ editedAt: null, deletedAt: null, expiresAt: null },
    };
    expect(Message.parse(message)).toEqual(message);
  });
});
