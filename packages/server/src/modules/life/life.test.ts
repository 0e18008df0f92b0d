import type { ClientId, Message } from '@natter/protocol';
import { createStubDatabase, STUB_CONVERSATION } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { LateKeyConflict, type MessageRow, type MessagingDatabase } from '../../ports/database.ts';
import type { CopyInput } from '../../ports/life-database.ts';
import { codeOf, createTestPlatform } from '../../testing/test-platform.ts';
import { copyKey } from './copy-key.ts';
import { createLife } from './index.ts';

const MESSAGE = '01900000-0000-7000-8000-0000000000e1';
const TARGET = '01900000-0000-7000-8000-0000000000c2';
const KEY = '01900000-0000-7000-8000-0000000000f1';
const ref = { conversationId: STUB_CONVERSATION, messageId: MESSAGE };
const forward = { ...ref, conversationIds: [TARGET], clientId: KEY };

const row = (over: Partial<MessageRow> = {}): MessageRow => ({
  id: MESSAGE,
  conversationId: STUB_CONVERSATION,
  seq: 2,
  changeSeq: 3,
  version: 2,
  clientId: null,
  senderId: 'ann',
  type: 'text',
  content: 'hello',
  metadata: null,
  mentions: [],
  reactions: [{ emoji: '😀', count: 1, mine: true }],
  votes: null,
  starred: true,
  replyTo: { id: TARGET, seq: 1, senderId: 'bob', preview: 'what bob wrote' },
  sentAt: new Date(0),
  editedAt: new Date(1),
  deletedAt: null,
  expiresAt: null,
  ...over,
});

function setUp(database: Partial<MessagingDatabase> = {}, { env = {}, sends = 100 } = {}) {
  const { platform, told } = createTestPlatform(createStubDatabase(database), env);
  const sent: Message[] = [];
  let left = sends;
  const life = createLife({
    platform,
    limits: { take: () => (left-- > 0 ? 0 : 7) },
    onSent: (message) => void sent.push(message),
  });
  return { life, told, sent, platform };
}

describe('what others are told', () => {
  /** Of what somebody sees, what is the same for all. */
  const shared = ({ starred: _starred, reactions, replyTo, ...message }: Message) => ({
    ...message,
    reactions: reactions.map(({ emoji, count }) => ({ emoji, count })),
    replyTo: replyTo && { messageId: replyTo.messageId, seq: replyTo.seq, senderId: replyTo.senderId },
  });
  const edit = { ...ref, content: 'hello', version: 1 };
  const forAll = row({ starred: null, reactions: [], replyTo: null });

  it('[ACT-1] of an edit that nobody else sees: their own devices, in the form in which all would hear of it', async () => {
    const { life, told } = setUp({
      editMessage: async () => ({ outcome: 'edited', recipients: ['ann'], message: null, own: row() }),
    });
    const answer = await life.edit('ann', edit);
    expect(answer).toMatchObject({
      starred: true,
      reactions: [{ mine: true }],
      replyTo: { preview: 'what bob wrote' },
    });
    expect(told).toEqual([{ event: 'message:updated', to: ['ann'], payload: { message: shared(answer) } }]);
  });

  it('[ACT-1] of an edit that the other one sees: each what they see themselves, in the same form', async () => {
    const { life, told } = setUp({
      editMessage: async () => ({ outcome: 'edited', recipients: ['ann', 'bob'], message: forAll, own: row() }),
      readMessage: async () => row({ reactions: [{ emoji: '😀', count: 2, mine: true }] }),
    });
    const answer = await life.edit('ann', edit);
    expect(told).toEqual([
      { event: 'message:updated', to: ['ann'], payload: { message: shared(answer) } },
      {
        event: 'message:updated',
        to: ['bob'],
        payload: { message: { ...shared(answer), reactions: [{ emoji: '😀', count: 2 }] } },
      },
    ]);
  });

  it('[EDIT-1] of an edit among many: all the same', async () => {
    const recipients = ['ann', 'bob', 'carl'];
    const { life, told } = setUp({
      editMessage: async () => ({ outcome: 'edited', recipients, message: forAll, own: row() }),
    });
    const { replyTo: _replyTo, ...answer } = shared(await life.edit('ann', edit));
    const message = { ...answer, reactions: [], replyTo: null };
    expect(told).toEqual([{ event: 'message:updated', to: recipients, payload: { message } }]);
  });

  it('who does not see the message is not told, nor whoever it cannot be read for; the edit is made all the same', async () => {
    for (const read of [async () => null, () => Promise.reject(new Error('away'))]) {
      const { life, told } = setUp({
        editMessage: async () => ({ outcome: 'edited', recipients: ['ann', 'bob'], message: forAll, own: row() }),
        readMessage: read,
      });
      expect(await codeOf(() => life.edit('ann', edit))).toBe('done');
      expect(told.map(({ to }) => to)).toEqual([['ann']]);
    }
  });

  it('[EDIT-2] [REACT-1] of what changes nothing: nothing', async () => {
    const { life, told } = setUp({
      editMessage: async () => ({ outcome: 'unchanged', own: row() }),
      setReaction: async () => ({ outcome: 'unchanged', own: row() }),
    });
    await life.edit('ann', { ...ref, content: 'hello', version: 1 });
    await life.react('ann', { ...ref, emoji: '😀', isOn: true });
    expect(told).toEqual([]);
  });

  it('[ACT-4] what was done is answered as done, also when they see the message no longer', async () => {
    const { life } = setUp({
      editMessage: async () => ({ outcome: 'edited', recipients: ['ann'], message: row(), own: row() }),
      setReaction: async () => ({ outcome: 'changed', seq: 1, changeSeq: 2, recipients: ['ann'], own: row() }),
      readMessage: async () => null,
    });
    expect(await life.edit('ann', { ...ref, content: 'hello', version: 1 })).toMatchObject({ id: MESSAGE });
    expect(await life.react('ann', { ...ref, emoji: '😀', isOn: true })).toMatchObject({ id: MESSAGE });
  });

  it('an event that cannot go out fails no call', async () => {
    const { life, platform } = setUp({
      editMessage: async () => ({ outcome: 'edited', recipients: ['ann'], message: row(), own: row() }),
      setReaction: async () => ({ outcome: 'changed', seq: 1, changeSeq: 2, recipients: ['ann'], own: row() }),
      setStar: async () => 'done',
    });
    Object.assign(platform.publisher, {
      toPeople: () => {
        throw new Error('no way out');
      },
    });
    expect(await codeOf(() => life.edit('ann', { ...ref, content: 'hello', version: 1 }))).toBe('done');
    expect(await codeOf(() => life.react('ann', { ...ref, emoji: '😀', isOn: true }))).toBe('done');
    expect(await codeOf(() => life.star('ann', { ...ref, isOn: true }))).toBe('done');
  });
});

