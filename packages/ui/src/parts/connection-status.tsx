import { useMessaging } from '@natter/react';
import { useEffect, useState } from 'react';
import type { ConnectionStatusProps } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { Icon } from './icon.tsx';

/** A hiccup shorter than this is nobody's business. */
const QUIET_MS = 2_000;

const WORDS = {
  offline: 'connection.offline',
  connecting: 'connection.connecting',
  'catching-up': 'connection.catchingUp',
} as const;

/** Says that the connection is not live once that has lasted, with what waits to be sent. Nothing while all is well. */
export function ConnectionStatus({ onSignIn }: ConnectionStatusProps) {
  const { t, platform } = useUi();
  const { client, connection, outbox } = useMessaging();
  const isLive = connection.state === 'live';
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (isLive) {
      setIsLong(false);
      return;
    }
    return platform.after(QUIET_MS, () => setIsLong(true));
  }, [isLive, platform]);

  if (connection.state === 'refused') {
    return (
      <div className="ntr-connection" data-state="refused">
        <Icon name="alert" size={18} />
        <p className="ntr-connection__words">
          <strong>{t('connection.refused')}</strong> {t('connection.refusedText')}
        </p>
        {onSignIn !== undefined && (
          <button type="button" className="ntr-button" data-kind="quiet" onClick={onSignIn}>
            {t('connection.signIn')}
          </button>
        )}
      </div>
    );
  }
  if (connection.state === 'live' || !isLong) return null;
  const waits = connection.state === 'offline' || (connection.state === 'connecting' && connection.retryAt !== null);
  return (
    <div className="ntr-connection" data-state={connection.state}>
      <span className="ntr-spinner" aria-hidden="true" />
      <p className="ntr-connection__words">
        <strong>{t(WORDS[connection.state])}</strong>
        {outbox.queued > 0 && (
          <span className="ntr-connection__queue">{t('connection.queued', { count: outbox.queued })}</span>
        )}
      </p>
      {waits && (
        <button type="button" className="ntr-button" data-kind="quiet" onClick={() => client.reconnect()}>
          {t('app.retry')}
        </button>
      )}
    </div>
  );
}
