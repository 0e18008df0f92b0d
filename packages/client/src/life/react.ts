import { changeReaction, takeMessage } from '@natter/model';
import type { Message } from '@natter/protocol';
import { findMessage, withMessage } from './find-message.ts';
import type { LifeParts } from './life-parts.ts';

/** A state that has what the server answered of a message. */
export async function takeAnswer({ store }: LifeParts, message: Message): Promise<Message> {
  store.update(message.conversationId, (state) => state && takeMessage(state, message));
  await store.commit();
  return message;
}

/** Adds or takes back a reaction; `messages.react` of the client. */
export function react(
  parts: LifeParts,
  conversationId: string,
  id: string,
  emoji: string,
  isOn: boolean,
): Promise<Message> {
  const messageId = findMessage(parts.store, conversationId, id)?.id ?? id;
  const params = { id: conversationId, messageId, emoji };
  return parts.wishes.want({
    conversationId,
    about: `reaction ${messageId} ${emoji}`,
    show: (state) => withMessage(state, messageId, (message) => showReaction(message, emoji, isOn)),
    tell: async () => takeAnswer(parts, await parts.call(isOn ? 'putReaction' : 'deleteReaction', { params })),
  });
}

function showReaction(message: Message, emoji: string, isOn: boolean): Message {
  const isMine = message.reactions.find((one) => one.emoji === emoji)?.mine ?? false;
  if (isMine === isOn || message.deletedAt !== null) return message;
  return { ...message, reactions: changeReaction(message.reactions, emoji, isOn, true) };
}
