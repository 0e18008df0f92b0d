import type { Conversation } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { OfGroup } from '../../ports/group-database.ts';
import { getConversation } from '../conversations/index.ts';
import { checkName } from './check-name.ts';
import type { GroupPatch } from './groups-deps.ts';
import { toGroupRefusal } from './refusals.ts';
import { tellChange } from './tell-change.ts';

/** Changes the name of a group, who writes there and who adds people (GROUP-7); a line each for the name and for the rest. */
export async function changeGroup(
  platform: Platform,
  group: OfGroup,
  { name, whoSends, whoAdds }: GroupPatch,
): Promise<Conversation> {
  requireFeature(platform, 'groups');
  const change = await platform.database.patchGroup({
    ...group,
    name: name === undefined ? null : checkName(name),
    whoSends: whoSends ?? null,
    whoAdds: whoAdds ?? null,
  });
  if (change.outcome === 'changed') tellChange(platform, change);
  else if (change.outcome !== 'unchanged') throw toGroupRefusal(change.outcome, platform);
  return getConversation(platform, group.userId, group.conversationId);
}
