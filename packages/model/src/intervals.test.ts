import { describe, expect, it } from 'vitest';
import { containsRange, cutRunsBelow, insertRun, type Runs, runContaining, topRun } from './intervals.ts';
import { seededRandom } from './testing/build.ts';

describe('runs', () => {
  it('joins what overlaps or touches', () => {
    expect(
      insertRun(
        [
          { from: 1, to: 3 },
          { from: 7, to: 9 },
        ],
        4,
        6,
      ),
    ).toEqual([{ from: 1, to: 9 }]);
    expect(insertRun([{ from: 5, to: 6 }], 1, 2)).toEqual([
      { from: 1, to: 2 },
      { from: 5, to: 6 },
    ]);
    expect(insertRun([{ from: 1, to: 2 }], 5, 4)).toEqual([{ from: 1, to: 2 }]);
  });

  it('finds the run of a number and the top', () => {
    const runs = [
      { from: 1, to: 2 },
      { from: 5, to: 9 },
    ];
    expect(runContaining(runs, 6)).toEqual({ from: 5, to: 9 });
    expect(runContaining(runs, 3)).toBeNull();
    expect(topRun(runs)).toEqual({ from: 5, to: 9 });
    expect(containsRange(runs, 5, 9)).toBe(true);
    expect(containsRange(runs, 2, 5)).toBe(false);
    expect(cutRunsBelow(runs, 6)).toEqual([{ from: 6, to: 9 }]);
  });

  it('holds exactly the numbers put in, in any order (seeded)', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const model = new Set<number>();
      let runs: Runs = [];
      for (let step = 0; step < 30; step++) {
        const from = Math.floor(random() * 60);
        const to = from + Math.floor(random() * 8) - 1;
        for (let n = from; n <= to; n++) model.add(n);
        runs = insertRun(runs, from, to);
      }
      const held = runs.flatMap((run) => Array.from({ length: run.to - run.from + 1 }, (_, i) => run.from + i));
      expect([seed, held]).toEqual([seed, [...model].sort((a, b) => a - b)]);
      for (const [i, run] of runs.entries()) expect(run.from).toBeGreaterThan((runs[i - 1]?.to ?? -2) + 1);
    }
  });
});
