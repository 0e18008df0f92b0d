import type { Message, PollInfo, PollOption } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type KeyboardEvent, useState } from 'react';
import { Later } from '../base/later.tsx';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import type { ThreadMessage } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Icon } from '../parts/icon.tsx';
import { enLife } from './en-life.ts';
import { pollOf } from './poll-of.ts';

const loadVoters = async () => (await import('./dialogs.ts')).PollVoters;
const loadClosePoll = async () => (await import('./dialogs.ts')).ClosePoll;

export interface PollViewProps {
  readonly entry: ThreadMessage;
  /** I may not act in this conversation. */
  readonly isReadOnly: boolean;
}

interface OptionProps {
  readonly option: PollOption;
  readonly poll: PollInfo;
  readonly isChosen: boolean;
  readonly isStop: boolean;
  /** Undefined: there is no voting here. */
  readonly onChoose: (() => void) | undefined;
}

function OptionLine({ option, poll, isChosen, isStop, onChoose }: OptionProps) {
  const { locale } = useUi();
  const t = useMoreTexts(enLife);
  const share = poll.voters === 0 ? 0 : option.votes / poll.voters;
  const percent = new Intl.NumberFormat(locale, { style: 'percent' }).format(share);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: it has one of two roles, and both can be checked.
    <button
      type="button"
      role={poll.multiple ? 'checkbox' : 'radio'}
      aria-checked={isChosen}
      aria-disabled={onChoose === undefined}
      aria-label={`${option.text}, ${t('poll.votes', { count: option.votes })}, ${percent}`}
      className="ntr-poll__option"
      tabIndex={isStop ? 0 : -1}
      onClick={onChoose}
    >
      <span className="ntr-poll__mark" data-kind={poll.multiple ? 'box' : 'dot'}>
        {isChosen && <Icon name="check" size={14} />}
      </span>
      <span className="ntr-poll__text" dir="auto">
        {option.text}
      </span>
      <span className="ntr-poll__votes">{option.votes}</span>
      <span className="ntr-poll__bar">
        <span className="ntr-poll__fill" style={{ inlineSize: `${share * 100}%` }} />
      </span>
    </button>
  );
}

/** Moves the focus along the options; Space and Enter choose, so that going there is no vote yet. */
function onOptionKey(event: KeyboardEvent<HTMLElement>): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.ntr-poll__option')];
  const at = all.findIndex((each) => each.matches(':focus'));
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 }[
    event.key
  ];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  all.at(next % all.length)?.focus();
}

/** What I choose when I press an option. */
function choiceAfter(mine: readonly number[], id: number, isMultiple: boolean): number[] {
  if (mine.includes(id)) return isMultiple ? mine.filter((each) => each !== id) : [id];
  return isMultiple ? [...mine, id].sort((a, b) => a - b) : [id];
}

function useVote(message: Message | null, poll: PollInfo | null) {
  const client = useNatterClient();
  const { announce, tell } = useUi();
  const t = useMoreTexts(enLife);
  return (optionIds: readonly number[]) => {
    if (message === null) return;
    const chosen = poll?.options.filter(({ id }) => optionIds.includes(id)).map(({ text }) => text) ?? [];
    client.messages.vote(message.conversationId, message.id, [...optionIds]).then(
      () => announce(chosen.length === 0 ? t('poll.withdrawn') : t('poll.voted', { text: chosen.join(', ') })),
      (cause: unknown) => tell(t('conversation.actionFailed', { detail: refusalText(refusalOf(cause), t) })),
    );
  };
}

/** The choices of a poll below its question: what each has, what I chose, and voting. */
export function PollView({ entry, isReadOnly }: PollViewProps) {
  const t = useMoreTexts(enLife);
  const me = useNatterClient().userId;
  const [asked, setAsked] = useState<'voters' | 'close' | null>(null);
  const poll = pollOf(entry);
  const message = entry.kind === 'sent' ? entry.message : null;
  const vote = useVote(message, poll);
  if (poll === null) return null;
  const mine = message?.votes ?? [];
  const isClosed = poll.closedAt !== null;
  const mayVote = message !== null && !isReadOnly && !isClosed;
  const stop = poll.options.find(({ id }) => mine.includes(id))?.id ?? poll.options[0]?.id;
  const kind = isClosed ? t('poll.closed') : t(poll.multiple ? 'poll.several' : 'poll.one');
  const about = poll.anonymous ? `${kind} · ${t('poll.isAnonymous')}` : kind;
  const onClose = () => setAsked(null);
  return (
    <div className="ntr-poll">
      <p className="ntr-poll__about" dir="auto">
        {about}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it has one of two roles. */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both take a label. */}
      <div
        className="ntr-poll__options"
        role={poll.multiple ? 'group' : 'radiogroup'}
        aria-label={`${entry.message.content ?? ''} ${about}`}
        onKeyDown={onOptionKey}
      >
        {poll.options.map((option) => (
          <OptionLine
            key={option.id}
            option={option}
            poll={poll}
            isChosen={mine.includes(option.id)}
            isStop={option.id === stop}
            onChoose={mayVote ? () => vote(choiceAfter(mine, option.id, poll.multiple)) : undefined}
          />
        ))}
      </div>
      {message !== null && (
        <p className="ntr-poll__voters">
          {poll.voters === 0 ? t('poll.nobody') : t('poll.voters', { count: poll.voters })}
        </p>
      )}
      <div className="ntr-poll__acts">
        {!poll.anonymous && poll.voters > 0 && (
          <button type="button" className="ntr-text-button" onClick={() => setAsked('voters')}>
            {t('poll.show')}
          </button>
        )}
        {mayVote && mine.length > 0 && (
          <button type="button" className="ntr-text-button" onClick={() => vote([])}>
            {t('poll.withdraw')}
          </button>
        )}
        {mayVote && message.senderId === me && (
          <button type="button" className="ntr-text-button" onClick={() => setAsked('close')}>
            {t('poll.close')}
          </button>
        )}
      </div>
      {asked === 'voters' && message !== null && <Later load={loadVoters} props={{ message, poll, onClose }} />}
      {asked === 'close' && message !== null && <Later load={loadClosePoll} props={{ message, onClose }} />}
    </div>
  );
}
