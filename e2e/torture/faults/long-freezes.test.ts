import { describe, expect, it } from 'vitest';
import { appointFreezes } from './kinds/long-freezes.ts';

const kinds = (seed: number, seconds: number) => appointFreezes(seed, seconds).map(({ fault }) => fault.kind);

describe('long freezes', () => {
  it('come in runs that are long enough, the server first for an odd seed and the database for an even one', () => {
    expect(kinds(1, 149)).toEqual([]);
    expect(kinds(1, 150)).toEqual(['server frozen for 30 s (SIGSTOP)']);
    expect(kinds(1, 300)).toEqual(['server frozen for 30 s (SIGSTOP)', 'database frozen for 120 s (SIGSTOP)']);
    expect(kinds(2, 300)).toEqual(['database frozen for 30 s (SIGSTOP)', 'server frozen for 120 s (SIGSTOP)']);
  });

  it('do not meet, and end before the run does', () => {
    for (const seconds of [280, 300, 900]) {
      const [first, second] = appointFreezes(1, seconds);
      expect(second?.afterMs).toBeGreaterThan((first?.afterMs ?? 0) + 30_000);
      expect((second?.afterMs ?? 0) + 120_000).toBeLessThan(seconds * 1_000);
    }
  });
});
