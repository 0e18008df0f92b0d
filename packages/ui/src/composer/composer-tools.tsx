import { checkText } from '@natter/model';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useFormatting } from '../base/use-formatting.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { useAdding } from '../life/use-adding.tsx';
import type { MenuAction } from '../parts/menu.tsx';
import type { ComposerCore } from './composer-core.ts';
import { EmojiPanel } from './emoji-panel.tsx';
import { findMentions, movePicks, type Pick } from './find-mentions.ts';
import { applyFormat, FormatBar } from './format-bar.tsx';
import { formatOfKey } from './format-text.ts';
import { insertAtCaret } from './insert-text.ts';
import { ModeBar } from './mode-bar.tsx';
import { isNarrow, usePanelActions } from './panel-actions.ts';
import { textToPaste } from './paste-text.ts';
import { useSendMenu } from './send-menu.tsx';
import { useEditing } from './use-editing.tsx';
import { useScheduling } from './use-scheduling.tsx';
import { usePeople, useSuggestions } from './use-suggestions.tsx';

/** The counter appears when less than this part of the limit is left. */
const COUNTER_PART = 0.1;

/** Who was chosen from the list, followed through every edit of the text. */
function usePicks(text: string) {
  const picks = useRef<readonly Pick[]>([]);
  const before = useRef(text);
  if (before.current !== text) {
    picks.current = text === '' ? [] : movePicks(picks.current, before.current, text);
    before.current = text;
  }
  return picks;
}

/** Pasted text as text: what only looks empty stays outside, and what a page brought is its words. */
function usePaste({ area }: ComposerCore): void {
  useEffect(() => {
    const field = area.current;
    if (field === null) return;
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData === null ? null : textToPaste(event.clipboardData);
      if (text === null) return;
      event.preventDefault();
      if (text !== '') insertAtCaret(field, text);
    };
    field.addEventListener('paste', onPaste);
    return () => field.removeEventListener('paste', onPaste);
  }, [area]);
}

/** What is left of the limit, in code points, once that matters; null before. */
function useCounter({ text, props: { maxLength } }: ComposerCore): number | null {
  // A text is never longer in code points than in units, so most need no counting.
  if (maxLength - text.length >= maxLength * COUNTER_PART) return null;
  const left = maxLength - [...text.normalize('NFC')].length;
  return left < maxLength * COUNTER_PART ? left : null;
}

/**
 * What the message box does beyond writing and sending: names and emoji to complete, formatting, answers and edits, sending
 * later. Downloaded after the first picture; the box asks it through `core.tools`.
 */
export function ComposerToolset(core: ComposerCore) {
  const { announce } = useUi();
  const t = useMoreTexts(enComposer);
  const { text, edit, replyTo, answer, panel, setPanel, props, setAria, tools } = core;
  const { maxLength } = props;
  const people = usePeople(core);
  const picks = usePicks(text);
  const suggestions = useSuggestions(core, people, ({ userId, displayName }, at) => {
    picks.current = [...picks.current, { userId, displayName, at }];
  });
  const editing = useEditing(core, people, picks.current);
  const scheduling = useScheduling(core);
  const isFormatted = useFormatting().isOn;
  const left = useCounter(core);
  const counterId = useId();
  usePaste(core);

  const extrasOf = (content: string) => {
    const mentions = findMentions(content, people, picks.current);
    return mentions.length === 0 ? {} : { mentions };
  };
  const checked = checkText(text.trim(), { maxLength });
  const schedule = () => {
    if (!checked.ok) return;
    scheduling.ask(checked.text, { ...extrasOf(checked.text), ...(replyTo === null ? {} : { replyToId: replyTo.id }) });
  };
  const canSchedule = scheduling.canSchedule && checked.ok && edit === null;
  const actions: MenuAction[] = canSchedule
    ? [{ id: 'schedule', label: t('schedule.action'), icon: 'clock', run: schedule }]
    : [];
  const sendMenu = useSendMenu(core, t('composer.send'), actions);
  const adding = useAdding({ conversationId: props.conversation?.id, maxLength, canPoll: core.canAdd });
  const panels = usePanelActions(core);

  const leave = () => {
    if (edit !== null) editing.cancel();
    else answer(null);
  };
  // The ladder of Escape: a list, a panel, an answer or edit; then it is the page's.
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (suggestions.onKey(event) || editing.onKey(event)) return true;
    const format = isFormatted ? formatOfKey(event) : null;
    if (format !== null) applyFormat(event.currentTarget, format);
    else if (event.key !== 'Escape') return false;
    else if (panel !== null) setPanel(null);
    else if (edit === null && replyTo !== null) leave();
    else return false;
    return true;
  };
  const onRefused = (given: string) => {
    const refused = checkText(given, { maxLength });
    if (refused.ok || given.trim() === '') return;
    if (refused.fault === 'too_long') announce(t('composer.over', { count: refused.length - refused.maxLength }));
    else core.tell(t('composer.invisible'));
  };
  const onAdd = (opener: HTMLElement) => adding.open(opener, [...(isNarrow(opener) ? panels : []), ...actions]);
  useLayoutEffect(() => {
    tools.current = { onKey, onRefused, onEdited: editing.save, onAdd, extrasOf };
  });
  useLayoutEffect(
    () => () => {
      tools.current = null;
    },
    [tools],
  );
  const { 'aria-controls': controls, 'aria-activedescendant': active } = suggestions.aria;
  const [hasCounter, isOver] = [left !== null, left !== null && left < 0];
  useEffect(() => {
    setAria({
      'aria-autocomplete': 'list',
      'aria-controls': controls,
      'aria-activedescendant': active,
      'aria-describedby': hasCounter ? counterId : undefined,
      'aria-invalid': isOver || undefined,
    });
  }, [setAria, controls, active, hasCounter, isOver, counterId]);

  return (
    <>
      {scheduling.line}
      {editing.fault}
      {suggestions.list}
      {panel === 'emoji' && <EmojiPanel core={core} />}
      {(edit !== null || replyTo !== null) && <ModeBar core={core} onLeave={leave} />}
      {panel === 'format' && <FormatBar core={core} onSchedule={canSchedule ? schedule : undefined} />}
      {left !== null && (
        <p className="ntr-composer__counter" id={counterId} data-over={isOver || undefined}>
          {isOver ? t('composer.over', { count: -left }) : t('composer.left', { count: left })}
        </p>
      )}
      {sendMenu}
      {adding.menu}
      {scheduling.dialog}
    </>
  );
}
