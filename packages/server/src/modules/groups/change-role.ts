import type { Conversation, GroupRole, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { OfGroup } from '../../ports/group-database.ts';
import { getConversation } from '../conversations/index.ts';
import { toGroupRefusal } from './refusals.ts';
import { tellChange } from './tell-change.ts';

/** Makes a member an admin, or no longer (GROUP-5); the last admin stays one (GROUP-6). */
export async function changeRole(
  platform: Platform,
  group: OfGroup,
  { memberId, role }: { memberId: UserId; role: GroupRole },
): Promise<Conversation> {
  requireFeature(platform, 'groups');
  const change = await platform.database.setMemberRole({ ...group, memberId, role });
  if (change.outcome === 'changed') tellChange(platform, change);
  else if (change.outcome !== 'unchanged') throw toGroupRefusal(change.outcome, platform);
  return getConversation(platform, group.userId, group.conversationId);
}
