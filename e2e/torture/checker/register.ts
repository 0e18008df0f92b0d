import type { Attempt } from './index-evidence.ts';

/**
 * Whether a value can be what stands there at the end, given who tried to set what and when. One that was acknowledged stands until a
 * later one. What was begun before another one's end may have come before or after it; what nobody answered may have come at any time
 * after its beginning, or never; what was refused never came.
 *
 * It is enough to look at pairs: a value stands if its attempt can be the last, that is if no acknowledged attempt to set another one began
 * after its end.
 */
export function canStand(
  final: string,
  initial: string,
  attempts: readonly Attempt<{ readonly at: number; readonly value: string }>[],
): boolean {
  let lastOther = Number.NEGATIVE_INFINITY;
  let reaches = final === initial ? Number.NEGATIVE_INFINITY : Number.NaN;
  for (const { invoke, ok, fail } of attempts) {
    if (invoke.value !== final) {
      if (ok !== null) lastOther = Math.max(lastOther, invoke.at);
    } else if (ok !== null) reaches = Math.max(Number.isNaN(reaches) ? ok.at : reaches, ok.at);
    else if (fail === null) reaches = Number.POSITIVE_INFINITY;
  }
  return reaches >= lastOther;
}

/** Groups attempts by what they set. */
export function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
