import { requireFeature } from '../../platform/require-feature.ts';
import type { OfGroup } from '../../ports/group-database.ts';
import { tell } from '../messages/index.ts';
import type { GroupsDeps } from './groups-deps.ts';
import { toGroupRefusal } from './refusals.ts';
import { tellChange } from './tell-change.ts';

/** Leaves a group, which is never left without an admin (GROUP-6). */
export async function leaveGroup({ platform, onRemoved }: GroupsDeps, group: OfGroup): Promise<void> {
  requireFeature(platform, 'groups');
  const change = await platform.database.leaveGroup(group);
  if (change.outcome === 'unchanged') return;
  if (change.outcome !== 'changed') throw toGroupRefusal(change.outcome, platform);
  const { userId, conversationId } = group;
  onRemoved(userId, conversationId);
  tell(platform, [userId], 'conversation:removed', { conversationId });
  tellChange(platform, change);
}
