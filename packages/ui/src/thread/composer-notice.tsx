import type { Conversation } from '@natter/protocol';
import { untilLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { useStanding } from '../base/use-standing.ts';
import { useUnblock } from '../safety/use-unblock.ts';

interface ComposerNoticeProps {
  readonly conversation: Conversation;
  readonly name: string;
  readonly peerId: string | null;
}

/** Stands where the message box would be: why one cannot write here, and what helps. */
export function ComposerNotice({ conversation, name, peerId }: ComposerNoticeProps) {
  const ui = useUi();
  const { t } = ui;
  const until = useStanding().me?.suspendedUntil ?? null;
  const { unblock, isBusy } = useUnblock();
  const { whyNot } = conversation.can;
  const words = {
    blocked: t('thread.blocked', { name }),
    suspended: until === null ? t('thread.suspendedNow') : t('thread.suspended', { until: untilLabel(until, ui) }),
    unreachable: t('thread.unreachable', { name }),
    admins: t('thread.adminsOnly'),
  };
  return (
    // Under the message box's id: the link that skips to it still leads somewhere.
    <div className="ntr-notice" id="ntr-composer" role="note" tabIndex={-1} data-why={whyNot}>
      <p>{whyNot === undefined ? t('thread.cannotSend') : words[whyNot]}</p>
      {whyNot === 'blocked' && peerId !== null && (
        <button
          type="button"
          className="ntr-button"
          data-kind="quiet"
          disabled={isBusy}
          onClick={() => unblock({ userId: peerId, displayName: name })}
        >
          {t('conversation.unblock')}
        </button>
      )}
    </div>
  );
}
