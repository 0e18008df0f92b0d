import type { ConversationId, Position, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';

/** The first message of mine to see at or after an instant. Errors: `not_found`. */
export async function locate(
  { database }: Platform,
  userId: UserId,
  { conversationId, at }: { conversationId: ConversationId; at: string },
): Promise<Position> {
  const seq = await database.locateMessage(userId, conversationId, at);
  if (seq === undefined) throw DomainError.notFound();
  return { seq };
}
