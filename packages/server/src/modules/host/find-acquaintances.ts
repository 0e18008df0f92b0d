import { LIMITS, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';

/** When more people change at once, nobody else is told: that is a nightly push, and everybody syncs within a minute. */
const MAX_CHANGED = 20;

/**
 * Those who have a conversation with each of these, of the newest hundred. Somebody who does not belong to the store has none
 * that could be read: ask before they leave. Never fails: an error costs a minute, and a line in the log.
 */
export async function findAcquaintances(
  { database, log }: Pick<Platform, 'database' | 'log'>,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, readonly UserId[]>> {
  const found = new Map<UserId, readonly UserId[]>();
  if (userIds.length > MAX_CHANGED) return found;
  for (const userId of userIds) {
    try {
      const inbox = await database.readInbox(userId, { filter: 'all', q: null, after: null, limit: LIMITS.pageMax });
      const met = inbox.flatMap(({ participants }) => participants.map((one) => one.userId));
      found.set(userId, [...new Set(met)]);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'forbidden') continue;
      log.warn('acquaintances_not_found', { error });
    }
  }
  return found;
}
