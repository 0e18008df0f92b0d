import { type ConversationId, LIMITS, type MessageId, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';

/** At most so many numbers of what a person deleted for themselves come with one conversation, the newest (DEL-4). */
export const HIDDEN_SEQS = 1_000;

export interface DeleteCommand {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly for: 'me' | 'everyone';
}

/** A message whose content is gone for everybody, its place, and whom it concerns. */
export interface Erased {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly seq: number;
  readonly changeSeq: number;
  readonly recipients: readonly UserId[];
}

/**
 * Deletes a message for oneself, or one's own for everyone (DEL-1 … DEL-3). Repeating it is harmless.
 * Errors: `not_found`, `forbidden` for somebody else's, `delete_window_over`, `conflict` for too many single deletions.
 */
export async function deleteMessage(platform: Platform, userId: UserId, command: DeleteCommand): Promise<void> {
  requireFeature(platform, 'deletion');
  const { database, publisher } = platform;
  const { conversationId, messageId } = command;
  const deleted = await database.deleteMessage({
    userId,
    conversationId,
    messageId,
    isForEveryone: command.for === 'everyone',
    windowSeconds: LIMITS.deleteForEveryoneMs / 1000,
  });
  switch (deleted.outcome) {
    case 'gone':
      return;
    case 'hidden':
      publisher.toPeople([userId], 'conversation:state', { conversationId });
      return;
    case 'erased':
      publishErased(platform, { conversationId, messageId, ...deleted });
      return;
    case 'not_found':
      throw DomainError.notFound();
    case 'not_author':
      throw new DomainError('forbidden', { detail: 'Only its author can delete a message for everyone.' });
    case 'window_over':
      throw new DomainError('delete_window_over');
    case 'too_many':
      throw new DomainError('conflict', {
        detail: 'Too many single messages are deleted here. Delete the conversation instead.',
      });
  }
}

/** Tells all whom it concerns that a message's content is gone. */
export function publishErased(
  { publisher, log }: Pick<Platform, 'publisher' | 'log'>,
  { conversationId, messageId, seq, changeSeq, recipients }: Erased,
): void {
  try {
    publisher.toPeople(recipients, 'message:deleted', { conversationId, messageId, seq, changeSeq });
  } catch (error) {
    log.error('publish_failed', { event: 'message:deleted', error });
  }
}
