import { LIMITS, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';

/** When more people changed at once, nobody is told: that is a nightly push, and everybody syncs within a minute. */
const MAX_CHANGED = 20;

/**
 * Tells those who have a conversation with somebody whose name or picture changed, as far as they are connected (HOST-2).
 * Looks at the newest hundred conversations of each. Never fails: an error costs a minute, and a line in the log.
 */
export async function tellAcquaintances(
  { database, publisher, log }: Pick<Platform, 'database' | 'publisher' | 'log'>,
  changed: readonly UserId[],
): Promise<void> {
  if (changed.length > MAX_CHANGED) return;
  const acquaintances = new Set<UserId>(changed);
  try {
    for (const userId of changed) {
      const inbox = await database.readInbox(userId, { filter: 'all', q: null, after: null, limit: LIMITS.pageMax });
      for (const { participants } of inbox) for (const one of participants) acquaintances.add(one.userId);
    }
    publisher.toPeople(publisher.connectedAmong([...acquaintances]), 'sync:required', { reason: 'people' });
  } catch (error) {
    log.warn('acquaintances_not_told', { error });
  }
}