describe('what is refused', () => {
  const acts = {
    not_found: 'not_found',
    gone: 'conflict',
    suspended: 'forbidden',
    not_entitled: 'tier_required',
    blocked: 'forbidden',
  };
  const edits = {
    ...acts,
    not_author: 'forbidden',
    not_text: 'invalid',
    window_over: 'edit_window_over',
    conflict: 'conflict',
    too_long: 'invalid',
    word_refused: 'invalid',
  };
  const stars = { not_found: 'not_found', gone: 'conflict', too_many: 'conflict' };
  const forwards = { not_found: 'not_found', gone: 'conflict', not_text: 'invalid', disappearing: 'forbidden' };
  const outcomesOf = <O extends string>(codes: Record<O, string>) => Object.entries<string>(codes) as [O, string][];

  it('[EDIT-1] [EDIT-3] an edit', async () => {
    for (const [outcome, code] of outcomesOf(edits)) {
      const { life, told } = setUp({ editMessage: async () => ({ outcome }) });
      const edited = await codeOf(() => life.edit('ann', { ...ref, content: 'x', version: 1 }));
      expect([outcome, edited, told]).toEqual([outcome, code, []]);
    }
  });

  it('[REACT-2] [REACT-3] a reaction', async () => {
    for (const [outcome, code] of outcomesOf({ ...acts, too_many: 'conflict' })) {
      const { life, told } = setUp({ setReaction: async () => ({ outcome }) });
      const reacted = await codeOf(() => life.react('ann', { ...ref, emoji: '😀', isOn: true }));
      expect([outcome, reacted, told]).toEqual([outcome, code, []]);
    }
  });

  it('[STAR-1] a star', async () => {
    for (const [outcome, code] of outcomesOf(stars)) {
      const { life, told } = setUp({ setStar: async () => outcome });
      expect([outcome, await codeOf(() => life.star('ann', { ...ref, isOn: true })), told]).toEqual([
        outcome,
        code,
        [],
      ]);
    }
  });

  it('[FORWARD-4] a forward, and each of its copies with the reason of a send', async () => {
    for (const [outcome, code] of outcomesOf(forwards)) {
      const { life, told } = setUp({ forwardMessage: async () => ({ outcome }) });
      expect([outcome, await codeOf(() => life.forward('ann', forward)), told]).toEqual([outcome, code, []]);
    }
    for (const [verdict, code] of outcomesOf({
      suspended: 'forbidden',
      not_entitled: 'tier_required',
      unreachable: 'not_allowed',
    })) {
      const { life, told } = setUp({ forwardMessage: async () => ({ outcome: 'done', verdicts: [{ verdict }] }) });
      const answer = await life.forward('ann', forward);
      expect(answer).toEqual({ messages: [], refused: [{ conversationId: TARGET, code, detail: expect.any(String) }] });
      expect(told).toEqual([]);
    }
  });
});

