import type { Thread } from '@natter/client';
import { type RefObject, useEffect, useRef } from 'react';
import type { UiPlatform } from '../base/platform.web.ts';

/** A message counts as read when it was on the screen for this long. */
const DWELL_MS = 500;
/** Part of a message that has to be visible; a tall one counts when it fills half of the box. */
const VISIBLE_PART = 0.6;

const isWatched = () => document.visibilityState === 'visible' && document.hasFocus();

const isVisible = (entry: IntersectionObserverEntry) =>
  entry.isIntersecting &&
  (entry.intersectionRatio >= VISIBLE_PART ||
    entry.intersectionRect.height >= (entry.rootBounds?.height ?? Number.POSITIVE_INFINITY) / 2);

/**
 * Tells the thread what has been read: the newest message that stood on the screen for half a second while the tab was
 * visible and focused. Coming back to the tab starts the half second anew.
 */
export function useReadMarks(
  boxRef: RefObject<HTMLDivElement | null>,
  thread: Thread | null,
  platform: UiPlatform,
  renderedKey: string,
): void {
  const observer = useRef<IntersectionObserver | null>(null);
  const observed = useRef(new WeakSet<Element>());

  useEffect(() => {
    const box = boxRef.current;
    if (box === null || thread === null || typeof IntersectionObserver === 'undefined') return;
    const since = new Map<number, number>();
    let marked = 0;
    let cancel: (() => void) | null = null;
    const mark = () => {
      cancel = null;
      if (!isWatched()) return;
      const now = platform.now();
      const read = Math.max(0, ...[...since].filter(([, from]) => now - from >= DWELL_MS).map(([seq]) => seq));
      if (read > marked) {
        marked = read;
        thread.markRead(read);
      }
      if ([...since.keys()].some((seq) => seq > marked)) wait();
    };
    const wait = () => {
      cancel ??= platform.after(DWELL_MS, mark);
    };
    const resume = () => {
      const now = platform.now();
      for (const seq of since.keys()) since.set(seq, now);
      if (isWatched()) wait();
    };
    const intersections = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const seq = Number(entry.target instanceof HTMLElement ? entry.target.dataset['seq'] : Number.NaN);
          if (!isVisible(entry)) since.delete(seq);
          else if (!since.has(seq)) since.set(seq, platform.now());
        }
        wait();
      },
      { root: box, threshold: [0, 0.25, VISIBLE_PART, 1] },
    );
    observer.current = intersections;
    observed.current = new WeakSet();
    document.addEventListener('visibilitychange', resume);
    window.addEventListener('focus', resume);
    return () => {
      cancel?.();
      intersections.disconnect();
      observer.current = null;
      document.removeEventListener('visibilitychange', resume);
      window.removeEventListener('focus', resume);
    };
  }, [boxRef, thread, platform]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `renderedKey` says that other messages are on the page now.
  useEffect(() => {
    for (const message of boxRef.current?.querySelectorAll('[data-seq]') ?? []) {
      if (observed.current.has(message)) continue;
      observed.current.add(message);
      observer.current?.observe(message);
    }
  }, [boxRef, thread, renderedKey]);
}
