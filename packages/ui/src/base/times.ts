import { localDay } from '@natter/model';
import type { Translate } from './ui-context.ts';

/** Who looks, and from where: times are the viewer's, whoever wrote. */
export interface Viewer {
  readonly locale: string;
  readonly timeZone: string;
  readonly t: Translate;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** `Intl` formatters are costly to make and a list asks for hundreds, so each is made once. */
function formatter(viewer: Viewer, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${viewer.locale}|${viewer.timeZone}|${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(viewer.locale, { timeZone: viewer.timeZone, ...options });
  formatters.set(key, made);
  return made;
}

/** The viewer's calendar day of `now` (epoch ms), as `YYYY-MM-DD`. */
export function todayOf(now: number, timeZone: string): string {
  return localDay(new Date(now).toISOString(), timeZone);
}

/** Whole days from the day of `instant` to the day of `now`, by the viewer's calendar. */
export function daysAgo(instant: string, now: number, timeZone: string): number {
  const utcNoon = (day: string) => Date.parse(`${day}T12:00:00Z`);
  return Math.round((utcNoon(todayOf(now, timeZone)) - utcNoon(localDay(instant, timeZone))) / 86_400_000);
}

function isSameYear(instant: string, now: number, timeZone: string): boolean {
  return localDay(instant, timeZone).slice(0, 4) === todayOf(now, timeZone).slice(0, 4);
}

/** Hour and minute. */
export function clockTime(instant: string, viewer: Viewer): string {
  return formatter(viewer, { hour: 'numeric', minute: '2-digit' }).format(new Date(instant));
}

/** Today, Yesterday, the weekday within a week, else the date; the year only when it is another. */
export function dayLabel(instant: string, now: number, viewer: Viewer): string {
  const ago = daysAgo(instant, now, viewer.timeZone);
  if (ago === 0) return viewer.t('time.today');
  if (ago === 1) return viewer.t('time.yesterday');
  const date = new Date(instant);
  if (ago > 1 && ago < 7) return formatter(viewer, { weekday: 'long' }).format(date);
  if (isSameYear(instant, now, viewer.timeZone))
    return formatter(viewer, { weekday: 'short', day: 'numeric', month: 'long' }).format(date);
  return formatter(viewer, { day: 'numeric', month: 'long', year: 'numeric' }).format(date);
}

/** For a row of the inbox: the time today, then Yesterday, the short weekday, the short date. */
export function rowTime(instant: string, now: number, viewer: Viewer): string {
  const ago = daysAgo(instant, now, viewer.timeZone);
  if (ago <= 0) return clockTime(instant, viewer);
  if (ago === 1) return viewer.t('time.yesterday');
  const date = new Date(instant);
  if (ago < 7) return formatter(viewer, { weekday: 'short' }).format(date);
  if (isSameYear(instant, now, viewer.timeZone))
    return formatter(viewer, { day: 'numeric', month: 'short' }).format(date);
  return formatter(viewer, { day: '2-digit', month: '2-digit', year: '2-digit' }).format(date);
}

/** "just now", "5 minutes ago", "3 hours ago", then the day with its time. */
export function sinceLabel(instant: string, now: number, viewer: Viewer): string {
  const minutes = Math.floor((now - Date.parse(instant)) / 60_000);
  if (minutes < 1) return viewer.t('time.now');
  const relative = new Intl.RelativeTimeFormat(viewer.locale, { numeric: 'auto' });
  if (minutes < 60) return relative.format(-minutes, 'minute');
  if (minutes < 12 * 60) return relative.format(-Math.floor(minutes / 60), 'hour');
  return formatter(viewer, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(instant));
}

/** The full date and time, for titles and screen readers. */
export function fullTime(instant: string, viewer: Viewer): string {
  return formatter(viewer, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(instant));
}

/** When something ends: day, month, hour and minute; the year too, since it may be far away. */
export function untilLabel(instant: string, viewer: Viewer): string {
  return formatter(viewer, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(instant));
}
