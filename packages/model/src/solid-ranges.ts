/** Part of a text: `[start, end)` in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What tells an address from other words. It need not be one: all that follows is that no marker inside it counts. */
const ADDRESS = /:\/\/|^\W*www\.|\.\p{L}{2,}\/|@[^@]*\./u;
/** Signs around an address that are not part of it. */
const AROUND = new Set('*_~`.,:;!?…()[]{}<>"\'“”‘’«»');

/**
 * The ranges whose insides are never looked into for markers, end by start: addresses, and those of `whole`. Linear; one of
 * `whole` that is empty or lies in a range before it is left out.
 */
export function solidRanges(text: string, whole: readonly TextRange[]): ReadonlyMap<number, number> {
  const ranges = new Map<number, number>();
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    if (!ADDRESS.test(word)) continue;
    let [start, end] = [0, word.length];
    while (start < end && AROUND.has(word[start] ?? '')) start += 1;
    while (start < end && AROUND.has(word[end - 1] ?? '')) end -= 1;
    if (end > start) ranges.set(index + start, index + end);
  }
  for (const { start, end } of whole) if (end > start) ranges.set(start, end);
  return ranges;
}
