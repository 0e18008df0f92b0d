import { putMessage } from './apply-event.ts';
import type { ConversationState } from './conversation-state.ts';
import { hideSeqs, settle } from './merge-conversation.ts';
import { tombstoneOf } from './tombstone.ts';

/**
 * A state without the message at `seq` (0: not known where), before the change log tells it (spec DELETE-1): hidden for this
 * person, or, at `deletedAt`, a tombstone. The log's own tombstone changed later or at the same place, so it takes over whenever it comes.
 */
export function removeMessage(
  state: ConversationState,
  seq: number,
  how: { readonly for: 'me' } | { readonly for: 'everyone'; readonly deletedAt: string },
): ConversationState {
  if (seq < 1) return state;
  if (how.for === 'me') return settle(hideSeqs(state, [seq]));
  const { lastMessage } = state.conversation;
  const held = state.messages.get(seq) ?? (lastMessage?.seq === seq ? lastMessage : null);
  if (held === null || held.deletedAt !== null) return state;
  return settle(putMessage(state, tombstoneOf(held, held.changeSeq + 1, how.deletedAt)));
}
