/** A run of numbers, both ends included. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Disjoint runs in ascending order, never touching each other: `[1,3] [4,5]` is always `[1,5]`. */
export type Runs = readonly Run[];

/** Adds a run; joins what overlaps or touches. An empty run (`from > to`) changes nothing. */
export function insertRun(runs: Runs, from: number, to: number): Runs {
  if (from > to) return runs;
  const around = runContaining(runs, from);
  if (around && around.to >= to) return runs;
  const before: Run[] = [];
  const after: Run[] = [];
  let low = from;
  let high = to;
  for (const run of runs) {
    if (run.to < from - 1) before.push(run);
    else if (run.from > to + 1) after.push(run);
    else {
      low = Math.min(low, run.from);
      high = Math.max(high, run.to);
    }
  }
  return [...before, { from: low, to: high }, ...after];
}

/** All that is in either. */
export function joinRuns(a: Runs, b: Runs): Runs {
  return b.reduce((runs, run) => insertRun(runs, run.from, run.to), a);
}

/** What is left from `from` on. */
export function cutRunsBelow(runs: Runs, from: number): Runs {
  if (runs.every((run) => run.from >= from)) return runs;
  return runs.filter((run) => run.to >= from).map((run) => (run.from < from ? { from, to: run.to } : run));
}

export function runContaining(runs: Runs, value: number): Run | null {
  return runs.find((run) => run.from <= value && value <= run.to) ?? null;
}

/** Whether every number from `from` to `to` is in. An empty range is. */
export function containsRange(runs: Runs, from: number, to: number): boolean {
  if (from > to) return true;
  const run = runContaining(runs, from);
  return run !== null && run.to >= to;
}

export function topRun(runs: Runs): Run | null {
  return runs.at(-1) ?? null;
}
