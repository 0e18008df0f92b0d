import { isNoteToSelf } from '../base/names.ts';
import type { MessagingHeaderProps } from '../base/slot-props.ts';
import { sinceLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { durationText } from '../life/duration.ts';
import { Icon } from '../parts/icon.tsx';
import { OfficeBadge } from '../parts/office-badge.tsx';
import { typingText } from '../parts/separators.tsx';

/** Who is at the other end, and how they are: typing, online, or when they were last seen. */
export function MessagingHeader({
  conversation,
  peer,
  presence,
  isTyping,
  typing = [],
  onBack,
  menu,
}: MessagingHeaderProps) {
  const ui = useUi();
  const { t, slots } = ui;
  const isOnline = presence?.status === 'online';
  const lastSeen = presence?.lastSeenAt ?? null;
  const timer = conversation?.disappearAfter ?? null;
  const time = timer === null ? '' : durationText(timer, ui.locale);
  const isGroup = conversation?.type === 'group';
  const state = isTyping
    ? isGroup
      ? typingText(typing, t)
      : t('typing.short')
    : isGroup
      ? t('thread.members', { count: conversation.participantCount })
      : isOnline
        ? t('presence.online')
        : lastSeen === null
          ? ''
          : t('presence.lastSeen', { when: sinceLabel(lastSeen, ui.platform.now(), ui) });
  return (
    <header className="ntr-header">
      {onBack !== undefined && (
        <button type="button" className="ntr-icon-button ntr-header__back" aria-label={t('app.back')} onClick={onBack}>
          <Icon name="back" size={22} />
        </button>
      )}
      {peer === null ? (
        <span className="ntr-skeleton ntr-header__skeleton" />
      ) : (
        <>
          <slots.Avatar
            person={peer}
            size="s"
            online={isOnline}
            isNote={isNoteToSelf(conversation, peer.userId)}
            isGroup={isGroup}
          />
          <div className="ntr-header__who">
            <div className="ntr-header__line">
              <h1 className="ntr-header__name" dir="auto">
                {peer.displayName}
              </h1>
              <OfficeBadge person={peer} />
              {time !== '' && (
                <span className="ntr-header__timer" title={t('thread.timer', { time })}>
                  <Icon name="timer" size={14} />
                  <span className="ntr-hidden">{t('thread.timer', { time })}</span>
                  <span aria-hidden="true">{time}</span>
                </span>
              )}
            </div>
            {state !== '' && (
              <p className="ntr-header__state" data-typing={isTyping || undefined}>
                {state}
              </p>
            )}
          </div>
        </>
      )}
      <div className="ntr-header__menu">{menu}</div>
    </header>
  );
}
