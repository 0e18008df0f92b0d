import type { PendingMessage, ThreadView } from '@natter/client';
import { type GroupItem, receiptState } from '@natter/model';
import type { Conversation, Message, UserId } from '@natter/protocol';
import { isNoteToSelf } from '../base/names.ts';
import type { SendStatus, ThreadMessage } from '../base/slot-props.ts';

/** A line of the thread: what the grouping rule asks for, and the message itself. */
export interface ThreadEntry extends GroupItem {
  readonly entry: ThreadMessage;
  /** Null while the server has not given a place. */
  readonly seq: number | null;
}

/** An own message keeps the key it had while it was on its way, so that confirming it moves nothing on the screen. */
function keyOf(message: Message): string {
  return message.clientId ?? message.id;
}

function sentEntry(message: Message): ThreadEntry {
  return {
    key: keyOf(message),
    authorId: message.senderId,
    at: message.createdAt,
    kind: message.type === 'system' ? 'system' : 'message',
    entry: { kind: 'sent', message },
    seq: message.seq,
  };
}

function pendingEntry(message: PendingMessage, me: UserId): ThreadEntry {
  return {
    key: message.clientId,
    authorId: me,
    at: message.createdAt,
    kind: 'message',
    failed: message.state === 'failed',
    entry: { kind: 'pending', message },
    seq: null,
  };
}

/** Everything a window shows in order: the confirmed by `seq`, then what is on its way, unless newer messages are not loaded. */
export function threadEntries(view: Pick<ThreadView, 'messages' | 'pending' | 'hasAfter'>, me: UserId): ThreadEntry[] {
  const sent = view.messages.map(sentEntry);
  if (view.hasAfter) return sent;
  const confirmed = new Set(sent.map((each) => each.key));
  const pending = view.pending.filter((each) => !confirmed.has(each.clientId));
  return [...sent, ...pending.map((each) => pendingEntry(each, me))];
}

/** How far an own message has come; null for those of others, deleted ones, and notes to oneself, which nobody receives. */
export function statusOf(entry: ThreadMessage, me: UserId, conversation: Conversation | null): SendStatus | null {
  if (entry.kind === 'pending') return entry.message.state;
  const { senderId, deletedAt, seq } = entry.message;
  if (senderId !== me || deletedAt !== null || isNoteToSelf(conversation, me)) return null;
  return conversation === null ? 'sent' : receiptState(seq, conversation);
}

/** The first message that was unread when the conversation was opened, or null. Own and system messages do not count. */
export function firstUnread(messages: readonly Message[], readSeq: number, me: UserId): Message | null {
  return messages.find((each) => each.seq > readSeq && each.senderId !== me && each.type !== 'system') ?? null;
}
