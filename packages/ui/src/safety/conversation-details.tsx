import type { Conversation, ConversationId, Person } from '@natter/protocol';
import { useCallback, useState } from 'react';
import { Later } from '../base/later.tsx';
import { faceOf, isNoteToSelf } from '../base/names.ts';
import { useUi } from '../base/ui-context.ts';
import { useFeature, useStanding } from '../base/use-standing.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { DisappearingChoice } from '../life/disappearing-choice.tsx';
import { enLife } from '../life/en-life.ts';
import { useJump } from '../life/jump.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { OfficeBadge } from '../parts/office-badge.tsx';
import { MemberList } from './member-list.tsx';
import { retentionLines } from './retention-lines.ts';
import { useUnblock } from './use-unblock.ts';

const loadStarred = async () => (await import('../life/dialogs.ts')).StarredDialog;

export interface ConversationDetailsProps {
  readonly conversation: Conversation;
  readonly me: string;
  readonly onClose: () => void;
  /** Asks to block the other one. */
  readonly onBlock: (person: Person) => void;
}

/** Who the other one is, how long messages stay here, and the way to block them. */
export function ConversationDetails({ conversation, me, onClose, onBlock }: ConversationDetailsProps) {
  const { slots } = useUi();
  const t = useMoreTexts(enLater);
  const { config, me: self } = useStanding();
  const texts = useMoreTexts(enLife);
  const [canBlock, canStar, canVanish] = [useFeature('blocking'), useFeature('starring'), useFeature('disappearing')];
  const jump = useJump();
  const [hasStarred, setHasStarred] = useState(false);
  const closeStarred = useCallback(() => setHasStarred(false), []);
  const { unblock, isBusy } = useUnblock();
  const peer = faceOf(conversation, me, t);
  const isNote = isNoteToSelf(conversation, me);
  const isGroup = conversation.type === 'group';
  const name = peer?.displayName ?? t('app.unknownPerson');
  const all =
    config?.retention === undefined || self === null
      ? []
      : retentionLines(config.retention, self.tier, isGroup ? null : name, t);
  // The second is of what the other one writes.
  const lines = isNote ? all.slice(0, 1) : all;
  const isBlocked = conversation.blocked === true;
  return (
    <Dialog title={t('details.title')} onClose={onClose}>
      {peer !== null && (
        <div className="ntr-details__who">
          <slots.Avatar person={peer} size="xl" isNote={isNote} isGroup={isGroup} />
          <p className="ntr-details__name" dir="auto">
            {name}
          </p>
          <OfficeBadge person={peer} />
          {isBlocked && <p className="ntr-details__blocked">{t('details.isBlocked', { name })}</p>}
        </div>
      )}
      {isGroup && <MemberList conversation={conversation} />}
      {lines.length > 0 && (
        <section className="ntr-details__part" aria-label={t('details.kept')}>
          <h3 className="ntr-dialog__section">{t('details.kept')}</h3>
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </section>
      )}
      {canVanish && <DisappearingChoice conversation={conversation} />}
      {canStar && jump !== null && (
        <button
          type="button"
          className="ntr-button ntr-details__block"
          data-kind="quiet"
          onClick={() => setHasStarred(true)}
        >
          <Icon name="star" size={18} />
          {texts('star.open')}
        </button>
      )}
      {hasStarred && jump !== null && (
        <Later
          load={loadStarred}
          props={{
            conversation,
            onJump: (conversationId: ConversationId, seq: number) => {
              onClose();
              jump(conversationId, seq);
            },
            onClose: closeStarred,
          }}
        />
      )}
      {canBlock && peer !== null && !isNote && conversation.type === 'direct' && (
        <button
          type="button"
          className="ntr-button ntr-details__block"
          data-kind="quiet"
          data-tone={isBlocked ? undefined : 'bad'}
          disabled={isBusy}
          onClick={() => {
            if (!isBlocked) {
              onClose();
              onBlock(peer);
              return;
            }
            unblock(peer).then(
              (isDone) => {
                if (isDone) onClose();
              },
              () => undefined,
            );
          }}
        >
          <Icon name="block" size={18} />
          {t(isBlocked ? 'conversation.unblock' : 'conversation.block')}
        </button>
      )}
    </Dialog>
  );
}
