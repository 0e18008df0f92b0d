import type { Conversation, ParsedStartGroup } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { MeRow } from '../../ports/database.ts';
import { getConversation } from '../conversations/index.ts';
import { tell } from '../messages/index.ts';
import { checkName } from './check-name.ts';
import { toGroupRefusal } from './refusals.ts';

export type StartGroupCommand = Omit<ParsedStartGroup, 'type'>;

/** Makes a group whose first admin is who made it (GROUP-1); under the same key it is made once, and answered as it now is. */
export async function startGroup(
  platform: Platform,
  { userId }: MeRow,
  { clientId, name, participantIds, whoSends, whoAdds }: StartGroupCommand,
): Promise<{ conversation: Conversation; isNew: boolean }> {
  requireFeature(platform, 'groups');
  const { database, ids, config, edition } = platform;
  const started = await database.startGroup({
    userId,
    id: ids.next(),
    clientId,
    name: checkName(name),
    memberIds: participantIds,
    whoSends,
    whoAdds,
    newPerDay: config.limits.newConversationsPerDay,
  });
  switch (started.outcome) {
    case 'created':
    case 'existing': {
      const conversation = await getConversation(platform, userId, started.id);
      if (started.outcome === 'existing') return { conversation, isNew: false };
      const { id, changeSeq } = conversation;
      tell(platform, started.recipients, 'conversation:new', { conversationId: id, changeSeq });
      return { conversation, isNew: true };
    }
    case 'tier_required':
      throw new DomainError('tier_required', { detail: edition.startingNeeds });
    case 'rate_limited':
      throw new DomainError('rate_limited', {
        detail: 'You have started many conversations today. Please try again later.',
        retryAfter: started.retryAfterSeconds,
      });
    default:
      throw toGroupRefusal(started.outcome, platform);
  }
}
