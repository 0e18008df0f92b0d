import type { Conversation, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { OfGroup } from '../../ports/group-database.ts';
import { getConversation } from '../conversations/index.ts';
import { toGroupRefusal } from './refusals.ts';
import { tellChange } from './tell-change.ts';

/** Brings people in, all of them or nobody (GROUP-3). Who is in it already stays as they are. */
export async function addMembers(
  platform: Platform,
  group: OfGroup,
  memberIds: readonly UserId[],
): Promise<Conversation> {
  requireFeature(platform, 'groups');
  const change = await platform.database.addMembers({ ...group, memberIds });
  if (change.outcome === 'changed') tellChange(platform, change);
  else if (change.outcome !== 'unchanged') throw toGroupRefusal(change.outcome, platform);
  return getConversation(platform, group.userId, group.conversationId);
}
