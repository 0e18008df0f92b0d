import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { SendInput } from '../../ports/database.ts';

/** SEND-3: only members can be mentioned. Errors: `not_found` for a foreign conversation, `invalid` for a stranger to it. */
export async function checkMentioned(
  { database }: Pick<Platform, 'database'>,
  { senderId, conversationId, mentions }: Pick<SendInput, 'senderId' | 'conversationId' | 'mentions'>,
): Promise<void> {
  if (mentions.length === 0) return;
  const [membership] = await database.readMemberships(senderId, [conversationId]);
  if (!membership) throw DomainError.notFound();
  const members = new Set(membership.memberIds);
  const stranger = mentions.findIndex(({ userId }) => !members.has(userId));
  if (stranger >= 0) throw DomainError.invalid(`mentions.${stranger}.userId`, 'is not in this conversation');
}
