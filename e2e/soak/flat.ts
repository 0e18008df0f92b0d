import { median } from '../../bench/lib/statistics.ts';

/** One look at a process, and when. */
export interface Sample {
  /** Since the beginning, in seconds. */
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

/** How far a value may seem to grow in an hour before it counts as growing: a share of itself, or so much, whichever is more. */
export interface Allowance {
  readonly name: string;
  readonly share: number;
  readonly least: number;
}

export interface Growth {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Of the line through all samples after warming up. */
  readonly perHour: number;
  readonly allowed: number;
  readonly isFlat: boolean;
}

/** Caches fill and the compiler settles in the first part of a run. */
const WARM_UP_SHARE = 0.25;
const LEAST_SAMPLES = 8;
const HOUR_S = 3_600;

/**
 * Whether each value stays where it is: the slope (Theil and Sen: the middle of the slopes of all pairs, which single peaks do not move) over
 * the samples after warming up. Errors: too few samples to say anything.
 */
export function judgeGrowth(samples: readonly Sample[], allowances: readonly Allowance[]): Growth[] {
  const end = samples.at(-1)?.at ?? 0;
  const warm = samples.filter(({ at }) => at >= end * WARM_UP_SHARE);
  if (warm.length < LEAST_SAMPLES) throw new Error(`${warm.length} samples say nothing about growth`);
  return allowances.map(({ name, share, least }) => {
    const points = warm.map(({ at, values }) => [at, values[name] ?? 0] as const);
    const level = median(points.map(([, value]) => value));
    const perHour = middleSlope(points) * HOUR_S;
    const allowed = Math.max(level * share, least);
    const third = Math.ceil(points.length / 3);
    const first = median(points.slice(0, third).map(([, value]) => value));
    const last = median(points.slice(-third).map(([, value]) => value));
    // What a short run would grow in an hour is a guess; what it grew counts as well.
    const isFlat = perHour <= allowed || last - first <= least;
    return { name, first, last, perHour, allowed, isFlat };
  });
}

function middleSlope(points: readonly (readonly [number, number])[]): number {
  const slopes: number[] = [];
  for (const [index, [at, value]] of points.entries()) {
    for (const [laterAt, later] of points.slice(index + 1)) slopes.push((later - value) / (laterAt - at));
  }
  return median(slopes);
}
