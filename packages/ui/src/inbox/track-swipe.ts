/** A finger that moved so far has decided where it goes (px). */
const DECIDE_PX = 10;
/** How much more to the side than up or down it must go to be a swipe. */
const FLATNESS = 1.4;
/** Near the edges of the screen a finger means the browser's own "back" (px). */
const SCREEN_EDGE_PX = 16;
/** Faster than this the way it went counts, not how far it came (px/ms). */
const FLICK = 0.45;

export interface Swipe {
  readonly row: HTMLElement;
  /** How far the finger went to the right since it came down (px); negative: to the left. */
  readonly dx: number;
}

export interface SwipeHandlers {
  /** A finger came down on the list, before anything is known of where it goes. */
  readonly onTouch: (target: Element) => void;
  readonly onMove: (swipe: Swipe) => void;
  /** It left. `flick`: thrown to the right (1), to the left (-1), or let go (0). */
  readonly onEnd: (swipe: Swipe, flick: -1 | 0 | 1) => void;
  /** The browser took the finger, to scroll or otherwise. */
  readonly onCancel: (row: HTMLElement) => void;
}

interface Finger {
  readonly id: number;
  readonly row: HTMLElement;
  readonly x: number;
  readonly y: number;
  lastX: number;
  lastAt: number;
  speed: number;
  isSwipe: boolean;
}

/**
 * Follows one finger on the rows (`[data-row]`) of a list. Scrolling stays the browser's: rows are `touch-action: pan-y`, so a finger
 * that goes up or down is taken from us before anything is drawn, and nothing here ever holds a touch back. A screen reader keeps
 * such gestures to itself, and none arrive. Answers what ends it.
 */
export function trackSwipes(box: HTMLElement, handlers: SwipeHandlers): () => void {
  let finger: Finger | null = null;
  const onDown = (event: PointerEvent) => {
    const { target, pointerType, isPrimary, clientX: x, clientY: y } = event;
    if (pointerType !== 'touch' || !isPrimary || !(target instanceof Element)) return;
    handlers.onTouch(target);
    const row = target.closest<HTMLElement>('[data-row]');
    const isEdge = x < SCREEN_EDGE_PX || x > innerWidth - SCREEN_EDGE_PX;
    if (row === null || isEdge) return;
    finger = { id: event.pointerId, row, x, y, lastX: x, lastAt: event.timeStamp, speed: 0, isSwipe: false };
  };
  const onMove = (event: PointerEvent) => {
    if (finger === null || event.pointerId !== finger.id) return;
    const dx = event.clientX - finger.x;
    const dy = event.clientY - finger.y;
    if (!finger.isSwipe) {
      if (Math.hypot(dx, dy) < DECIDE_PX) return;
      if (Math.abs(dx) < Math.abs(dy) * FLATNESS) {
        finger = null;
        return;
      }
      finger.isSwipe = true;
      box.setPointerCapture(finger.id);
    }
    const forMs = Math.max(1, event.timeStamp - finger.lastAt);
    finger.speed = 0.6 * ((event.clientX - finger.lastX) / forMs) + 0.4 * finger.speed;
    finger.lastX = event.clientX;
    finger.lastAt = event.timeStamp;
    handlers.onMove({ row: finger.row, dx });
  };
  const end = (event: PointerEvent) => {
    const done = finger;
    if (done === null || event.pointerId !== done.id) return;
    finger = null;
    if (!done.isSwipe) return;
    if (event.type === 'pointercancel') handlers.onCancel(done.row);
    else {
      const flick = Math.abs(done.speed) < FLICK ? 0 : done.speed > 0 ? 1 : -1;
      handlers.onEnd({ row: done.row, dx: event.clientX - done.x }, flick);
    }
  };
  const listeners = { pointerdown: onDown, pointermove: onMove, pointerup: end, pointercancel: end };
  for (const [name, listener] of Object.entries(listeners)) box.addEventListener(name, listener as EventListener);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) box.removeEventListener(name, listener as EventListener);
  };
}
