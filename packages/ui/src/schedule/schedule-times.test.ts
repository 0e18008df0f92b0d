import { describe, expect, it } from 'vitest';
import { clocksDiffer, instantOf, localOf, presetsAt, whenLabel } from './schedule-times.ts';

const BERLIN = 'Europe/Berlin';
const iso = (at: number) => new Date(at).toISOString();
const presets = (now: string, zone = BERLIN) =>
  Object.fromEntries(presetsAt(Date.parse(now), zone).map(({ id, at }) => [id, iso(at)]));

describe('times to send at', () => {
  it('are by the clock of the one who chooses', () => {
    // A Thursday, 14:05 in Berlin.
    expect(presets('2026-05-14T12:05:00Z')).toEqual({
      inAnHour: '2026-05-14T13:05:00.000Z',
      thisEvening: '2026-05-14T16:00:00.000Z',
      tomorrow: '2026-05-15T07:00:00.000Z',
      monday: '2026-05-18T07:00:00.000Z',
    });
  });

  it('leave out an evening that is here, and a Monday that is tomorrow', () => {
    expect(Object.keys(presets('2026-05-14T15:50:00Z'))).toEqual(['inAnHour', 'tomorrow', 'monday']);
    // Sunday.
    expect(Object.keys(presets('2026-05-17T08:00:00Z'))).toEqual(['inAnHour', 'thisEvening', 'tomorrow']);
    // Monday: the next one.
    expect(presets('2026-05-18T08:00:00Z')['monday']).toBe('2026-05-25T07:00:00.000Z');
  });

  it('are right where it is already another day, and across a change of the clocks', () => {
    expect(presets('2026-05-14T20:00:00Z', 'Pacific/Auckland')['tomorrow']).toBe('2026-05-15T21:00:00.000Z');
    // The clocks of Berlin go forward on 29 March 2026.
    expect(presets('2026-03-28T12:00:00Z')['tomorrow']).toBe('2026-03-29T07:00:00.000Z');
  });

  it('can be written as a day and a time and read back', () => {
    for (const zone of ['UTC', BERLIN, 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Kiritimati']) {
      for (const at of ['2026-01-01T00:00:00.000Z', '2026-06-30T23:59:00.000Z', '2026-10-25T04:30:00.000Z']) {
        expect([zone, iso(instantOf(localOf(Date.parse(at), zone), zone))]).toEqual([zone, at]);
      }
    }
  });

  it('exist where the clocks skip an hour, and are the first where they repeat one', () => {
    expect(iso(instantOf('2026-03-29T02:30', BERLIN))).toBe('2026-03-29T01:30:00.000Z');
    expect(iso(instantOf('2026-10-25T02:30', BERLIN))).toBe('2026-10-25T00:30:00.000Z');
    expect(instantOf('soon', BERLIN)).toBeNaN();
  });

  it('tell whether somebody else sees another time', () => {
    const at = Date.parse('2026-05-14T12:00:00Z');
    expect(clocksDiffer(at, BERLIN, 'Europe/Madrid')).toBe(false);
    expect(clocksDiffer(at, BERLIN, 'Europe/London')).toBe(true);
  });

  it('read as people say them, with the year only where it is another', () => {
    const viewer = { locale: 'en-GB', timeZone: BERLIN };
    const now = Date.parse('2026-12-30T12:00:00Z');
    expect(whenLabel('2026-12-31T08:00:00Z', now, viewer)).toBe('Thu 31 Dec, 9:00');
    expect(whenLabel('2026-12-31T23:30:00Z', now, viewer)).toBe('Fri, 1 Jan 2027, 0:30');
  });
});
