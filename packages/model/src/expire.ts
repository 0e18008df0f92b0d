import type { Message } from '@natter/protocol';
import type { ConversationState } from './conversation-state.ts';
import { expiryOf, NEVER } from './expiry.ts';
import { forgetQuoted, newestOf, settle } from './merge-conversation.ts';

/**
 * What is left of a state at `nowMs`, the server's time: what has expired is nothing any more, in the messages, as the last one,
 * as a draft's quote and in the unread number (spec EXPIRE-1). `expiredSeq` tells that something was there. Whether a message
 * has expired follows from the message alone, so a late page can bring none back for longer than it takes to look again.
 */
export function expire(state: ConversationState, nowMs: number): ConversationState {
  if (state.nextExpiry > nowMs) return state;
  const isOver = (message: Message) => expiryOf(message) <= nowMs;
  const over = [...state.messages.values()].filter(isOver);
  const { lastMessage, expiredSeq = 0 } = state.conversation;
  const isLastOver = lastMessage !== null && isOver(lastMessage);
  if (over.length === 0 && !isLastOver) return state;
  const messages = new Map(state.messages);
  for (const { seq } of over) messages.delete(seq);
  const conversation = {
    ...state.conversation,
    expiredSeq: Math.max(expiredSeq, isLastOver ? lastMessage.seq : 0, ...over.map((one) => one.seq)),
    lastMessage: isLastOver ? newestOf(messages) : lastMessage,
  };
  return settle(forgetQuoted({ ...state, messages, conversation }, over));
}

/** When the next message that is held or last expires after `nowMs`; `NEVER` when none does. */
export function nextExpiryAfter({ messages, conversation }: ConversationState, nowMs: number): number {
  let next = NEVER;
  for (const message of [...messages.values(), conversation.lastMessage]) {
    const at = expiryOf(message);
    if (at > nowMs && at < next) next = at;
  }
  return next;
}
