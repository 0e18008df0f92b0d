import { codePointLength } from '@natter/model';
import { type Conversation, type ConversationId, type ConversationPatch, LIMITS, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { getConversation } from './get-conversation.ts';

/** Changes my own settings of a conversation and tells my other devices. Errors: `not_found`, `too_large` for a draft. */
export async function changeConversation(
  platform: Platform,
  userId: UserId,
  { id, patch }: { id: ConversationId; patch: ConversationPatch },
): Promise<Conversation> {
  const { database, publisher } = platform;
  if (patch.draft && codePointLength(patch.draft.content) > LIMITS.draftLength) {
    throw new DomainError('too_large', {
      fields: [{ path: 'draft.content', message: `must be at most ${LIMITS.draftLength}` }],
    });
  }
  if (!(await database.patchMemberState(userId, id, patch))) throw DomainError.notFound();
  publisher.toPeople([userId], 'conversation:state', { conversationId: id });
  return getConversation(platform, userId, id);
}

/** Hides a conversation for me up to now; the others keep theirs. Errors: `not_found`. */
export async function clearConversation(
  { database, publisher }: Platform,
  userId: UserId,
  id: ConversationId,
): Promise<void> {
  if (!(await database.clearConversation(userId, id))) throw DomainError.notFound();
  publisher.toPeople([userId], 'conversation:state', { conversationId: id });
}
