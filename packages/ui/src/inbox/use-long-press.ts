import { type PointerEvent, useRef } from 'react';
import type { UiPlatform } from '../base/platform.web.ts';

const LONG_MS = 480;
/** A finger that moves further than this scrolls (px). */
const SLACK = 8;

/** A long press with a finger, where the browser has no context menu of its own (iOS). `wasLong` swallows the click after it. */
export function useLongPress(platform: UiPlatform, onLong: (at: DOMRect) => void) {
  const press = useRef<{ x: number; y: number; cancel: () => void } | null>(null);
  const wasLong = useRef(false);
  const end = () => {
    press.current?.cancel();
    press.current = null;
  };
  return {
    wasLong: () => {
      const was = wasLong.current;
      wasLong.current = false;
      return was;
    },
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        wasLong.current = false;
        if (event.pointerType !== 'touch') return;
        const { clientX: x, clientY: y } = event;
        const cancel = platform.after(LONG_MS, () => {
          wasLong.current = true;
          onLong(new DOMRect(x, y, 0, 0));
        });
        press.current = { x, y, cancel };
      },
      onPointerMove: (event: PointerEvent) => {
        const from = press.current;
        if (from !== null && Math.hypot(event.clientX - from.x, event.clientY - from.y) > SLACK) end();
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}
