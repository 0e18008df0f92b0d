import type { Message, PollInfo, Votes } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useCallback } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { ConfirmDialog, Dialog } from '../parts/dialog.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { enLife } from './en-life.ts';
import { useAnswer } from './use-answer.ts';
import { Fault, WaitingLines } from './waiting-lines.tsx';

export interface PollVotersProps {
  readonly message: Message;
  readonly poll: PollInfo;
  readonly onClose: () => void;
}

function VotersByOption({ poll, votes }: { readonly poll: PollInfo; readonly votes: Votes }) {
  const { slots } = useUi();
  const t = useMoreTexts(enLife);
  const me = useNatterClient().userId;
  const people = new Map(votes.people.map((each) => [each.userId, each]));
  return poll.options.map((option) => {
    const voters = votes.items.filter(({ optionId }) => optionId === option.id);
    return (
      <section key={option.id} className="ntr-voters">
        <h3 className="ntr-voters__head">
          <span dir="auto">{option.text}</span>
          <span className="ntr-voters__count">{t('poll.votes', { count: voters.length })}</span>
        </h3>
        <ul className="ntr-who">
          {voters.map(({ userId }) => {
            const person = people.get(userId) ?? { userId, displayName: t('app.unknownPerson'), avatarUrl: null };
            return (
              <li key={userId} className="ntr-who__person">
                <slots.Avatar person={person} size="s" />
                <span className="ntr-who__name">{userId === me ? t('app.you') : <PersonName person={person} />}</span>
              </li>
            );
          })}
        </ul>
      </section>
    );
  });
}

/** Who chose what in a poll that is not anonymous. */
export function PollVoters({ message, poll, onClose }: PollVotersProps) {
  const t = useMoreTexts(enLife);
  const client = useNatterClient();
  const { conversationId, id, changeSeq } = message;
  const { answer, retry } = useAnswer(
    // biome-ignore lint/correctness/useExhaustiveDependencies: a vote more is another answer.
    useCallback(() => client.messages.votes(conversationId, id), [client, conversationId, id, changeSeq]),
  );
  return (
    <Dialog title={t('poll.votersTitle')} onClose={onClose}>
      {answer.at === 'loading' && <WaitingLines label={t('poll.votersLoading')} count={poll.voters} />}
      {answer.at === 'failed' && (
        <Fault error={answer.error} say={(detail) => t('poll.votersFailed', { detail })} onRetry={retry} />
      )}
      {answer.at === 'there' && <VotersByOption poll={poll} votes={answer.value} />}
    </Dialog>
  );
}

/** Asks before a poll is closed for good. */
export function ClosePoll({ message, onClose }: Omit<PollVotersProps, 'poll'>) {
  const client = useNatterClient();
  const { tell } = useUi();
  const t = useMoreTexts(enLife);
  return (
    <ConfirmDialog
      title={t('poll.closeTitle')}
      text={t('poll.closeText')}
      confirmLabel={t('poll.closeConfirm')}
      onConfirm={() => {
        onClose();
        client.messages
          .closePoll(message.conversationId, message.id)
          .catch((cause: unknown) =>
            tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), t) })),
          );
      }}
      onCancel={onClose}
    />
  );
}
