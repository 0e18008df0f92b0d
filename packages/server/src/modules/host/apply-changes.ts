import type { UserId } from '@natter/protocol';
import { cutOutsiders } from './cut-outsiders.ts';
import { findAcquaintances } from './find-acquaintances.ts';
import type { HostDeps } from './host-deps.ts';

/**
 * After the host has changed people: what was remembered of them is forgotten, who belongs no more is cut, and those concerned
 * are told to sync (HOST-2, WALL-4). Answers when nobody who does not belong is connected. `before`: acquaintances as they
 * were, for those who have left.
 */
export async function applyChanges(
  { platform, forget, whoIs }: HostDeps,
  {
    given,
    affected,
    before,
  }: {
    given: readonly UserId[];
    affected: readonly UserId[];
    before: ReadonlyMap<UserId, readonly UserId[]>;
  },
): Promise<void> {
  forget(given);
  await cutOutsiders(platform, whoIs, affected);
  // Not awaited: the host has its answer, and whoever is not told syncs within a minute.
  void findAcquaintances(platform, affected).then((after) => {
    const met = affected.flatMap((userId) => [...(before.get(userId) ?? []), ...(after.get(userId) ?? [])]);
    const { publisher, log } = platform;
    try {
      const concerned = publisher.connectedAmong([...new Set([...affected, ...met])]);
      publisher.toPeople(concerned, 'sync:required', { reason: 'people' });
    } catch (error) {
      log.error('publish_failed', { event: 'sync:required', error });
    }
  });
}
