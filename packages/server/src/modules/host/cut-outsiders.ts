import type { UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { MeRow } from '../../ports/database.ts';

/**
 * Ends the connections of those who do not belong to the store any more (WALL-4). Where that cannot be asked it is ended too:
 * who belongs comes back at once, and who does not is refused at the door.
 */
export async function cutOutsiders(
  { publisher, log }: Pick<Platform, 'publisher' | 'log'>,
  whoIs: (userId: UserId) => Promise<MeRow>,
  userIds: readonly UserId[],
): Promise<void> {
  const connected = publisher.connectedAmong(userIds);
  const asked = await Promise.allSettled(connected.map(whoIs));
  const outside = connected.filter((_userId, index) => asked[index]?.status === 'rejected');
  if (outside.length === 0) return;
  log.info('outsiders_cut', { people: outside.length });
  publisher.disconnect(outside, 'not_a_member');
}
