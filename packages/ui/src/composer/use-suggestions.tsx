import { useNatterClient } from '@natter/react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { noteEmoji } from '../emoji/recent-emoji.ts';
import { readSkinTone } from '../emoji/skin-tone.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import type { ComposerCore } from './composer-core.ts';
import type { Namable } from './find-mentions.ts';
import { insertText } from './insert-text.ts';
import { matchPeople, queryAt, type SuggestQuery } from './suggest-query.ts';
import { type Suggestion, SuggestionList } from './suggestion-list.tsx';

const MOST = 8;

/** Where the caret stands, kept up to date while the field has the focus; null without one caret. */
function useCaret({ area, text }: ComposerCore): number | null {
  const [caret, setCaret] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caret moves with the text.
  useEffect(() => {
    const field = area.current;
    if (field === null) return;
    const look = () => {
      const isHere = field.ownerDocument.activeElement === field;
      setCaret(isHere && field.selectionStart === field.selectionEnd ? field.selectionStart : null);
    };
    look();
    const { ownerDocument: page } = field;
    page.addEventListener('selectionchange', look);
    field.addEventListener('blur', look);
    return () => {
      page.removeEventListener('selectionchange', look);
      field.removeEventListener('blur', look);
    };
  }, [area, text]);
  return caret;
}

/** Those who can be named here: the others of the conversation. Where it carries only some of them, all are asked for once. */
export function usePeople({ text, props: { conversation } }: ComposerCore): readonly Namable[] {
  const client = useNatterClient();
  const [all, setAll] = useState<{ readonly of: string; readonly people: readonly Namable[] } | null>(null);
  const id = conversation?.id ?? null;
  const isWhole = conversation == null || conversation.participantCount <= conversation.participants.length;
  const isWanted = !isWhole && text.includes('@') && all?.of !== id;
  useEffect(() => {
    if (!isWanted || id === null) return;
    let isCurrent = true;
    client.conversations.participants(id).then(
      (people) => {
        if (isCurrent) setAll({ of: id, people });
      },
      // Without the server those who are known here are offered; the next @ asks again.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [client, isWanted, id]);
  const known = all !== null && all.of === id ? all.people : conversation?.participants;
  return useMemo(() => (known ?? []).filter(({ userId }) => userId !== client.userId), [known, client.userId]);
}

/** Emoji by the beginning of a name; their data is downloaded with the first question. */
function useEmojiFor(words: string | null): readonly Suggestion[] {
  const { platform } = useUi();
  const [found, setFound] = useState<readonly Suggestion[]>([]);
  useEffect(() => {
    if (words === null) return setFound([]);
    let isCurrent = true;
    import('../emoji/find-emoji.ts').then(
      ({ findEmoji, inTone }) => {
        const tone = readSkinTone(platform);
        const all = findEmoji(words, MOST).map((each) => ({
          sign: inTone(each, tone),
          label: each.name,
          key: each.emoji,
        }));
        if (isCurrent) setFound(all);
      },
      // Not to be had just now: what was typed stays the text it is.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [words, platform]);
  return found;
}

interface Suggestions {
  readonly list: React.ReactNode;
  readonly aria: { 'aria-controls'?: string; 'aria-activedescendant'?: string };
  /** True: the key was meant for the list. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

/**
 * What can be completed at the caret: names after `@`, emoji after `:`. Up and Down walk round, Enter and Tab take what is
 * marked, or the first; Escape closes until something else is begun.
 *
 * @param onPerson somebody was chosen; their `@` stands at `at`
 */
export function useSuggestions(
  core: ComposerCore,
  people: readonly Namable[],
  onPerson: (person: Namable, at: number) => void,
): Suggestions {
  const { platform, announce } = useUi();
  const t = useMoreTexts(enComposer);
  const id = useId();
  const caret = useCaret(core);
  const [active, setActive] = useState<number | null>(null);
  const dismissed = useRef<number | null>(null);
  const [, redraw] = useState(0);
  const asked = caret === null ? null : queryAt(core.text, caret);
  // A look elsewhere and back brings no list again that was closed.
  if (caret !== null && asked?.start !== dismissed.current) dismissed.current = null;
  const query: SuggestQuery | null = dismissed.current === null ? asked : null;
  const emoji = useEmojiFor(query?.kind === 'emoji' ? query.words : null);
  const options: readonly Suggestion[] =
    query === null
      ? []
      : query.kind === 'emoji'
        ? emoji
        : matchPeople(people, query.words, MOST).map((person) => ({
            key: person.userId,
            label: person.displayName,
            person,
          }));
  const isOpen = options.length > 0;
  const key = query === null ? '' : `${query.start}${query.words}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is marked belongs to what was typed.
  useEffect(() => setActive(null), [key]);
  const { length } = options;
  useEffect(() => {
    if (isOpen) announce(t('composer.suggestions', { count: length }));
  }, [isOpen, length, announce, t]);

  const take = ({ person, sign = '' }: Suggestion) => {
    const area = core.area.current;
    if (area === null || query === null) return;
    const end = query.start + query.words.length + 1;
    const space = /^\s/.test(core.text.slice(end)) ? '' : ' ';
    insertText(area, (person === undefined ? sign : `@${person.displayName}`) + space, { start: query.start, end });
    if (person === undefined) noteEmoji(platform, sign);
    else onPerson(person, query.start);
  };
  const onKey = (event: KeyboardEvent): boolean => {
    if (!isOpen || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setActive(((active ?? (step === 1 ? -1 : length)) + step + length) % length);
    // A bare sign may stand for itself: it is sent, and nobody is named by it.
    else if (active === null && query?.words === '' && event.key !== 'Escape') return false;
    else if (event.key === 'Enter' || event.key === 'Tab') {
      const option = options[active ?? 0];
      if (option !== undefined) take(option);
    } else if (event.key === 'Escape') {
      dismissed.current = query?.start ?? null;
      redraw((was) => was + 1);
    } else return false;
    return true;
  };
  const optionId = (at: number) => `${id}-${at}`;
  const aria = {
    ...(isOpen ? { 'aria-controls': id } : {}),
    ...(isOpen && active !== null ? { 'aria-activedescendant': optionId(active) } : {}),
  };
  const list = isOpen && (
    <SuggestionList
      id={id}
      label={t(query?.kind === 'emoji' ? 'composer.emojis' : 'composer.people')}
      options={options}
      active={active}
      optionId={optionId}
      onTake={take}
    />
  );
  return { list, aria, onKey };
}
