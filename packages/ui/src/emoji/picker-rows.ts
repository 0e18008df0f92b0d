import type { EmojiGroup } from './find-emoji.ts';

/** Emoji beside one another; the style sheet has the same. */
export const COLUMNS = 8;

/** A line of the picker: the name of a group where `emoji` is null, else up to `COLUMNS` of them. */
export interface PickerRow {
  readonly group: EmojiGroup | 'recent' | 'found';
  readonly emoji: readonly string[] | null;
}

/** Groups as lines, each under its name; an empty one has no line at all. */
export function rowsOf(groups: readonly (readonly [PickerRow['group'], readonly string[]])[]): PickerRow[] {
  const rows: PickerRow[] = [];
  for (const [group, emoji] of groups) {
    if (emoji.length > 0) rows.push({ group, emoji: null });
    for (let at = 0; at < emoji.length; at += COLUMNS) rows.push({ group, emoji: emoji.slice(at, at + COLUMNS) });
  }
  return rows;
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** The nearest line of emoji from `row` on in a direction, or -1. */
function lineFrom(rows: readonly PickerRow[], row: number, step: 1 | -1): number {
  for (let at = row; at >= 0 && at < rows.length; at += step) if (rows[at]?.emoji !== null) return at;
  return -1;
}

/**
 * Where an arrow key leads from the marked cell. Left and Right belong to the search until something is marked; Up from the
 * first line marks nothing any more.
 *
 * @returns null where the key is not meant for the emoji
 */
export function cellAfter(rows: readonly PickerRow[], from: Cell | null, key: string, isRtl: boolean): Cell | null {
  if (from === null) {
    const row = key === 'ArrowDown' ? lineFrom(rows, 0, 1) : -1;
    return row === -1 ? null : { row, column: 0 };
  }
  const lengthOf = (row: number) => rows[row]?.emoji?.length ?? 0;
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    const step = key === 'ArrowDown' ? 1 : -1;
    const row = lineFrom(rows, from.row + step, step);
    return row === -1 ? from : { row, column: Math.min(from.column, lengthOf(row) - 1) };
  }
  const forward = isRtl ? 'ArrowLeft' : 'ArrowRight';
  if (key === forward) {
    if (from.column + 1 < lengthOf(from.row)) return { row: from.row, column: from.column + 1 };
    const row = lineFrom(rows, from.row + 1, 1);
    return row === -1 ? from : { row, column: 0 };
  }
  if (key === (isRtl ? 'ArrowRight' : 'ArrowLeft')) {
    if (from.column > 0) return { row: from.row, column: from.column - 1 };
    const row = lineFrom(rows, from.row - 1, -1);
    return row === -1 ? from : { row, column: lengthOf(row) - 1 };
  }
  return null;
}
