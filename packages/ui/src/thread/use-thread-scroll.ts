import type { Thread, ThreadView } from '@natter/client';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** The reader has left the bottom beyond this distance, and is back within the smaller one (px). */
const LEAVE_BOTTOM = 200;
const REENTER_BOTTOM = 120;
/** Nearer to an end than this the next page is fetched (px). */
const PREFETCH = 900;

interface Anchor {
  readonly key: string;
  /** Its top below the box's (px), while the box was scrolled to `scrollTop`. */
  readonly top: number;
  readonly scrollTop: number;
}

interface End {
  readonly key: string | undefined;
  readonly distance: number;
  readonly sizes: string;
}

const topIn = (box: HTMLElement, message: HTMLElement) =>
  message.getBoundingClientRect().top - box.getBoundingClientRect().top;
const anchorAt = (box: HTMLElement, message: HTMLElement): Anchor => ({
  key: message.dataset['key'] ?? '',
  top: topIn(box, message),
  scrollTop: box.scrollTop,
});
const byKey = (box: HTMLElement, key: string) => box.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);

/**
 * The first message that is at least partly on screen, and how far its top is from the box's. Messages are in order: bisect.
 * Not one of the window's first group: that group's shape, and the day above it, change when older messages join it.
 */
function findAnchor(box: HTMLElement): Anchor | null {
  const messages = box.querySelectorAll<HTMLElement>('[data-key]');
  const boxTop = box.getBoundingClientRect().top;
  let [low, high] = [0, messages.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.getBoundingClientRect().bottom ?? 0) > boxTop) high = middle;
    else low = middle + 1;
  }
  const startsGroup = (at: number) => /^(first|only)$/.test(messages[at]?.dataset['position'] ?? 'only');
  let firstSettled = 1;
  while (firstSettled < messages.length - 1 && !startsGroup(firstSettled)) firstSettled += 1;
  const found = messages[Math.min(Math.max(low, firstSettled), messages.length - 1)];
  return found === undefined ? null : anchorAt(box, found);
}

function lastMessage(box: HTMLElement): HTMLElement | undefined {
  const messages = box.querySelectorAll<HTMLElement>('[data-key]');
  return messages[messages.length - 1];
}

/** Brings the end into view; a last message taller than the box is aligned by its top, so that it is read from its start. */
function scrollToEnd(box: HTMLElement): void {
  const last = lastMessage(box);
  box.scrollTop = box.scrollHeight;
  if (last === undefined || last.offsetHeight <= box.clientHeight) return;
  box.scrollTop += topIn(box, last) - 8;
}

const sizesOf = (box: HTMLElement) => `${box.scrollHeight} ${box.clientHeight}`;
const distanceToEnd = (box: HTMLElement) => box.scrollHeight - box.scrollTop - box.clientHeight;

/**
 * Where the thread stands. `toEnd` shows the newest message; `toMessage` one with this `seq`, null where it cannot be had.
 * Two modes, and nothing else moves the content: *following*, the end keeps its distance and a new
 * message is brought into view; or *reading*, one message keeps its place to the pixel whatever is added above, below or changes its height. The place is
 * taken again after every render and every change of size, before the picture is shown.
 */
