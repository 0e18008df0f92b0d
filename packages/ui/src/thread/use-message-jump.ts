import type { Thread } from '@natter/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';

/** How long a message stays marked after one was brought to it; the style fades over the same time (ms). */
const HIGHLIGHT_MS = 2_000;

/**
 * Brings the reader to a message, from a quote, a date, a list or a link: into view, marked for a moment, and with the focus
 * on it.
 *
 * @param toMessage brings a message into view; null where it cannot be had.
 * @param target where the reader is sent from outside; the same object sends them once.
 */
export function useMessageJump(
  thread: Thread | null,
  toMessage: (seq: number) => Promise<HTMLElement | null>,
  target: { readonly seq: number } | undefined,
) {
  const { t, tell, platform } = useUi();
  const [highlighted, setHighlighted] = useState<number | null>(null);
  /** The first that was asked for has been reached, or cannot be. */
  const [isArrived, setIsArrived] = useState(false);
  const cancel = useRef<(() => void) | null>(null);
  useEffect(() => () => cancel.current?.(), []);
  const brought = useRef<HTMLElement | null>(null);
  useEffect(() => {
    // Until the thread stands where it is to stand it is not shown, and takes no focus.
    if (highlighted !== null) brought.current?.focus({ preventScroll: true });
  }, [highlighted]);
  const jumpTo = useCallback(
    (seq: number) => {
      const arrive = (message: HTMLElement | null) => {
        setIsArrived(true);
        if (message === null) {
          const code = thread?.getSnapshot().error?.code;
          tell(t(code === undefined ? 'quote.gone' : `error.${code}`));
          return;
        }
        message.focus({ preventScroll: true });
        brought.current = message;
        setHighlighted(seq);
        cancel.current?.();
        cancel.current = platform.after(HIGHLIGHT_MS, () => setHighlighted(null));
      };
      toMessage(seq).then(arrive, () => {
        setIsArrived(true);
        tell(t('error.unavailable'));
      });
    },
    [thread, toMessage, tell, t, platform],
  );
  const sentTo = useRef<typeof target>(undefined);
  useEffect(() => {
    if (target === undefined || target === sentTo.current) return;
    sentTo.current = target;
    jumpTo(target.seq);
  }, [target, jumpTo]);
  return { highlighted, isArrived, jumpTo };
}
