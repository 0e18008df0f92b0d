import { type RefObject, useEffect, useState } from 'react';
import { useUi } from '../base/ui-context.ts';

/** The pill goes this long after the last scroll. */
const LINGER_MS = 1_200;
const HANDS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

interface DayPillProps {
  readonly boxRef: RefObject<HTMLDivElement | null>;
  /** Asks for another day; the keyboard's way there is the conversation's menu. */
  readonly onPress: () => void;
}

/** The day of what is at the top of the screen, shown while one scrolls. Repeats what the separators say, so it is silent. */
export function DayPill({ boxRef, onPress }: DayPillProps) {
  const { platform } = useUi();
  const [label, setLabel] = useState('');
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const box = boxRef.current;
    if (box === null) return;
    let cancel: (() => void) | null = null;
    let lastTop = box.scrollTop;
    // Placing the thread scrolls it, too; the pill answers to a hand only.
    let isByHand = false;
    const onHand = () => {
      isByHand = true;
    };
    const onScroll = () => {
      if (!isByHand || Math.abs(box.scrollTop - lastTop) < 4) return;
      lastTop = box.scrollTop;
      const top = box.getBoundingClientRect().top + 12;
      const days = [...box.querySelectorAll<HTMLElement>('[data-day]')];
      const current = days.findLast((day) => day.getBoundingClientRect().top < top);
      setLabel(current?.dataset['day'] ?? '');
      setIsShown(current !== undefined);
      cancel?.();
      cancel = platform.after(LINGER_MS, () => setIsShown(false));
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    for (const type of HANDS) box.addEventListener(type, onHand, { passive: true });
    return () => {
      cancel?.();
      box.removeEventListener('scroll', onScroll);
      for (const type of HANDS) box.removeEventListener(type, onHand);
    };
  }, [boxRef, platform]);
  return (
    <button
      type="button"
      className="ntr-day-pill"
      data-shown={(isShown && label !== '') || undefined}
      aria-hidden="true"
      tabIndex={-1}
      onClick={onPress}
    >
      {label}
    </button>
  );
}
