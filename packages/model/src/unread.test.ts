import { describe, expect, it } from 'vitest';
import { applyMark } from './apply-event.ts';
import { applyHistory } from './apply-pages.ts';
import { newConversationState } from './conversation-state.ts';
import { receiptOf, receiptState } from './receipts.ts';
import { at, buildConversation, buildMessage } from './testing/build.ts';
import { countUnread, deriveUnread, unreadTotals } from './unread.ts';

const reader = { userId: 'ann', readSeq: 2 };

describe('unread', () => {
  it('[BADGE-1] counts what others wrote beyond the read mark, not deleted, not system, not expired', () => {
    const messages = [
      buildMessage(2),
      buildMessage(3),
      buildMessage(4, { senderId: 'ann' }),
      buildMessage(5, { deletedAt: at(9), content: null }),
      buildMessage(6, { senderId: null, type: 'system' }),
      buildMessage(7, { expiresAt: at(10) }),
      buildMessage(8),
    ];
    expect(countUnread(messages, reader)).toBe(3);
    expect(countUnread(messages, { ...reader, nowMs: Date.parse(at(10)) })).toBe(2);
  });

  it('[BADGE-1] stops at 100, which means more', () => {
    expect(
      countUnread(
        Array.from({ length: 300 }, (_, i) => buildMessage(i + 3)),
        reader,
      ),
    ).toBe(100);
  });

  it('[BADGE-2] takes the server number where messages are missing, and counts only what came after it', () => {
    const conversation = buildConversation({ lastSeq: 60, changeSeq: 60, readSeq: 5, unreadCount: 55 });
    const state = newConversationState('ann', conversation);
    expect(deriveUnread(state)).toBe(55);
    const page = { items: [], fromSeq: 51, toSeq: 62, hasBefore: true, hasAfter: false, people: [] };
    const grown = applyHistory(
      { ...state, conversation: { ...conversation, lastSeq: 62 } },
      { ...page, items: Array.from({ length: 12 }, (_, i) => buildMessage(51 + i)) },
    );
    expect(grown.conversation.unreadCount).toBe(57);
    expect(applyMark(grown, { mark: 'read', userId: 'ann', seq: 60 }).conversation.unreadCount).toBe(2);
    expect(applyMark(grown, { mark: 'read', userId: 'ann', seq: 62 }).conversation.unreadCount).toBe(0);
  });

  it('[BADGE-3] leaves muted, archived and requested conversations out of the totals', () => {
    const one = (over: object) => buildConversation({ unreadCount: 3, ...over });
    const all = [
      one({}),
      one({ mutedUntil: at(60) }),
      one({ isArchived: true }),
      one({ request: 'pending' }),
      one({ unreadCount: 0, markedUnread: true }),
    ];
    expect(unreadTotals(all, Date.parse(at(1)))).toEqual({
      messages: 3,
      conversations: 2,
      requests: 1,
      validUntil: null,
    });
    expect(unreadTotals(all, Date.parse(at(61))).messages).toBe(6);
  });
});

describe('receipts', () => {
  it('[RCPT-2] never shows more than all others are known to have reached', () => {
    expect(receiptState(5, { othersDeliveredSeq: 7, othersReadSeq: 4 })).toBe('delivered');
    expect(receiptState(4, { othersDeliveredSeq: 7, othersReadSeq: 4 })).toBe('read');
    expect(receiptState(8, { othersDeliveredSeq: 7, othersReadSeq: 4 })).toBe('sent');
    expect(receiptState(1, { othersDeliveredSeq: null, othersReadSeq: null })).toBe('sent');
  });

  it('[RCPT-2] shows nothing beside the messages of others', () => {
    expect(receiptOf(buildMessage(1), 'ann', { othersDeliveredSeq: 7, othersReadSeq: 7 })).toBeNull();
    expect(receiptOf(buildMessage(1), 'bob', { othersDeliveredSeq: 7, othersReadSeq: 7 })).toBe('read');
  });
});
