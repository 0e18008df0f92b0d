import type { UserId } from '@natter/protocol';
import { requireFeature } from '../../platform/require-feature.ts';
import type { OfGroup } from '../../ports/group-database.ts';
import { tell } from '../messages/index.ts';
import type { GroupsDeps } from './groups-deps.ts';
import { toGroupRefusal } from './refusals.ts';
import { tellChange } from './tell-change.ts';

/** Takes a member out (GROUP-5). From the commit on there is nothing there for them; this tells their devices so. */
export async function removeMember(
  { platform, onRemoved }: GroupsDeps,
  group: OfGroup,
  memberId: UserId,
): Promise<void> {
  requireFeature(platform, 'groups');
  const change = await platform.database.removeMember({ ...group, memberId });
  if (change.outcome === 'unchanged') return;
  if (change.outcome !== 'changed') throw toGroupRefusal(change.outcome, platform);
  const { conversationId } = group;
  onRemoved(memberId, conversationId);
  tell(platform, [memberId], 'conversation:removed', { conversationId });
  tellChange(platform, change);
}
