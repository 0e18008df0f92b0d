import { useNatterClient } from '@natter/react';
import { useMemo } from 'react';
import type { ThreadMessage } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';

/** What one may do with a message that is on its way. */
export interface PendingActions {
  /** Sends one again that was refused. */
  readonly retry: (entry: ThreadMessage) => void;
  /** Takes one back that waits or was refused; says so where it was too late. */
  readonly discard: (entry: ThreadMessage) => void;
}

/** What stands at the message itself, and in its menu. */
export function usePendingActions(): PendingActions {
  const { messages } = useNatterClient();
  const { t, tell } = useUi();
  return useMemo(() => {
    const fail = () => tell(t('error.internal'));
    return {
      retry: ({ kind, message }) => {
        if (kind === 'pending') messages.retry(message.clientId).catch(fail);
      },
      discard: ({ kind, message }) => {
        if (kind !== 'pending') return;
        messages.discard(message.clientId).then((isDiscarded) => {
          if (!isDiscarded) tell(t('message.discardTooLate'));
        }, fail);
      },
    };
  }, [messages, t, tell]);
}
