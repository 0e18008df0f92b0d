import type { ThreadView } from '@natter/client';
import type { Person } from '@natter/protocol';
import { isNoteToSelf } from '../base/names.ts';
import { useUi } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';
import { OfficeBadge } from '../parts/office-badge.tsx';

/** What stands above the oldest message: the beginning of the conversation, or that there is more to come. */
export function ThreadStart({ view, peer }: { readonly view: ThreadView; readonly peer: Person | null }) {
  const { t, slots } = useUi();
  if (view.hasBefore) {
    return (
      <div className="ntr-thread-more">
        {view.loading === 'before' && (
          <>
            <span className="ntr-spinner" aria-hidden="true" />
            <span className="ntr-hidden">{t('thread.loadingEarlier')}</span>
          </>
        )}
      </div>
    );
  }
  if (peer === null || view.loading === 'initial' || view.loading === 'jump') return null;
  const { conversation } = view;
  const isGroup = conversation?.type === 'group';
  const isNote = isNoteToSelf(conversation, peer.userId);
  // What was there before has passed its time, and not merely been left behind by me.
  const expiredSeq = conversation?.expiredSeq ?? 0;
  const hasExpired = expiredSeq > 0 && expiredSeq >= (conversation?.historyFrom ?? 0);
  if (hasExpired) {
    return (
      <div className="ntr-thread-start">
        <slots.Avatar person={peer} size="xl" isNote={isNote} isGroup={isGroup} />
        <h2 className="ntr-thread-start__name" dir="auto">
          {peer.displayName}
        </h2>
        <OfficeBadge person={peer} />
        <p className="ntr-expired">
          <Icon name="clock" size={16} />
          {t('thread.expired')}
        </p>
      </div>
    );
  }
  const isEmpty = !isNote && view.messages.length === 0 && view.pending.length === 0;
  const { displayName: name } = peer;
  const words = isEmpty ? t('thread.empty.text') : isGroup ? t('thread.group') : t('thread.beginning', { name });
  return (
    <div className="ntr-thread-start">
      <slots.Avatar person={peer} size="xl" isNote={isNote} isGroup={isGroup} />
      <h2 className="ntr-thread-start__name" dir="auto">
        {isEmpty ? t('thread.empty.title', { name: peer.displayName }) : peer.displayName}
      </h2>
      <OfficeBadge person={peer} />
      <p>{isNote ? t('thread.notes') : words}</p>
    </div>
  );
}
