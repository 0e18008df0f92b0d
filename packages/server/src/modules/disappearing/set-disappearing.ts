import type { Conversation, ConversationId, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import { getConversation } from '../conversations/index.ts';
import { BLOCKED, SUSPENDED } from '../messages/index.ts';

/** Sets the timer of a conversation for all its members, and lets a line in the thread say so (DISAPPEAR-1). */
export async function setDisappearing(
  platform: Platform,
  userId: UserId,
  { conversationId, seconds }: { conversationId: ConversationId; seconds: number | null },
): Promise<Conversation> {
  requireFeature(platform, 'disappearing');
  const { database, ids, publisher, edition } = platform;
  const change = await database.setDisappearing({ userId, conversationId, id: ids.next(), seconds });
  switch (change.outcome) {
    case 'changed': {
      const { changeSeq, recipients } = change;
      // The line is the first that the others hear of a conversation in which nothing was written.
      if (changeSeq === 1) {
        const others = recipients.filter((memberId) => memberId !== userId);
        publisher.toPeople(others, 'conversation:new', { conversationId, changeSeq });
      }
      publisher.toPeople(recipients, 'conversation:updated', { conversationId, changeSeq });
      break;
    }
    case 'unchanged':
      break;
    case 'not_found':
      throw DomainError.notFound();
    case 'not_admin':
      throw new DomainError('forbidden', { detail: 'Only an admin of this group can change how long messages stay.' });
    case 'suspended':
      throw new DomainError('forbidden', { detail: SUSPENDED });
    case 'not_entitled':
      throw new DomainError('tier_required', { detail: edition.sendingNeeds });
    case 'blocked':
      throw new DomainError('forbidden', { detail: BLOCKED });
  }
  return getConversation(platform, userId, conversationId);
}
