import { describe, expect, it } from 'vitest';
import { configOf } from '../testing/stub-client.ts';
import { isTimed } from './timed.ts';

const createdAt = '2026-05-14T15:00:00.000Z';
const staying = (days: number) => ({
  createdAt,
  expiresAt: new Date(Date.parse(createdAt) + days * 86_400_000).toISOString(),
});
const kept = configOf({ retention: { basis: 'sender', days: { free: 30, privileged: 180, privileged_plus: 365 } } });

describe('whether a message disappears by its conversation', () => {
  it('is so where it has an end that the deployment gives to nobody', () => {
    expect(isTimed(staying(1), kept)).toBe(true);
    expect(isTimed(staying(1 / 24), configOf())).toBe(true);
  });

  it('is so for the shortest timer, also where messages are kept for ever', () => {
    const forEver = configOf({ retention: { basis: 'sender', days: { free: 0, privileged: 0, privileged_plus: 0 } } });
    expect(isTimed(staying(1 / 1440), forEver)).toBe(true);
  });

  it('is not so where all messages of a membership end then, or where it has no end', () => {
    expect(isTimed(staying(30), kept)).toBe(false);
    expect(isTimed(staying(180), kept)).toBe(false);
    expect(isTimed({ createdAt, expiresAt: null }, kept)).toBe(false);
  });

  it('is not told where that is switched off or not known', () => {
    const { features } = configOf();
    expect(isTimed(staying(1), configOf({ features: { ...features, disappearing: false } }))).toBe(false);
    expect(isTimed(staying(1), null)).toBe(false);
  });
});
