/** A piece of a text beside the version before it. */
export interface DiffPart {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Beyond this many comparisons a difference is shown as a whole: nobody reads it word by word, and it would take a second. */
const MOST_COMPARED = 400_000;
const WORDS = /[\p{L}\p{N}\p{M}]+|\s+|[^\p{L}\p{N}\p{M}\s]/gu;

/** The lengths of the longest common runs of what follows `[i][j]`, as one flat table. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1;
  const table = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      table[at] =
        before[i] === after[j]
          ? (table[at + width + 1] ?? 0) + 1
          : Math.max(table[at + width] ?? 0, table[at + 1] ?? 0);
    }
  }
  return table;
}

function compareMiddle(before: readonly string[], after: readonly string[]): DiffPart[] {
  if (before.length * after.length > MOST_COMPARED) {
    return [
      { kind: 'removed', text: before.join('') },
      { kind: 'added', text: after.join('') },
    ];
  }
  const table = commonLengths(before, after);
  const width = after.length + 1;
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    if (old !== undefined && old === fresh) {
      parts.push({ kind: 'same', text: old });
      i += 1;
      j += 1;
    } else if (
      old !== undefined &&
      (fresh === undefined || (table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0))
    ) {
      parts.push({ kind: 'removed', text: old });
      i += 1;
    } else if (fresh !== undefined) {
      parts.push({ kind: 'added', text: fresh });
      j += 1;
    }
  }
  return parts;
}

/** Neighbours of one kind are one piece. */
function join(parts: readonly DiffPart[]): DiffPart[] {
  const joined: DiffPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.text === '') continue;
    if (last?.kind === part.kind) joined[joined.length - 1] = { kind: part.kind, text: last.text + part.text };
    else joined.push(part);
  }
  return joined;
}

/** What became of a text, word by word: the parts that are the same or added make `after`, the same or removed `before`. */
export function diffWords(before: string, after: string): DiffPart[] {
  const [old, fresh] = [before.match(WORDS) ?? [], after.match(WORDS) ?? []];
  let from = 0;
  while (from < old.length && from < fresh.length && old[from] === fresh[from]) from += 1;
  let tail = 0;
  const room = Math.min(old.length, fresh.length) - from;
  while (tail < room && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail += 1;
  return join([
    { kind: 'same', text: old.slice(0, from).join('') },
    ...compareMiddle(old.slice(from, old.length - tail), fresh.slice(from, fresh.length - tail)),
    { kind: 'same', text: old.slice(old.length - tail).join('') },
  ]);
}