describe('a forward', () => {
  const sentTo = (copies: readonly CopyInput[]) => ({
    outcome: 'done' as const,
    verdicts: copies.map((copy) => ({
      verdict: 'sent' as const,
      message: row({ id: copy.id, conversationId: copy.conversationId, seq: 1, replyTo: null }),
      recipients: ['ann', 'carl'],
    })),
  });

  it('[FORWARD-3] is tried again when a key was committed meanwhile, under the same keys and new ids', async () => {
    const tried: CopyInput[] = [];
    const { life, told, sent } = setUp({
      forwardMessage: async (_of, copies) => {
        tried.push(...copies);
        if (tried.length < 3) throw new LateKeyConflict('meanwhile');
        return sentTo(copies);
      },
    });
    expect((await life.forward('ann', forward)).messages).toMatchObject([{ conversationId: TARGET }]);
    expect(new Set(tried.map(({ clientId }) => clientId))).toEqual(new Set([copyKey(KEY, TARGET)]));
    expect(new Set(tried.map(({ id }) => id)).size).toBe(3);
    expect(told.map(({ event, to }) => [event, to])).toEqual([
      ['conversation:new', ['carl']],
      ['message:new', ['ann', 'carl']],
    ]);
    expect(sent).toHaveLength(1);
  });

  it('gives up after three tries', async () => {
    let tries = 0;
    const { life } = setUp({
      forwardMessage: async () => {
        tries += 1;
        throw new LateKeyConflict('again and again');
      },
    });
    await expect(life.forward('ann', forward)).rejects.toThrow('again and again');
    expect(tries).toBe(3);
  });

  it('[LIM-1] takes one send for each copy but the first, which was taken with the call', async () => {
    const conversationIds = [TARGET, STUB_CONVERSATION, MESSAGE];
    const given = { forwardMessage: async (_of: unknown, copies: readonly CopyInput[]) => sentTo(copies) };
    expect(await codeOf(() => setUp(given, { sends: 2 }).life.forward('ann', { ...forward, conversationIds }))).toBe(
      'done',
    );
    const { life, told } = setUp(given, { sends: 1 });
    await expect(life.forward('ann', { ...forward, conversationIds })).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfter: 7 },
    });
    expect(told).toEqual([]);
  });

  it('says in a sentence how many are left', async () => {
    for (const [remaining, sentence] of [
      [0, 'A message can be forwarded 5 times. You have done so with this one.'],
      [1, 'A message can be forwarded 5 times. For this one 1 is left.'],
      [4, 'A message can be forwarded 5 times. For this one 4 are left.'],
    ] as const) {
      const { life } = setUp({ forwardMessage: async () => ({ outcome: 'limit', remaining }) });
      await expect(life.forward('ann', forward)).rejects.toMatchObject({ code: 'conflict', message: sentence });
    }
  });
});

describe('the key of a copy', () => {
  it('[FORWARD-3] is one of version 8 and variant 10, the same for the same, another for another', () => {
    const key = copyKey(KEY, TARGET);
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(copyKey(KEY.toUpperCase() as ClientId, TARGET)).toBe(key);
    expect(new Set([key, copyKey(KEY, STUB_CONVERSATION), copyKey(TARGET, KEY)]).size).toBe(3);
    // For ever: a client that repeats after an upgrade must find its copies.
    expect(key).toMatchInlineSnapshot(`"0f6e7ed9-dc51-8e0d-bc5b-53cee1019190"`);
  });
});

describe('[FEAT-1] switched off', () => {
  it('it does not exist, and the database is not asked', async () => {
    const { life } = setUp(
      {
        readVersions: async () => [{ version: 1, content: 'x', mentions: [], at: new Date(0) }],
        readReactions: async () => [],
      },
      { env: { NATTER_FEATURES: '-editing,-reactions,-starring,-forwarding' } },
    );
    for (const call of [
      () => life.edit('ann', { ...ref, content: 'x', version: 1 }),
      () => life.listVersions('ann', ref),
      () => life.react('ann', { ...ref, emoji: '😀', isOn: false }),
      () => life.listReactions('ann', ref),
      () => life.star('ann', { ...ref, isOn: true }),
      () => life.listStarred('ann', {}),
      () => life.forward('ann', forward),
    ]) {
      expect(await codeOf(call)).toBe('not_found');
    }
  });
});
