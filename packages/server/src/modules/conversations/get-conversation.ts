import type { Conversation, ConversationId, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { presentConversation } from './present-conversation.ts';

/** One conversation of mine. Errors: `not_found`, for a foreign one too. */
export async function getConversation(
  { database, config }: Platform,
  userId: UserId,
  id: ConversationId,
): Promise<Conversation> {
  const row = await database.readConversation(userId, id);
  if (!row) throw DomainError.notFound();
  return presentConversation(row, config.features.receipts);
}
