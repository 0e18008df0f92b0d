import { createSeededIds, createStubDatabase, createTestClock, stubPerson } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { EDITIONS } from '../../editions/index.ts';
import type { Platform } from '../../platform/context.ts';
import { silentPublisher } from '../../platform/silent-publisher.ts';
import type { ConversationRow, MessagingDatabase } from '../../ports/database.ts';
import { createTestPlatform } from '../../testing/test-platform.ts';
import { createMessages } from '../messages/index.ts';
import { createConversations } from './index.ts';

const ID = '01900000-0000-7000-8000-0000000000c1';
const at = new Date(0);
const row: ConversationRow = {
  id: ID,
  type: 'direct',
  name: null,
  participants: [],
  participantCount: 2,
  othersDeliveredSeq: 4,
  othersReadSeq: 3,
  lastMessage: null,
  lastSeq: 0,
  changeSeq: 0,
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
};
const message = { clientId: '01900000-0000-7000-8000-0000000000d1', type: 'text' as const, content: 'hello' };

function setUp(
  started: Awaited<ReturnType<MessagingDatabase['startDirect']>>,
  env: Record<string, string> = {},
  shown = row,
) {
  const asked: Parameters<MessagingDatabase['startDirect']>[0][] = [];
  const told: string[] = [];
  const database = createStubDatabase({
    startDirect: async (input) => {
      asked.push(input);
      return started;
    },
    readConversation: async () => shown,
    sendMessages: async (sends) => sends.map(() => ({ verdict: 'not_found' })),
  });
  const platform: Platform = {
    ...createTestPlatform(database, env).platform,
    clock: createTestClock(),
    ids: createSeededIds(),
    publisher: { ...silentPublisher, toPeople: (userIds, event) => told.push(`${event} → ${userIds.join()}`) },
  };
  const conversations = createConversations(
    platform,
    createMessages(platform, () => undefined),
  );
  return { conversations, asked, told };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

describe('starting a conversation', () => {
  it('[SEND-10] tells the starter’s own devices and nobody else', async () => {
    const { conversations, told } = setUp({ outcome: 'created', id: ID });
    const { isNew } = await conversations.start(stubPerson('ann'), { participantId: 'bob' });
    expect([isNew, told]).toEqual([true, ['conversation:new → ann']]);
  });

  it('tells nobody when it was there', async () => {
    const { conversations, told } = setUp({ outcome: 'existing', id: ID });
    const { isNew } = await conversations.start(stubPerson('ann'), { participantId: 'bob' });
    expect([isNew, told]).toEqual([false, []]);
  });

  it('[START-1] asks for what exists even for those who may not start, and says why there is nothing', async () => {
    const { conversations, asked } = setUp({ outcome: 'tier_required' }, { NATTER_EDITION: 'bookstore' });
    const start = conversations.start(stubPerson('ann'), { participantId: 'bob' });
    await expect(start).rejects.toMatchObject({ code: 'tier_required', message: EDITIONS.bookstore.startingNeeds });
    expect(asked).toMatchObject([{ userId: 'ann', otherId: 'bob' }]);
  });

  it('who is suspended, and who looks for nobody, are told so', async () => {
    for (const [outcome, code] of [
      ['suspended', 'forbidden'],
      ['not_found', 'not_found'],
    ] as const) {
      const { conversations } = setUp({ outcome });
      expect(await codeOf(conversations.start(stubPerson('ann'), { participantId: 'bob' }))).toBe(code);
    }
  });

  it('[START-2] a text that cannot be sent starts nothing', async () => {
    const { conversations, asked } = setUp({ outcome: 'created', id: ID });
    for (const content of [' ', 'x'.repeat(10_001)]) {
      const start = conversations.start(stubPerson('ann'), { participantId: 'bob', message: { ...message, content } });
      expect(await codeOf(start)).toMatch(/invalid|too_large/);
    }
    expect(asked).toEqual([]);
  });

  it('a limit tells when it ends', async () => {
    const { conversations } = setUp({ outcome: 'rate_limited', retryAfterSeconds: 90 });
    const limited = conversations.start(stubPerson('ann'), { participantId: 'bob' });
    await expect(limited).rejects.toMatchObject({ code: 'rate_limited', facts: { retryAfter: 90 } });
  });

  it('passes the limit of new conversations on, by edition unless configured', async () => {
    for (const [env, expected] of [
      [{}, 10],
      [{ NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY: '0' }, 0],
    ] as const) {
      const { conversations, asked } = setUp({ outcome: 'existing', id: ID }, env);
      await conversations.start(stubPerson('ann'), { participantId: 'bob' });
      expect(asked[0]?.newPerDay).toBe(expected);
    }
  });
});

describe('a conversation as it is shown', () => {
  it('says why its reader may not write, whom they have blocked, and what has expired', async () => {
    const { conversations } = setUp(
      { outcome: 'existing', id: ID },
      {},
      { ...row, whyNotSend: 'blocked', isBlocked: true, expiredSeq: 7 },
    );
    expect(await conversations.get('ann', ID)).toMatchObject({
      can: { send: false, invite: false, whyNot: 'blocked' },
      blocked: true,
      expiredSeq: 7,
    });
    const plain = await setUp({ outcome: 'existing', id: ID }).conversations.get('ann', ID);
    expect([plain.can, 'blocked' in plain, 'expiredSeq' in plain]).toEqual([
      { send: true, invite: false },
      false,
      false,
    ]);
  });

  it('hides the others’ marks where receipts are switched off', async () => {
    const shown = setUp({ outcome: 'existing', id: ID });
    const hidden = setUp({ outcome: 'existing', id: ID }, { NATTER_FEATURES: '-receipts' });
    expect(await shown.conversations.get('ann', ID)).toMatchObject({ othersDeliveredSeq: 4, othersReadSeq: 3 });
    expect(await hidden.conversations.get('ann', ID)).toMatchObject({ othersDeliveredSeq: null, othersReadSeq: null });
  });

  it('a draft over its length is too large', async () => {
    const { conversations } = setUp({ outcome: 'existing', id: ID });
    const patch = { draft: { content: 'x'.repeat(10_001) } };
    expect(await codeOf(conversations.change('ann', { id: ID, patch }))).toBe('too_large');
  });
});
