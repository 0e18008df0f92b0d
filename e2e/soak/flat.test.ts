import { describe, expect, it } from 'vitest';
import { judgeGrowth, type Sample } from './flat.ts';

const ALLOWED = [{ name: 'heap', share: 0.1, least: 5 }];

/** A sample every half minute over an hour. */
const hour = (value: (at: number) => number): Sample[] =>
  Array.from({ length: 120 }, (_, nth) => ({ at: nth * 30, values: { heap: value(nth * 30) } }));
const isFlat = (value: (at: number) => number) => judgeGrowth(hour(value), ALLOWED)[0]?.isFlat;

describe('whether something grows', () => {
  it('lets a saw be flat, and single peaks', () => {
    expect(isFlat((at) => 100 + (at % 300) / 30)).toBe(true);
    expect(isFlat((at) => (at === 3_000 || at === 3_300 ? 900 : 100))).toBe(true);
  });

  it('lets what fills up in the beginning be flat', () => {
    expect(isFlat((at) => Math.min(100, 20 + at / 5))).toBe(true);
  });

  it('notices a leak under a saw', () => {
    expect(isFlat((at) => 100 + (at % 300) / 30 + (at / 3_600) * 20)).toBe(false);
    expect(
      judgeGrowth(
        hour((at) => 100 + at / 100),
        ALLOWED,
      )[0]?.perHour,
    ).toBeCloseTo(36);
  });

  it('does not judge by too little', () => {
    expect(() => judgeGrowth(hour(() => 1).slice(0, 6), ALLOWED)).toThrow(/say nothing/);
  });
});
