import { localDay } from '@natter/model';

const HOUR_MS = 3_600_000;

/**
 * When a calendar day (`YYYY-MM-DD`) begins in a time zone, as an ISO instant; also where clocks are turned at midnight and
 * the day begins at one. Throws a RangeError for what is no day.
 */
export function startOfDay(day: string, timeZone: string): string {
  const noon = Date.parse(`${day}T12:00:00Z`);
  // No zone is further from Greenwich than 14 hours: the day begins in between.
  let [before, within] = [noon - 27 * HOUR_MS, noon + 3 * HOUR_MS];
  const hasBegun = (at: number) => localDay(new Date(at).toISOString(), timeZone) >= day;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (hasBegun(middle)) within = middle;
    else before = middle;
  }
  return new Date(within).toISOString();
}
