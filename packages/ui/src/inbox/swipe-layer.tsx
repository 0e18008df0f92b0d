import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useStanding } from '../base/use-standing.ts';
import { SwipeTray, type TraySide } from './swipe-tray.tsx';
import type { SwipeRowsProps } from './tool-request.ts';
import { type Swipe, trackSwipes } from './track-swipe.ts';

/** How far a row goes to show what is beside it: one button's width (px), and for the single one the way that does it. */
const BUTTON_PX = 76;
const DO_IT_PX = 84;
/** Further than it should go it follows the finger by this part of the way. */
const RESISTANCE = 0.2;
/** The row has come back to its place (ms). */
const BACK_MS = 220;

interface Tray {
  readonly row: HTMLElement;
  readonly id: string;
  readonly side: TraySide;
}

function move(row: HTMLElement, px: number, isFollowing: boolean): void {
  const option = row.querySelector<HTMLElement>('.ntr-option');
  if (option === null) return;
  option.style.transition = isFollowing ? 'none' : '';
  option.style.transform = px === 0 ? '' : `translateX(${px}px)`;
}

/**
 * Swiping rows. Toward the start of the line a row uncovers Mute, Archive and Delete, each of which can be undone; the other way,
 * far enough, it turns read into unread and back. Tapping elsewhere or scrolling closes it.
 */
export function SwipeLayer({ boxRef, items, ask }: SwipeRowsProps) {
  const { direction, platform } = useUi();
  const canArchive = useStanding().config?.features.archive !== false;
  const [tray, setTray] = useState<Tray | null>(null);
  const open = useRef<Tray | null>(null);
  const shown = useRef<Tray | null>(null);
  /** The finger that is down has just closed a row. */
  const isClosing = useRef(false);
  const count = canArchive ? 3 : 2;
  /** 1 where the end of the line is at the right. */
  const toEnd = direction === 'rtl' ? -1 : 1;

  const draw = useCallback((next: Tray | null) => {
    shown.current = next;
    setTray(next);
  }, []);
  const close = useCallback(() => {
    const closing = shown.current;
    if (closing === null) return;
    open.current = null;
    move(closing.row, 0, false);
    platform.after(BACK_MS, () => {
      if (shown.current === closing && open.current === null) draw(null);
    });
  }, [draw, platform]);

  const latest = useRef({ items, ask });
  latest.current = { items, ask };
  const handlers = useMemo(() => {
    const widthOf = (side: TraySide) => (side === 'end' ? BUTTON_PX * count : DO_IT_PX);
    /** Where the row is, counted toward the end of the line: negative uncovers the buttons. */
    const placeOf = ({ row, dx }: Swipe) => {
      const base = open.current?.row === row ? -widthOf('end') : 0;
      const along = base + dx * toEnd;
      const most = widthOf(along < 0 ? 'end' : 'start');
      return Math.abs(along) <= most ? along : Math.sign(along) * (most + (Math.abs(along) - most) * RESISTANCE);
    };
    return {
      onTouch: (target: Element) => {
        isClosing.current = open.current !== null && !open.current.row.contains(target);
        if (isClosing.current) close();
      },
      onMove: (swipe: Swipe) => {
        const along = placeOf(swipe);
        const side = along < 0 ? 'end' : 'start';
        const { row } = swipe;
        const { current } = shown;
        if (current?.row !== row || current.side !== side) {
          if (current !== null && current.row !== row) move(current.row, 0, false);
          draw({ row, id: row.dataset['row'] ?? '', side });
        }
        row.toggleAttribute('data-armed', side === 'start' && along >= DO_IT_PX);
        move(row, along * toEnd, true);
      },
      onEnd: (swipe: Swipe, flick: -1 | 0 | 1) => {
        const along = placeOf(swipe);
        const { current } = shown;
        swipe.row.removeAttribute('data-armed');
        if (current === null) return;
        const thrown = flick * toEnd;
        if (along < 0 && thrown <= 0 && (thrown < 0 || -along > widthOf('end') / 2)) {
          open.current = current;
          move(current.row, -widthOf('end') * toEnd, false);
          return;
        }
        close();
        const conversation = latest.current.items.find((item) => item.conversation.id === current.id)?.conversation;
        if (along < DO_IT_PX || conversation === undefined) return;
        latest.current.ask({ what: 'unread', conversation, anchor: current.row.getBoundingClientRect() });
      },
      onCancel: (row: HTMLElement) => {
        row.removeAttribute('data-armed');
        close();
      },
    };
  }, [close, count, draw, toEnd]);

  useEffect(() => {
    const box = boxRef.current;
    if (box === null) return;
    const stop = trackSwipes(box, handlers);
    // The tap that closes it opens nothing.
    const swallow = (event: MouseEvent) => {
      const isMeant = open.current === null && !isClosing.current;
      isClosing.current = false;
      if (isMeant || !(event.target instanceof Element) || event.target.closest('.ntr-tray') !== null) return;
      event.stopPropagation();
      event.preventDefault();
      close();
    };
    box.addEventListener('click', swallow, true);
    box.addEventListener('scroll', close, { passive: true });
    return () => {
      stop();
      box.removeEventListener('click', swallow, true);
      box.removeEventListener('scroll', close);
    };
  }, [boxRef, handlers, close]);

  const conversation = items.find((item) => item.conversation.id === tray?.id)?.conversation;
  if (tray === null || conversation === undefined) return null;
  return (
    <SwipeTray
      row={tray.row}
      side={tray.side}
      conversation={conversation}
      canArchive={canArchive}
      onPress={(what, anchor) => {
        close();
        ask({ what, conversation, anchor });
      }}
    />
  );
}
