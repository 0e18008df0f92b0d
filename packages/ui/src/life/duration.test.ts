import { describe, expect, it } from 'vitest';
import { asUnits, durationText } from './duration.ts';

describe('how long messages stay', () => {
  it.each([
    [60, '1 minute'],
    [3_600, '1 hour'],
    [5_400, '90 minutes'],
    [86_400, '1 day'],
    [7 * 86_400, '7 days'],
    [90 * 86_400, '90 days'],
    [31_536_000, '365 days'],
    [61, '1 minute'],
  ])('is said in the unit that is whole: %i seconds are %s', (seconds, text) => {
    expect(durationText(seconds, 'en-GB')).toBe(text);
  });

  it('is said in the language of the viewer', () => {
    expect(durationText(86_400, 'de')).toBe('1 Tag');
    expect(durationText(3 * 3_600, 'ar')).toContain('ساعات');
  });

  it('is offered for change in the largest unit', () => {
    expect(asUnits(14 * 86_400)).toEqual({ count: 2, unit: 'week' });
    expect(asUnits(7 * 86_400)).toEqual({ count: 7, unit: 'day' });
    expect(asUnits(2 * 3_600)).toEqual({ count: 2, unit: 'hour' });
  });
});
