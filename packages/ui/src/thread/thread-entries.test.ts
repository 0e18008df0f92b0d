import type { PendingMessage } from '@natter/client';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_ID, conversationOf, ME, messageOf } from '../testing/stub-client.ts';
import { firstUnread, statusOf, threadEntries } from './thread-entries.ts';

const pending: PendingMessage = {
  clientId: '01900001-0000-7000-9000-000000000003',
  conversationId: CONVERSATION_ID,
  content: 'On its way',
  mentions: [],
  replyToId: null,
  createdAt: '2026-05-14T15:42:00.000Z',
  state: 'sending',
  error: null,
};

describe('the lines of a thread', () => {
  it('keeps the key of an own message when it is confirmed, and shows it once', () => {
    const before = threadEntries({ messages: [messageOf(1)], pending: [pending], hasAfter: false }, ME.userId);
    const confirmed = messageOf(3, { senderId: ME.userId, content: 'On its way' });
    const after = threadEntries(
      { messages: [messageOf(1), confirmed], pending: [pending], hasAfter: false },
      ME.userId,
    );
    expect(before.map((each) => each.key)).toEqual(after.map((each) => each.key));
    expect(after.map((each) => each.entry.kind)).toEqual(['sent', 'sent']);
  });

  it('shows nothing on its way below a window that does not reach the end', () => {
    const entries = threadEntries({ messages: [messageOf(1)], pending: [pending], hasAfter: true }, ME.userId);
    expect(entries).toHaveLength(1);
  });

  it('tells how far an own message has come, and nothing of others', () => {
    const conversation = conversationOf({ othersDeliveredSeq: 2, othersReadSeq: 1 });
    const own = (seq: number) => ({ kind: 'sent' as const, message: messageOf(seq, { senderId: ME.userId }) });
    const states = [1, 2, 3].map((seq) => statusOf(own(seq), ME.userId, conversation));
    expect(states).toEqual(['read', 'delivered', 'sent']);
    expect(statusOf({ kind: 'sent', message: messageOf(1) }, ME.userId, conversation)).toBeNull();
    expect(statusOf({ kind: 'pending', message: { ...pending, state: 'failed' } }, ME.userId, conversation)).toBe(
      'failed',
    );
  });

  it('says of a note to oneself only that it is on its way', () => {
    const notes = conversationOf({
      participants: conversationOf().participants.filter((each) => each.userId === ME.userId),
    });
    const message = messageOf(1, { senderId: ME.userId });
    expect(statusOf({ kind: 'sent', message }, ME.userId, notes)).toBeNull();
    expect(statusOf({ kind: 'pending', message: { ...pending, state: 'queued' } }, ME.userId, notes)).toBe('queued');
  });

  it('begins the unread part at the first message of somebody else', () => {
    const messages = [messageOf(1), messageOf(2, { senderId: ME.userId }), messageOf(3)];
    expect(firstUnread(messages, 1, ME.userId)?.seq).toBe(3);
    expect(firstUnread(messages, 3, ME.userId)).toBeNull();
  });
});
