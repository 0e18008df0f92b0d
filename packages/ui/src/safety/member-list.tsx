import type { Conversation } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useCallback } from 'react';
import { useUi } from '../base/ui-context.ts';
import { enLater } from '../i18n/en-later.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { useAnswer } from '../life/use-answer.ts';
import { Fault, WaitingLines } from '../life/waiting-lines.tsx';
import { PersonName } from '../parts/person-name.tsx';

/** Who is in a group, admins first. Without a network those whom the conversation carries, where that is everybody. */
export function MemberList({ conversation }: { readonly conversation: Conversation }) {
  const { slots } = useUi();
  const t = useMoreTexts(enLater);
  const client = useNatterClient();
  const { id, participants, participantCount } = conversation;
  const { answer, retry } = useAnswer(useCallback(() => client.conversations.participants(id), [client, id]));
  const isWhole = participants.length === participantCount;
  const known = answer.at === 'there' ? answer.value : isWhole ? participants : null;
  return (
    <section className="ntr-details__part" aria-label={t('details.members')}>
      <h3 className="ntr-dialog__section">
        {t('details.members')} <span className="ntr-details__count">{participantCount}</span>
      </h3>
      {known === null && answer.at === 'loading' && (
        <WaitingLines label={t('details.membersLoading')} count={participants.length} />
      )}
      {known === null && answer.at === 'failed' && (
        <Fault error={answer.error} say={(detail) => t('details.membersFailed', { detail })} onRetry={retry} />
      )}
      {known !== null && (
        <ul className="ntr-who">
          {[...known]
            .sort((a, b) => Number(b.role === 'admin') - Number(a.role === 'admin'))
            .map((member) => (
              <li key={member.userId} className="ntr-who__person">
                <slots.Avatar person={member} size="s" />
                <span className="ntr-who__name">
                  {member.userId === client.userId ? t('app.you') : <PersonName person={member} />}
                </span>
                {member.role === 'admin' && <span className="ntr-details__role">{t('details.admin')}</span>}
              </li>
            ))}
        </ul>
      )}
    </section>
  );
}
