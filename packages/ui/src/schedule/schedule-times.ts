import { localDay } from '@natter/model';
import type { Viewer } from '../base/times.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What a clock on the wall shows at an instant, as if that were UTC (epoch ms). */
function wallClock(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
}

/**
 * The instant at which the clocks of a time zone show a day and time (`YYYY-MM-DDTHH:MM`), in epoch ms; where they skip it, the
 * hour after; where they show it twice, the first. NaN for what is no time.
 */
export function instantOf(local: string, timeZone: string): number {
  const wanted = /^\d{4,}-\d\d-\d\dT\d\d:\d\d$/.test(local) ? Date.parse(`${local}:00Z`) : Number.NaN;
  if (Number.isNaN(wanted)) return Number.NaN;
  const offsetAt = (at: number) => wallClock(at, timeZone) - at;
  const offsets = [offsetAt(wanted - 24 * HOUR_MS), offsetAt(wanted + 24 * HOUR_MS)];
  const fits = offsets.map((offset) => wanted - offset).filter((at) => wallClock(at, timeZone) === wanted);
  return fits.length > 0 ? Math.min(...fits) : wanted - Math.min(...offsets);
}

/** An instant as `datetime-local` fields have it. */
export function localOf(at: number, timeZone: string): string {
  return new Date(wallClock(at, timeZone)).toISOString().slice(0, 16);
}

export interface Preset {
  readonly id: 'inAnHour' | 'thisEvening' | 'tomorrow' | 'monday';
  /** Epoch ms. */
  readonly at: number;
}

/** Times that are offered at `now` (epoch ms): in an hour, today at 18:00, tomorrow and on Monday at 9:00; none twice, none at hand. */
export function presetsAt(now: number, timeZone: string): Preset[] {
  const today = localDay(new Date(now).toISOString(), timeZone);
  const noon = Date.parse(`${today}T12:00:00Z`);
  const dayAfter = (days: number) => new Date(noon + days * 24 * HOUR_MS).toISOString().slice(0, 10);
  const toMonday = (8 - new Date(noon).getUTCDay()) % 7 || 7;
  const evening = instantOf(`${today}T18:00`, timeZone);
  const all: Preset[] = [
    { id: 'inAnHour', at: Math.ceil((now + HOUR_MS) / MINUTE_MS) * MINUTE_MS },
    { id: 'thisEvening', at: evening },
    { id: 'tomorrow', at: instantOf(`${dayAfter(1)}T09:00`, timeZone) },
    { id: 'monday', at: instantOf(`${dayAfter(toMonday)}T09:00`, timeZone) },
  ];
  return all.filter(({ id }) => {
    if (id === 'thisEvening') return evening - now > 15 * MINUTE_MS;
    return id !== 'monday' || toMonday !== 1;
  });
}

/** Whether two people's clocks show different times at an instant. */
export function clocksDiffer(at: number, one: string, other: string): boolean {
  return wallClock(at, one) !== wallClock(at, other);
}

/** A time to come as people say it: the weekday, the day, the hour; the year where it is another one. */
export function whenLabel(
  instant: string,
  now: number,
  { locale, timeZone }: Pick<Viewer, 'locale' | 'timeZone'>,
): string {
  const isThisYear =
    localDay(instant, timeZone).slice(0, 4) === localDay(new Date(now).toISOString(), timeZone).slice(0, 4);
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(new Date(instant));
}
