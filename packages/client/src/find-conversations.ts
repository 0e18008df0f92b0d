import { isCleared } from '@natter/model';
import type { Conversation, ConversationsPage, ConversationsQuery, UserId } from '@natter/protocol';
import type { Parts } from './parts.ts';

/**
 * One page of my conversations, as the server has it. The one with a certain person is taken from the store where it is known,
 * so that going to somebody works without a network (spec LIST-6). Errors: those of the call.
 */
export async function findConversations(
  parts: Pick<Parts, 'store' | 'rest'>,
  ready: Promise<void>,
  query: ConversationsQuery,
): Promise<ConversationsPage> {
  if (query.participantId !== undefined && query.q === undefined && query.cursor === undefined) {
    await ready;
    const known = directWith(parts.store, query.participantId);
    if (known !== null) return { items: [known], nextCursor: null };
  }
  return parts.rest.call('listConversations', { query });
}

function directWith(store: Parts['store'], participantId: UserId): Conversation | null {
  for (const { conversation } of store.allShown()) {
    const { participants } = conversation;
    // Notes to oneself are a conversation with nobody else in it.
    const isTheirs =
      participantId === store.userId
        ? participants.length === 1
        : participants.some((one) => one.userId === participantId);
    if (conversation.type === 'direct' && isTheirs && !isCleared(conversation)) return conversation;
  }
  return null;
}
