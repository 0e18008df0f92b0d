import { useNatterClient } from '@natter/react';
import { useCallback } from 'react';
import type { ThreadMessage } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import type { MenuAction } from '../parts/menu.tsx';

/** What one may do with a message: copy it, go to what it answers, send it again, take it back while it waits. */
export function useMessageActions(openQuote: (seq: number) => void) {
  const client = useNatterClient();
  const { t, tell } = useUi();

  const copy = useCallback(
    (entry: ThreadMessage) => {
      const text = entry.message.content ?? '';
      navigator.clipboard.writeText(text).then(
        () => tell(t('message.copied')),
        () => tell(t('message.copyFailed')),
      );
    },
    [t, tell],
  );
  const retry = useCallback(
    (entry: ThreadMessage) => {
      if (entry.kind !== 'pending') return;
      client.messages.retry(entry.message.clientId).catch(() => tell(t('error.internal')));
    },
    [client, t, tell],
  );
  const discard = useCallback(
    (entry: ThreadMessage) => {
      if (entry.kind !== 'pending') return;
      client.messages.discard(entry.message.clientId).then(
        (isDiscarded) => {
          if (!isDiscarded) tell(t('message.discardTooLate'));
        },
        () => tell(t('error.internal')),
      );
    },
    [client, t, tell],
  );

  const actionsFor = useCallback(
    (entry: ThreadMessage): MenuAction[] => {
      const actions: MenuAction[] = [];
      if (entry.message.content !== null) {
        actions.push({ id: 'copy', label: t('message.copy'), icon: 'copy', run: () => copy(entry) });
      }
      const replyTo = entry.kind === 'sent' && entry.message.deletedAt === null ? entry.message.replyTo : null;
      if (replyTo !== null && replyTo.preview !== null) {
        actions.push({ id: 'quote', label: t('quote.action'), icon: 'quote', run: () => openQuote(replyTo.seq) });
      }
      if (entry.kind === 'pending' && entry.message.state === 'failed') {
        actions.push({ id: 'retry', label: t('message.retry'), icon: 'retry', run: () => retry(entry) });
      }
      if (entry.kind === 'pending' && entry.message.state !== 'sending') {
        const label = entry.message.state === 'failed' ? t('message.discard') : t('message.cancelSending');
        actions.push({ id: 'discard', label, icon: 'trash', isDestructive: true, run: () => discard(entry) });
      }
      return actions;
    },
    [t, copy, retry, discard, openQuote],
  );
  return { actionsFor, retry, discard };
}