export function useThreadScroll(
  boxRef: RefObject<HTMLDivElement | null>,
  thread: Thread | null,
  view: ThreadView,
  isReady: boolean,
) {
  const follows = useRef(false);
  const anchor = useRef<Anchor | null>(null);
  /** The newest message, how far the end was below the screen, and the sizes of then, while following. */
  const end = useRef<End>({ key: undefined, distance: 0, sizes: '' });
  const isPlaced = useRef(false);
  /** A message that the reader asked for and that is still on its way, and who waits for it. */
  const target = useRef<{ readonly seq: number; readonly arrive: (message: HTMLElement) => void } | null>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const latest = useRef({ thread, view });
  latest.current = { thread, view };

  const takeBearings = useCallback(() => {
    const box = boxRef.current;
    if (box === null || !isPlaced.current) return;
    const distance = distanceToEnd(box);
    const { hasAfter, hasBefore, loading } = latest.current.view;
    follows.current = !hasAfter && distance < (follows.current ? LEAVE_BOTTOM : REENTER_BOTTOM);
    end.current = { key: lastMessage(box)?.dataset['key'], distance, sizes: sizesOf(box) };
    // A correction of ours scrolls, too. It keeps its anchor: what came into view with it may not have its true height yet.
    if (anchor.current === null || Math.abs(box.scrollTop - anchor.current.scrollTop) >= 1) {
      anchor.current = findAnchor(box);
    }
    setIsAtEnd(follows.current);
    if (loading !== 'none') return;
    // A failed page is tried again by the next scroll; the thread shows its error.
    if (hasBefore && box.scrollTop < PREFETCH) latest.current.thread?.loadBefore().catch(() => undefined);
    else if (hasAfter && distance < PREFETCH) latest.current.thread?.loadAfter().catch(() => undefined);
  }, [boxRef]);

  const keepPlace = useCallback(() => {
    const box = boxRef.current;
    if (box === null || !isPlaced.current) return;
    if (follows.current) {
      const newest = lastMessage(box)?.dataset['key'];
      const isAsWas = newest === end.current.key && sizesOf(box) === end.current.sizes;
      // Where nothing changed, another distance is the reader's doing that no event told yet: a key moved the focus there.
      if (isAsWas && Math.abs(distanceToEnd(box) - end.current.distance) >= 1) {
        takeBearings();
        return;
      }
      if (newest !== end.current.key) scrollToEnd(box);
      else box.scrollTop = box.scrollHeight - box.clientHeight - end.current.distance;
      end.current = { key: newest, distance: distanceToEnd(box), sizes: sizesOf(box) };
      return;
    }
    const held = anchor.current;
    const message = held === null ? null : byKey(box, held.key);
    if (held === null || message === null) {
      anchor.current = findAnchor(box);
      return;
    }
    // What was scrolled since, and not told by an event yet, is the reader's doing and stays.
    // Except where the content became too short for the place: then the browser moved it.
    const furthest = box.scrollHeight - box.clientHeight;
    const wasClamped = held.scrollTop > furthest && box.scrollTop >= furthest - 1;
    const scrolled = wasClamped ? 0 : box.scrollTop - held.scrollTop;
    const moved = topIn(box, message) + scrolled - held.top;
    if (Math.abs(moved) < 0.05) return;
    box.scrollTop += moved;
    anchor.current = { ...held, top: held.top - scrolled, scrollTop: box.scrollTop };
  }, [boxRef, takeBearings]);

  const showTarget = useCallback((): boolean => {
    const box = boxRef.current;
    const wanted = target.current;
    const message = wanted === null ? null : box?.querySelector<HTMLElement>(`[data-seq="${wanted.seq}"]`);
    if (box === null || wanted === null || !message) return false;
    target.current = null;
    follows.current = false;
    // Above the middle: what was said next is the more interesting half. One taller than the box is read from its start.
    box.scrollTop += topIn(box, message) - Math.max(8, (box.clientHeight - message.offsetHeight) * 0.4);
    anchor.current = anchorAt(box, message);
    takeBearings();
    wanted.arrive(message);
    return true;
  }, [boxRef, takeBearings]);

  useLayoutEffect(() => {
    const box = boxRef.current;
    if (box === null || !isReady) return;
    if (isPlaced.current) {
      if (!showTarget()) keepPlace();
      return;
    }
    isPlaced.current = true;
    const divider = box.querySelector<HTMLElement>('[data-unread-divider]');
    if (divider === null) scrollToEnd(box);
    else {
      box.scrollTop += topIn(box, divider) - box.clientHeight * 0.2;
      // What stands above it has no true height yet, and shall not push it away.
      const first = divider.nextElementSibling;
      if (first instanceof HTMLElement) anchor.current = anchorAt(box, first);
    }
    follows.current = !latest.current.view.hasAfter && distanceToEnd(box) < REENTER_BOTTOM;
    takeBearings();
  });

  useEffect(() => {
    const box = boxRef.current;
    if (box === null) return;
    const onScroll = () => {
      // A box or a content that changes its height may be scrolled by the browser in between; that is no reader's doing, and
      // what grew meanwhile, such as a poll whose choices came, does not push the end away.
      if (follows.current && sizesOf(box) !== end.current.sizes) keepPlace();
      else takeBearings();
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    const sizes = new ResizeObserver(keepPlace);
    sizes.observe(box);
    if (box.firstElementChild !== null) sizes.observe(box.firstElementChild);
    return () => {
      box.removeEventListener('scroll', onScroll);
      sizes.disconnect();
    };
  }, [boxRef, takeBearings, keepPlace]);

  /** A text is unfolded or folded by a press: its beginning stays where it is, or comes on the screen if it was above. */
  const holdFold = useCallback(
    ({ target: pressed }: { readonly target: EventTarget }) => {
      const box = boxRef.current;
      const fold = pressed instanceof Element ? pressed.closest('[data-key] [aria-expanded]') : null;
      const message = fold?.closest<HTMLElement>('[data-key]');
      if (box === null || fold === null || !message) return;
      const held = anchorAt(box, message);
      const isFolding = fold.getAttribute('aria-expanded') === 'true';
      follows.current = false;
      anchor.current = isFolding ? { ...held, top: Math.max(held.top, 8) } : held;
    },
    [boxRef],
  );

  const toEnd = useCallback(async () => {
    const { thread: open, view: now } = latest.current;
    if (now.hasAfter) await open?.jumpTo('newest');
    follows.current = true;
    // Sizes of no box: what it is scrolled to now is no place of the reader's.
    end.current = { ...end.current, distance: 0, sizes: '' };
    setIsAtEnd(true);
    keepPlace();
  }, [keepPlace]);

  const toMessage = useCallback(
    (seq: number) =>
      new Promise<HTMLElement | null>((resolve, reject) => {
        target.current = { seq, arrive: resolve };
        const { thread: open } = latest.current;
        if (showTarget() || open === null) return;
        const check = () => {
          if (target.current?.seq !== seq || open.getSnapshot().messages.some((each) => each.seq === seq)) return;
          target.current = null;
          resolve(null);
        };
        // Where it came, the next render shows it.
        open.jumpTo(seq).then(check, reject);
      }),
    [showTarget],
  );

  return { isAtEnd, toEnd, toMessage, holdFold };
}
