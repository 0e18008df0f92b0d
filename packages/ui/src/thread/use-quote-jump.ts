import type { Thread } from '@natter/client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';

/** How long a message stays marked after one was brought to it; the style fades over the same time (ms). */
const HIGHLIGHT_MS = 2_000;

/**
 * Brings the reader from a quote to the message it quotes: into view, marked for a moment, and with the focus on it.
 *
 * @param toMessage brings a message into view; null where it cannot be had.
 */
export function useQuoteJump(thread: Thread | null, toMessage: (seq: number) => Promise<HTMLElement | null>) {
  const { t, tell, platform } = useUi();
  const [highlighted, setHighlighted] = useState<number | null>(null);
  const cancel = useRef<(() => void) | null>(null);
  useEffect(() => () => cancel.current?.(), []);
  const openQuote = useCallback(
    (seq: number) => {
      const arrive = (message: HTMLElement | null) => {
        if (message === null) {
          const code = thread?.getSnapshot().error?.code;
          tell(t(code === undefined ? 'quote.gone' : `error.${code}`));
          return;
        }
        message.focus({ preventScroll: true });
        setHighlighted(seq);
        cancel.current?.();
        cancel.current = platform.after(HIGHLIGHT_MS, () => setHighlighted(null));
      };
      toMessage(seq).then(arrive, () => tell(t('error.unavailable')));
    },
    [thread, toMessage, tell, t, platform],
  );
  return { highlighted, openQuote };
}
