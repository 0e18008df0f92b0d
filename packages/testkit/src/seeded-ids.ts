import type { Ids } from '@natter/server';

/** Ids that count: the same in every run, and in order like real ones. */
export function createSeededIds(seed = 1): Ids {
  let count = 0;
  let state = seed >>> 0;
  return {
    next: () => {
      count++;
      return `01900000-0000-7000-8${seed.toString(16).padStart(3, '0').slice(-3)}-${count.toString(16).padStart(12, '0')}`;
    },
    // mulberry32
    random: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
