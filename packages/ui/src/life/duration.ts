const UNITS = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

export type DurationUnit = (typeof UNITS)[number][0];

/** The seconds of one `unit`. */
export function secondsOf(unit: DurationUnit): number {
  return UNITS.find(([name]) => name === unit)?.[1] ?? 60;
}

/** The largest unit that says a time in whole numbers; a week only from two on, since people say "7 days". */
export function asUnits(seconds: number): { readonly count: number; readonly unit: DurationUnit } {
  for (const [unit, size] of UNITS) {
    const count = seconds / size;
    if (Number.isInteger(count) && count >= (unit === 'week' ? 2 : 1)) return { count, unit };
  }
  return { count: Math.round(seconds / 60), unit: 'minute' };
}

/** How long that is in words of the viewer's language: "1 day", "90 days". */
export function durationText(seconds: number, locale: string): string {
  const isDays = seconds % 86_400 === 0;
  const { count, unit } = isDays ? { count: seconds / 86_400, unit: 'day' } : asUnits(seconds);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}

/** How long it is until then, roughly: "in 3 hours", "in 2 minutes". */
export function untilText(leftMs: number, locale: string): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const seconds = Math.max(0, leftMs / 1_000);
  if (seconds < 90) return relative.format(Math.round(seconds), 'second');
  const unit = seconds < 90 * 60 ? 'minute' : seconds < 36 * 3_600 ? 'hour' : 'day';
  return relative.format(Math.round(seconds / secondsOf(unit)), unit);
}
