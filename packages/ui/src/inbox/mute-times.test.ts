import { describe, expect, it } from 'vitest';
import { muteEnd, muteEndLabel } from './mute-times.ts';

const NOW = Date.parse('2026-05-14T15:42:00Z');
const viewer = { locale: 'en-GB', timeZone: 'Europe/Berlin', t: (key: string) => key };

describe('muting for a time', () => {
  it('ends an hour, eight hours or a week from now, by the server’s time, or never', () => {
    expect(muteEnd('hour', NOW)).toBe('2026-05-14T16:42:00.000Z');
    expect(muteEnd('eightHours', NOW)).toBe('2026-05-14T23:42:00.000Z');
    expect(muteEnd('week', NOW)).toBe('2026-05-21T15:42:00.000Z');
    expect(muteEnd('always', NOW)).toBe('9999-12-31T23:59:59.999Z');
  });

  it('is said as a time today, with its day later, and not at all where it has no end', () => {
    expect(muteEndLabel('2026-05-14T16:42:00.000Z', NOW, viewer)).toBe('18:42');
    // Half past one in the morning in Berlin.
    expect(muteEndLabel('2026-05-14T23:30:00.000Z', NOW, viewer)).toMatch(/15 May 2026/);
    expect(muteEndLabel(muteEnd('always', NOW), NOW, viewer)).toBeNull();
  });
});
