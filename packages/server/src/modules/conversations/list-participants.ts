import type { ConversationId, ParticipantsPage, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { presentParticipant } from './present-conversation.ts';

/** All members, the first first, on one page. Errors: `not_found`, for who is none of them. */
export async function listParticipants(
  { database, config }: Platform,
  userId: UserId,
  conversationId: ConversationId,
): Promise<ParticipantsPage> {
  const rows = await database.readParticipants(userId, conversationId);
  if (rows.length === 0) throw DomainError.notFound();
  const items = rows.map(({ timeZone, ...row }) => ({
    ...presentParticipant(row, config.features.receipts),
    timeZone,
  }));
  return { items, nextCursor: null };
}
