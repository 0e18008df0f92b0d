import { takeMessage } from '@natter/model';
import type { ForwardAnswer } from '@natter/protocol';
import { isOutcomeUnknown } from '../errors.ts';
import type { LifeParts } from './life-parts.ts';

/** Copies a message into other conversations; `messages.forward` of the client. */
export async function forward(
  parts: LifeParts,
  conversationId: string,
  messageId: string,
  conversationIds: readonly string[],
): Promise<ForwardAnswer> {
  const { store, call, platform, unanswered } = parts;
  const what = [messageId, ...[...conversationIds].sort()].join(' ');
  const clientId = unanswered.get(what) ?? platform.uuid();
  unanswered.set(what, clientId);
  try {
    const params = { id: conversationId, messageId };
    const answer = await call('forwardMessage', { params, body: { conversationIds: [...conversationIds], clientId } });
    unanswered.delete(what);
    for (const message of answer.messages) {
      store.update(message.conversationId, (state) => state && takeMessage(state, message));
    }
    await store.commit();
    return answer;
  } catch (error) {
    if (!isOutcomeUnknown(error)) unanswered.delete(what);
    throw error;
  }
}
