import type { RetentionDatabase } from '../../ports/retention-database.ts';
import type { Clock } from '../../ports/runtime.ts';

/** Furthest that the database's clock and ours may be apart, in milliseconds. */
export const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;

/** How far the database's clock is ahead of ours, in milliseconds; negative: behind. */
export async function readClockDifference(database: Pick<RetentionDatabase, 'readNow'>, clock: Clock): Promise<number> {
  const before = clock.now();
  const theirs = (await database.readNow()).getTime();
  const after = clock.now();
  // An answer that took long says no more than that the database's moment lay between.
  if (theirs < before) return theirs - before;
  return theirs > after ? theirs - after : 0;
}
