import { type RefObject, useEffect, useState } from 'react';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Icon } from '../parts/icon.tsx';

export interface UnreadPillProps {
  readonly boxRef: RefObject<HTMLElement | null>;
  /** The divider belongs above the oldest message that is loaded. */
  readonly isBefore: boolean;
  readonly count: number;
  /** Changes with the messages on the page. */
  readonly renderedKey: string;
  readonly onGo: () => void;
  readonly onRead: () => void;
}

/** Whether the unread divider is further up than the screen. */
function useIsAbove({ boxRef, isBefore, renderedKey }: Pick<UnreadPillProps, 'boxRef' | 'isBefore' | 'renderedKey'>) {
  const [isAbove, setIsAbove] = useState(isBefore);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `renderedKey` says that other messages are on the page now.
  useEffect(() => {
    const box = boxRef.current;
    const divider = box?.querySelector('[data-unread-divider]') ?? null;
    if (box === null || divider === null) {
      setIsAbove(isBefore);
      return;
    }
    const look = new IntersectionObserver(
      (seen) => setIsAbove(seen.at(-1)?.isIntersecting === false),
      // What is below the screen counts as on it: a leap from below to above is told, too.
      { root: box, rootMargin: '0px 0px 1000000px 0px' },
    );
    look.observe(divider);
    return () => look.disconnect();
  }, [boxRef, isBefore, renderedKey]);
  return isAbove;
}

/** Leads up to the first unread message once one is below it, and marks all of them as read on request. */
export function UnreadPill({ count, onGo, onRead, ...place }: UnreadPillProps) {
  const t = useMoreTexts(enLater);
  if (!useIsAbove(place)) return null;
  return (
    <div className="ntr-unread-pill">
      <button type="button" className="ntr-unread-pill__go" onClick={onGo}>
        <Icon name="up" size={16} />
        {count > 99 ? t('unread.many') : t('unread.some', { count })}
      </button>
      <button type="button" className="ntr-unread-pill__read" aria-label={t('unread.markRead')} onClick={onRead}>
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
