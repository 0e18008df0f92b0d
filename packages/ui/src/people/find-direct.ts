import type { NatterClient } from '@natter/client';
import type { ConversationId, Person } from '@natter/protocol';

/**
 * The conversation that already exists with a person, or null. Looked for by name among one's conversations, archived ones
 * too; a conversation that is overlooked here is still found when the first message is sent.
 */
export async function findDirect(client: NatterClient, person: Person): Promise<ConversationId | null> {
  for (const filter of ['all', 'archived'] as const) {
    const page = await client.getUserConversations({ filter, q: person.displayName, limit: 100 });
    const found = page.items.find(
      (each) => each.type === 'direct' && each.participants.some((one) => one.userId === person.userId),
    );
    if (found !== undefined) return found.id;
  }
  return null;
}
