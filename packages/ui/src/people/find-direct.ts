import type { NatterClient } from '@natter/client';
import type { ConversationId, Person } from '@natter/protocol';

/**
 * The conversation that already exists with a person, archived or not; null where there is none, where I deleted it, or where
 * only they began one and nobody wrote: then the first message finds it. Rejects without a network, unless it is known here.
 */
export async function findDirect(client: NatterClient, person: Person): Promise<ConversationId | null> {
  const { items } = await client.getUserConversations({ participantId: person.userId, limit: 1 });
  return items[0]?.id ?? null;
}
