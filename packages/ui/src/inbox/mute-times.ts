import type { Viewer } from '../base/times.ts';
import { clockTime, daysAgo, untilLabel } from '../base/times.ts';

const HOUR_MS = 3_600_000;

/** "Until I say otherwise", as an instant. */
export const FOR_EVER = '9999-12-31T23:59:59.999Z';

/** For how long one may mute (ms); null: always. */
export const MUTE_TIMES = {
  hour: HOUR_MS,
  eightHours: 8 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  always: null,
} as const;
export type MuteTime = keyof typeof MUTE_TIMES;

/** The instant a mute of this length ends that begins at `nowMs`, the server's time. */
export function muteEnd(time: MuteTime, nowMs: number): string {
  const lengthMs = MUTE_TIMES[time];
  return lengthMs === null ? FOR_EVER : new Date(nowMs + lengthMs).toISOString();
}

/** When a mute ends, for a person: the time if it is today, else with its day; null: never. */
export function muteEndLabel(until: string, nowMs: number, viewer: Viewer): string | null {
  if (until.startsWith('9999')) return null;
  return daysAgo(until, nowMs, viewer.timeZone) === 0 ? clockTime(until, viewer) : untilLabel(until, viewer);
}
