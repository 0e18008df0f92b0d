import type { Conversation, Message, UnreadTotals, UserId } from '@natter/protocol';
import { UNREAD_EXACT } from '@natter/protocol';
import type { ConversationState } from './conversation-state.ts';
import { containsRange } from './intervals.ts';

/** Counts stop here: one more than is exact means "more". */
export const UNREAD_CAP = UNREAD_EXACT + 1;

/** Whether one message counts as unread for a person who has read up to `readSeq`. `nowMs`: the server's time. */
export function isUnread(
  message: Message,
  reader: { readonly userId: UserId; readonly readSeq: number; readonly nowMs?: number },
): boolean {
  if (message.seq <= reader.readSeq || message.senderId === reader.userId) return false;
  if (message.type === 'system' || message.senderId === null || message.deletedAt !== null) return false;
  if (message.expiresAt === null || reader.nowMs === undefined) return true;
  return Date.parse(message.expiresAt) > reader.nowMs;
}

/** The one rule of unread numbers, over messages that a person may see. At most `UNREAD_CAP`. */
export function countUnread(
  messages: Iterable<Message>,
  reader: { readonly userId: UserId; readonly readSeq: number; readonly nowMs?: number },
): number {
  let count = 0;
  for (const message of messages) {
    if (isUnread(message, reader) && ++count === UNREAD_CAP) break;
  }
  return count;
}

/**
 * A conversation's unread number from what is held: counted over the messages where they are held without a gap, else the
 * server's number for the part it was counted over plus a count of what came after. Nothing is ever added up by events.
 */
export function deriveUnread(state: ConversationState, nowMs?: number): number {
  const { conversation, counted, userId } = state;
  const { readSeq, lastSeq } = conversation;
  const reader = nowMs === undefined ? { userId, readSeq } : { userId, readSeq, nowMs };
  if (readSeq >= lastSeq) return 0;
  if (isUnreadHeld(state)) return countUnread(state.messages.values(), reader);
  const later = { ...reader, readSeq: Math.max(readSeq, counted.lastSeq) };
  const since = countUnread(state.messages.values(), later);
  if (readSeq >= counted.lastSeq) return since;
  const countable = readSeq === counted.readSeq ? counted.count : Math.min(counted.count, counted.lastSeq - readSeq);
  return Math.min(UNREAD_CAP, countable + since);
}

/** Whether all that is unread is in memory, so that its number follows from it and from nothing the server counted. */
export function isUnreadHeld({ conversation, heldFrom, covered }: ConversationState): boolean {
  const from = conversation.readSeq + 1;
  return from >= heldFrom && containsRange(covered, from, conversation.lastSeq);
}

/** Whether a conversation's mute is on. `nowMs`: the server's time. */
export function isMuted(conversation: Conversation, nowMs: number): boolean {
  return conversation.mutedUntil !== null && Date.parse(conversation.mutedUntil) > nowMs;
}

/** Totals over the inbox: muted, archived and requested conversations do not count in `messages` and `conversations`. */
export function unreadTotals(conversations: Iterable<Conversation>, nowMs: number): UnreadTotals {
  const totals = { messages: 0, conversations: 0, requests: 0, validUntil: null };
  for (const conversation of conversations) {
    if (conversation.request === 'pending') totals.requests++;
    else if (!conversation.isArchived && !isMuted(conversation, nowMs)) {
      totals.messages += conversation.unreadCount;
      if (conversation.unreadCount > 0 || conversation.markedUnread) totals.conversations++;
    }
  }
  return totals;
}
