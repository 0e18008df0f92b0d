import type { InboxItem } from '@natter/client';
import { type RefObject, useLayoutEffect, useRef } from 'react';

/** So many rows from the top of the screen tell how it moved, though one of them may have gone elsewhere. */
const TOP_ROWS = 5;

const isFocusLost = () => document.activeElement === null || document.activeElement === document.body;
const idOf = (item: InboxItem | undefined) => item?.conversation.id ?? '';

/** The row of a list that has the focus, by its conversation; null where none has. */
function focusedRow(box: HTMLElement | null): string | null {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && box?.contains(focused) === true ? (focused.dataset['id'] ?? null) : null;
}

/** By how many rows what one sees has moved from one picture of the list to the next. */
function shiftOf(first: number, before: readonly InboxItem[], after: readonly InboxItem[]): number {
  const seen = new Map(before.slice(first, first + TOP_ROWS).map((item, index) => [idOf(item), first + index]));
  const shifts: number[] = [];
  for (const [index, item] of after.entries()) {
    const was = seen.get(idOf(item));
    if (was !== undefined) shifts.push(index - was);
  }
  return shifts.sort((a, b) => a - b)[shifts.length >> 1] ?? 0;
}

/**
 * When rows come, go or move, what one reads stays where it is; only at the very top one sees what is new. The focus stays with
 * its row, which loses it where a browser moves it about in the page; a row that went leaves it to the one in its place.
 */
export function useKeptPlace(
  boxRef: RefObject<HTMLElement | null>,
  items: readonly InboxItem[],
  rowHeight: number,
): void {
  const shown = useRef(items);
  const focused = focusedRow(boxRef.current);
  useLayoutEffect(() => {
    const box = boxRef.current;
    const before = shown.current;
    shown.current = items;
    if (box === null || before === items) return;
    if (box.scrollTop >= rowHeight / 2) {
      const shift = shiftOf(Math.floor(box.scrollTop / rowHeight), before, items);
      if (shift !== 0) box.scrollTop += shift * rowHeight;
    }
    if (focused === null || !isFocusLost()) return;
    const find = (id: string) => box.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    const at = before.findIndex((item) => idOf(item) === focused);
    (find(focused) ?? find(idOf(items[Math.min(at, items.length - 1)])))?.focus({ preventScroll: true });
  });
}
