import { describe, expect, it } from 'vitest';
import { clockTime, dayLabel, daysAgo, rowTime, sinceLabel, type Viewer } from './times.ts';

const NOW = Date.parse('2026-05-14T15:42:00Z');
const viewer = (timeZone: string, locale = 'en-GB'): Viewer => ({ locale, timeZone, t: (key) => `<${key}>` });

describe('times as the viewer sees them', () => {
  it('counts days by the calendar of the viewer', () => {
    const lateEvening = '2026-05-13T23:30:00.000Z';
    expect(daysAgo(lateEvening, NOW, 'UTC')).toBe(1);
    expect(daysAgo(lateEvening, NOW, 'Europe/Berlin')).toBe(0);
  });

  it('says Today, Yesterday, the weekday, the date, and the year only when it is another', () => {
    const label = (day: string) => dayLabel(`${day}T12:00:00.000Z`, NOW, viewer('UTC'));
    expect(['2026-05-14', '2026-05-13', '2026-05-09', '2026-04-02', '2024-12-31'].map(label)).toEqual([
      '<time.today>',
      '<time.yesterday>',
      'Saturday',
      'Thu 2 April',
      '31 December 2024',
    ]);
  });

  it('gives hours in the way of the locale', () => {
    expect(clockTime('2026-05-14T15:05:00.000Z', viewer('UTC'))).toBe('15:05');
    expect(clockTime('2026-05-14T15:05:00.000Z', viewer('UTC', 'en-US'))).toMatch(/^3:05\sPM$/u);
  });

  it('shortens in rows and speaks of minutes and hours for the last visit', () => {
    expect(rowTime('2026-05-09T12:00:00.000Z', NOW, viewer('UTC'))).toBe('Sat');
    expect(sinceLabel('2026-05-14T15:41:40.000Z', NOW, viewer('UTC'))).toBe('<time.now>');
    expect(sinceLabel('2026-05-14T15:22:00.000Z', NOW, viewer('UTC'))).toBe('20 minutes ago');
  });
});
