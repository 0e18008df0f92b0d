import type { Message, Reactions } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useCallback, useState } from 'react';
import { clockTime, dayLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { enLife } from './en-life.ts';
import { Tabs } from './tabs.tsx';
import { useAnswer } from './use-answer.ts';
import { useReact } from './use-react.ts';
import { Fault, WaitingLines } from './waiting-lines.tsx';

const ALL = 'all';

export interface WhoReactedProps {
  readonly message: Message;
  /** I may take back what is mine. */
  readonly mayReact: boolean;
  readonly onClose: () => void;
}

interface ListProps extends WhoReactedProps {
  readonly known: Reactions;
  readonly chosen: string;
}

function PeopleList({ message, mayReact, known, chosen, onClose }: ListProps) {
  const ui = useUi();
  const t = useMoreTexts(enLife);
  const client = useNatterClient();
  const react = useReact();
  const people = new Map(known.people.map((each) => [each.userId, each]));
  const items = known.items.filter(({ emoji }) => chosen === ALL || emoji === chosen);
  return (
    <ul className="ntr-who">
      {items.map(({ emoji, userId, at }) => {
        const isMe = userId === client.userId;
        const person = people.get(userId) ?? { userId, displayName: t('app.unknownPerson'), avatarUrl: null };
        return (
          <li key={`${userId} ${emoji}`} className="ntr-who__person">
            <ui.slots.Avatar person={person} size="s" />
            <span className="ntr-who__name">
              {isMe ? t('app.you') : <PersonName person={person} />}
              <time className="ntr-who__time" dateTime={at}>
                {dayLabel(at, ui.platform.now(), ui)}, {clockTime(at, ui)}
              </time>
            </span>
            {isMe && mayReact && (
              <button
                type="button"
                className="ntr-text-button"
                aria-label={t('react.removeEmoji', { emoji })}
                onClick={() => {
                  onClose();
                  react(message, emoji);
                }}
              >
                {t('react.remove')}
              </button>
            )}
            <span className="ntr-who__emoji">{emoji}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Who reacted with what: everybody, or by emoji. */
export function WhoReacted(props: WhoReactedProps) {
  const { message, onClose } = props;
  const t = useMoreTexts(enLife);
  const client = useNatterClient();
  const [wanted, setWanted] = useState(ALL);
  const { conversationId, id } = message;
  const { answer, retry } = useAnswer(
    useCallback(() => client.messages.reactions(conversationId, id), [client, conversationId, id]),
  );
  const items = answer.at === 'there' ? answer.value.items : [];
  const emoji =
    answer.at === 'there' ? [...new Set(items.map((each) => each.emoji))] : message.reactions.map((each) => each.emoji);
  const countOf = (of: string) => items.filter((each) => each.emoji === of).length;
  const tabs = [
    { id: ALL, label: t('react.all') },
    ...emoji.map((each) => ({
      id: each,
      label: answer.at === 'there' ? t('react.tab', { emoji: each, count: countOf(each) }) : each,
    })),
  ];
  const chosen = emoji.includes(wanted) ? wanted : ALL;
  return (
    <Dialog title={t('react.title')} onClose={onClose}>
      {answer.at === 'there' && items.length === 0 ? (
        <p className="ntr-dialog__text">{t('react.none')}</p>
      ) : (
        <Tabs label={t('react.title')} tabs={tabs} chosen={chosen} onChoose={setWanted}>
          {answer.at === 'loading' && <WaitingLines label={t('react.loading')} count={message.reactions.length} />}
          {answer.at === 'failed' && (
            <Fault error={answer.error} say={(detail) => t('react.failed', { detail })} onRetry={retry} />
          )}
          {answer.at === 'there' && <PeopleList {...props} known={answer.value} chosen={chosen} />}
        </Tabs>
      )}
    </Dialog>
  );
}
