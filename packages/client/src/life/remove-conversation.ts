import type { ConversationState } from '@natter/model';
import type { RemoveOptions } from '../api.ts';
import type { Overlay } from '../overlays.ts';
import type { LifeParts } from './life-parts.ts';
import { isMeant } from './undo.ts';

/** Hides a conversation for me up to now (spec LIST-7, SHOWN-3); `conversations.remove` of the client. */
export async function removeConversation(
  parts: LifeParts,
  conversationId: string,
  { afterMs = 0, signal }: RemoveOptions = {},
): Promise<boolean> {
  const { store, rest, overlays } = parts;
  const lastSeq = () => store.get(conversationId)?.conversation.lastSeq ?? 0;
  const upTo = lastSeq();
  const overlay: Overlay = { conversationId, show: (state) => withoutHistory(state, upTo) };
  overlays.all.add(overlay);
  store.turn(conversationId);
  try {
    if (!(await isMeant(parts, afterMs, signal))) return false;
    // Something new was said meanwhile, which nobody has read: it would go as well.
    if (lastSeq() > upTo) return false;
    await rest.call('deleteConversation', { params: { id: conversationId } });
    store.update(conversationId, () => null);
    await store.commit();
    return true;
  } finally {
    overlays.all.delete(overlay);
    store.turn(conversationId);
  }
}

/** A conversation that says nothing up to `upTo`: no inbox shows it. */
function withoutHistory(state: ConversationState, upTo: number): ConversationState {
  const { conversation } = state;
  const isNew = conversation.lastSeq > upTo;
  const messages = new Map([...state.messages].filter(([seq]) => seq > upTo));
  const hidden = { lastMessage: isNew ? conversation.lastMessage : null, markedUnread: false, unreadFrom: null };
  const unreadCount = isNew ? conversation.unreadCount : 0;
  return { ...state, messages, conversation: { ...conversation, ...hidden, unreadCount, historyFrom: upTo + 1 } };
}
