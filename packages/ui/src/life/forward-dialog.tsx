import type { Message } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import { useConversations, useNatterClient, usePeople } from '@natter/react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useDebounced } from '../base/use-debounced.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { useMayStart } from '../base/use-standing.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { enLife } from './en-life.ts';
import { Outcomes, TargetOption } from './forward-parts.tsx';
import { type Target, targetsOf } from './forward-targets.ts';
import { useForwarding } from './use-forwarding.ts';
import { WaitingLines } from './waiting-lines.tsx';

const SEARCH_MS = 160;
const MOST = LIMITS.forwards;
/** Nobody looks through more of them: they search. */
const SHOWN = 60;

export interface ForwardDialogProps {
  readonly message: Message;
  readonly onClose: () => void;
}

/** What one may choose from, by what was typed. */
function useTargets(typed: string) {
  const client = useNatterClient();
  const { t } = useUi();
  const q = useDebounced(typed.trim(), SEARCH_MS);
  const mayStart = useMayStart();
  const inbox = useConversations({ filter: 'all', q });
  const people = usePeople(q);
  const found = targetsOf({ items: inbox.items, people: mayStart ? people.items : [] }, client.userId, t);
  const conversations = found.conversations.slice(0, SHOWN);
  return {
    groups: [
      ['forward.conversations', conversations],
      ['forward.people', found.others.slice(0, SHOWN)],
    ] as const,
    all: [...conversations, ...found.others.slice(0, SHOWN)],
    isLoading: inbox.loading || people.loading,
    isSearch: q !== '',
    /** What is shown answers what was typed. */
    isSettled: q === typed.trim() && !people.loading && !inbox.loading,
  };
}

/**
 * Sends copies of a message elsewhere. The keyboard stays in the search: Up and Down go over who was found, Enter chooses,
 * Ctrl or ⌘ with Enter sends.
 */
export function ForwardDialog({ message, onClose }: ForwardDialogProps) {
  const { tell, locale } = useUi();
  const t = useMoreTexts(enLife);
  const { plain } = useFormatting();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<readonly Target[]>([]);
  const [active, setActive] = useState<string | null>(null);
  const { groups, all, isLoading, isSearch, isSettled } = useTargets(typed);
  const { state, forward } = useForwarding(message);
  const searchRef = useRef<HTMLDivElement>(null);
  // Not under a finger: its keyboard would cover those to choose from.
  useEffect(() => {
    if (!matchMedia('(pointer: coarse)').matches) searchRef.current?.querySelector('input')?.focus();
  }, []);
  const isFull = chosen.length >= MOST;
  const at = Math.max(
    0,
    all.findIndex((each) => each.key === active),
  );
  const optionId = (target: Target | undefined) => `${id}-${target?.key}`;
  const isChosen = (target: Target) => chosen.some((each) => each.key === target.key);

  const toggle = (target: Target) => {
    setActive(target.key);
    if (isChosen(target)) setChosen(chosen.filter((each) => each.key !== target.key));
    else if (!isFull) setChosen([...chosen, target]);
  };
  const send = async () => {
    if (chosen.length === 0 || state.at === 'sending') return;
    const outcomes = await forward(chosen);
    if (outcomes === null || outcomes.some(({ fault }) => fault !== null)) return;
    onClose();
    const names = new Intl.ListFormat(locale).format(chosen.map(({ name }) => name));
    tell(t('forward.done', { names }));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    const target = all[at];
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      if (event.ctrlKey || event.metaKey) void send();
      else if (target !== undefined && isSettled) toggle(target);
    } else if (next !== undefined && all.length > 0) {
      const to = all[(next + all.length) % all.length];
      setActive(to?.key ?? null);
      document.getElementById(optionId(to))?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
  };

  if (state.at === 'done') {
    return (
      <Dialog title={t('forward.partly')} onClose={onClose}>
        <Outcomes outcomes={state.outcomes} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('forward.title')} onClose={onClose}>
      <p className="ntr-forward__text" dir="auto">
        <span className="ntr-forward__lines">{plain(message.content ?? '')}</span>
      </p>
      <div ref={searchRef}>
        <SearchField
          label={t('forward.search')}
          value={typed}
          onChange={setTyped}
          onKeyDown={onKeyDown}
          controls={`${id}-list`}
          activeOption={all.length === 0 ? undefined : optionId(all[at])}
        />
      </div>
      {chosen.length > 0 && (
        <ul className="ntr-forward__chosen" aria-label={t('forward.chosen')}>
          {chosen.map((target) => (
            <li key={target.key}>
              <button
                type="button"
                className="ntr-forward__chip"
                aria-label={t('forward.remove', { name: target.name })}
                onClick={() => toggle(target)}
              >
                <bdi>{target.name}</bdi>
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div
        id={`${id}-list`}
        className="ntr-forward__list"
        role="listbox"
        aria-multiselectable
        aria-label={t('forward.targets')}
        // A list that scrolls can be scrolled by key too.
        tabIndex={0}
      >
        {groups.map(([title, targets]) =>
          targets.length === 0 ? null : (
            // biome-ignore lint/a11y/useSemanticElements: a group of options, which a fieldset cannot be.
            <div key={title} role="group" aria-label={t(title)}>
              <p className="ntr-forward__group" aria-hidden="true">
                {t(title)}
              </p>
              {targets.map((target) => (
                <TargetOption
                  key={target.key}
                  id={optionId(target)}
                  target={target}
                  isActive={target === all[at]}
                  isChosen={isChosen(target)}
                  onToggle={() => toggle(target)}
                />
              ))}
            </div>
          ),
        )}
      </div>
      {all.length === 0 && isLoading && <WaitingLines label={t('new.loading')} count={3} />}
      {all.length === 0 && !isLoading && (
        <p className="ntr-dialog__hint">{t(isSearch ? 'forward.none' : 'forward.nobody')}</p>
      )}
      {state.at === 'choosing' && state.fault !== null && (
        <p className="ntr-fault" role="alert">
          {state.fault}
        </p>
      )}
      {isFull && <p className="ntr-dialog__hint">{t('forward.full', { count: MOST })}</p>}
      <div className="ntr-dialog__answers">
        <button type="button" className="ntr-button" data-kind="quiet" onClick={onClose}>
          {t('app.cancel')}
        </button>
        <button
          type="button"
          className="ntr-button"
          data-kind="primary"
          disabled={chosen.length === 0 || state.at === 'sending'}
          onClick={() => void send()}
        >
          {state.at === 'sending'
            ? t('forward.sending')
            : chosen.length > 1
              ? t('forward.sendTo', { count: chosen.length })
              : t('forward.send')}
        </button>
      </div>
    </Dialog>
  );
}
