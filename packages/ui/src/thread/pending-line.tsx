import { useConnection } from '@natter/react';
import { refusalText } from '../base/refusal-text.ts';
import type { MessageItemProps } from '../base/slot-props.ts';
import { useText } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';

type PendingLineProps = Pick<MessageItemProps, 'entry' | 'onRetry' | 'onDiscard' | 'onEdit'>;

/**
 * Below an own message that does not get on: refused, or waiting for the network. One that waits its turn says so by its
 * clock alone, as it is gone in a moment.
 */
export function PendingLine({ entry, onRetry, onDiscard, onEdit }: PendingLineProps) {
  const t = useText();
  const isLive = useConnection().state === 'live';
  if (entry.kind !== 'pending') return null;
  const { state, error } = entry.message;
  const hasFailed = state === 'failed';
  if (!hasFailed && (state !== 'queued' || isLive)) return null;
  const act = (label: string, run: (which: typeof entry) => void) => (
    <button type="button" className="ntr-text-button" onClick={() => run(entry)}>
      {label}
    </button>
  );
  return (
    <p className="ntr-message__pending" data-failed={hasFailed || undefined}>
      <Icon name={hasFailed ? 'alert' : 'clock'} size={15} />
      {!hasFailed && t('status.queued')}
      {hasFailed &&
        (error === null ? t('message.failed') : t('message.failedBecause', { detail: refusalText(error, t) }))}{' '}
      <span className="ntr-message__ways">
        {hasFailed && act(t('message.retry'), onRetry)} {onEdit !== undefined && act(t('message.edit'), onEdit)}{' '}
        {act(t(hasFailed ? 'message.discard' : 'app.cancel'), onDiscard)}
      </span>
    </p>
  );
}
