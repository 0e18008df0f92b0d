import type { ConversationState } from '@natter/model';
import type { Message } from '@natter/protocol';
import type { ConversationStore } from '../store/conversation-store.ts';

/** A message that is known here, by its id or the key under which it was sent. */
export function findMessage(store: ConversationStore, conversationId: string, id: string): Message | null {
  const state = store.get(conversationId);
  const held = [...(state?.messages.values() ?? []), state?.conversation.lastMessage];
  return held.find((one) => one?.id === id || one?.clientId === id) ?? null;
}

/** A state with one message changed, wherever it stands in it. Nothing about its place in the log is claimed. */
export function withMessage(
  state: ConversationState,
  id: string,
  change: (message: Message) => Message,
): ConversationState {
  const { lastMessage } = state.conversation;
  const held = [...state.messages.values()].find((one) => one.id === id);
  const messages = held ? new Map(state.messages).set(held.seq, change(held)) : state.messages;
  if (lastMessage?.id !== id) return held ? { ...state, messages } : state;
  return { ...state, messages, conversation: { ...state.conversation, lastMessage: change(lastMessage) } };
}
