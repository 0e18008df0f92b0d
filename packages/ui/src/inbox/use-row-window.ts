import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Height of a row before one has been measured (px). */
const ROW_HEIGHT = 70;
/** Rows are put in and taken out so many at a time: fewer pictures of more rows each. */
const STEP = 4;
/** Steps kept ready beyond the screen on either side. */
const AHEAD = 2;
/** Room above the first row (px). */
const EDGE = 4;

interface Range {
  readonly from: number;
  /** The one after the last. */
  readonly to: number;
}

/** Which rows of a long list exist, all of one height, and how to bring one into view. */
export interface RowWindow extends Range {
  /** In px. */
  readonly rowHeight: number;
  /** How many rows a page of the list has, for the page keys. */
  rowsPerPage(): number;
  /** Scrolls as little as needed to show a row whole; it exists at the next drawing. */
  show(index: number): void;
}

function rangeOf(box: HTMLElement, rowHeight: number, count: number): Range {
  const first = Math.floor(box.scrollTop / rowHeight / STEP) - AHEAD;
  const last = Math.ceil((box.scrollTop + box.clientHeight) / rowHeight / STEP) + AHEAD;
  return { from: Math.max(0, Math.min(first * STEP, count)), to: Math.max(0, Math.min(last * STEP, count)) };
}

/**
 * Draws a list of thousands by the rows near the screen. The height of a row is measured on the first one there is, so it follows
 * the size of letters and a host's own rows; all rows must be alike in it.
 */
export function useRowWindow(boxRef: RefObject<HTMLElement | null>, count: number): RowWindow {
  const [rowHeight, setRowHeight] = useState(ROW_HEIGHT);
  const [range, setRange] = useState<Range>({ from: 0, to: STEP * 4 });
  const latest = useRef({ count, rowHeight });
  latest.current = { count, rowHeight };
  const look = useCallback(() => {
    const box = boxRef.current;
    // Beside a thread on a phone it is not displayed: it stays as it is for when one comes back.
    if (box === null || box.clientHeight === 0) return;
    const next = rangeOf(box, latest.current.rowHeight, latest.current.count);
    setRange((was) => (was.from === next.from && was.to === next.to ? was : next));
  }, [boxRef]);

  useLayoutEffect(() => {
    const box = boxRef.current;
    if (box === null) return;
    box.addEventListener('scroll', look, { passive: true });
    const sizes = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(look);
    sizes?.observe(box);
    return () => {
      box.removeEventListener('scroll', look);
      sizes?.disconnect();
    };
  }, [boxRef, look]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are on the page, or their number is another.
  useLayoutEffect(() => {
    const row = boxRef.current?.querySelector('[data-row]');
    const height = Number.parseFloat(row ? getComputedStyle(row).height : '');
    if (height > 0) setRowHeight(height);
    look();
  }, [boxRef, look, count, range, rowHeight]);

  const rowsPerPage = () => Math.max(1, Math.floor((boxRef.current?.clientHeight ?? 0) / rowHeight) - 1);
  const show = (index: number) => {
    const box = boxRef.current;
    if (box === null || box.clientHeight === 0) return;
    const top = index * rowHeight;
    if (top < box.scrollTop) box.scrollTop = top;
    else box.scrollTop = Math.max(box.scrollTop, top + rowHeight + EDGE - box.clientHeight);
    look();
  };
  return { ...range, to: Math.min(range.to, count), rowHeight, rowsPerPage, show };
}
