import type { Message } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { refusalOf, refusalText } from '../base/refusal-text.ts';
import { useUi } from '../base/ui-context.ts';
import { useFeature } from '../base/use-standing.ts';
import { enComposer } from '../i18n/en-composer.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import type { ComposerCore } from './composer-core.ts';
import { EditFault, type EditProblem } from './edit-fault.tsx';
import { findMentions, type Namable, type Pick } from './find-mentions.ts';
import { editableMessages, keyOfEntry } from './own-messages.ts';

/** Edits that were begun and left, by message: a look at another conversation costs nobody their words. */
const leftEdits = new Map<string, string>();

interface Editing {
  readonly fault: ReactNode;
  readonly onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  readonly save: (content: string) => void;
  readonly cancel: () => void;
}

/**
 * Changing own messages: begun by Up in an empty box, walked through by Up and Down as long as nothing was changed, ended by
 * Escape, which brings back what was half written before. An edit that is refused stays in the box.
 */
export function useEditing(core: ComposerCore, people: readonly Namable[], picks: readonly Pick[]): Editing {
  const { edit, setEdit, props, area, tell } = core;
  const client = useNatterClient();
  const { announce } = useUi();
  const t = useMoreTexts(enComposer);
  const canEdit = useFeature('editing');
  const [problem, setProblem] = useState<EditProblem | null>(null);
  const isSaving = useRef(false);
  const entry = edit?.entry ?? null;
  const key = entry === null ? null : keyOfEntry(entry);
  const latest = useRef(edit);
  latest.current = edit;

  // Begins where the words end, with what was left here before.
  useEffect(() => {
    setProblem(null);
    if (key === null) return;
    const left = leftEdits.get(key);
    const { current } = latest;
    if (left !== undefined && current !== null) setEdit({ ...current, text: left });
    const field = area.current;
    field?.setSelectionRange(field.value.length, field.value.length);
    return () => {
      const { current: last } = latest;
      if (last === null || keyOfEntry(last.entry) !== key) return;
      if (last.text !== last.entry.message.content) leftEdits.set(key, last.text);
    };
  }, [key, area, setEdit]);

  const end = () => {
    if (key !== null) leftEdits.delete(key);
    latest.current = null;
    setEdit(null);
    tell(null);
  };
  /** The message as the server has it now. */
  const showNewer = async ({ conversationId, id, seq }: Message) => {
    const { items } = await client.getConversationMessages(conversationId, { around: seq, limit: 1 });
    const message = items.find((each) => each.id === id) ?? null;
    setProblem({ why: 'changed', message: message?.content === null ? null : message });
  };
  const save = (content: string, version = entry?.kind === 'sent' ? entry.message.version : undefined) => {
    if (entry === null || isSaving.current) return;
    if (content === entry.message.content && problem === null) return end();
    isSaving.current = true;
    const id = entry.kind === 'sent' ? entry.message.id : entry.message.clientId;
    const mentions = findMentions(content, people, picks);
    client.messages
      .edit(entry.message.conversationId, id, { content, mentions, ...(version === undefined ? {} : { version }) })
      .then(
        () => {
          announce(t('composer.edited'));
          end();
        },
        async (cause: unknown) => {
          const error = refusalOf(cause);
          if (error.code === 'edit_window_over') setProblem({ why: 'over' });
          else if (error.code === 'conflict' && entry.kind === 'sent') await showNewer(entry.message);
          else tell(t('composer.edit.failed', { detail: refusalText(error, t) }));
        },
      )
      .catch((cause: unknown) => tell(t('composer.edit.failed', { detail: refusalText(refusalOf(cause), t) })))
      .finally(() => {
        isSaving.current = false;
      });
  };

  const walk = (step: 1 | -1): boolean => {
    const all = editableMessages(props.view, client.userId, client.serverNow());
    const at = key === null ? all.length : all.findIndex((each) => keyOfEntry(each) === key);
    const next = all[at + step];
    if (next !== undefined) setEdit({ entry: next, text: next.message.content ?? '' });
    else if (step === 1 && key !== null) end();
    return next !== undefined || key !== null;
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const { key: pressed, currentTarget: field } = event;
    if (pressed === 'Escape' && entry !== null) {
      end();
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !canEdit) return false;
    const isUntouched = edit === null ? field.value === '' : edit.text === edit.entry.message.content;
    if (!isUntouched) return false;
    if (
      pressed === 'ArrowUp' &&
      (entry === null || field.selectionStart === 0 || field.selectionStart === field.value.length)
    )
      return walk(-1);
    if (pressed === 'ArrowDown' && entry !== null && field.selectionEnd === field.value.length) return walk(1);
    return false;
  };
  const fault = problem !== null && edit !== null && (
    <EditFault
      problem={problem}
      mine={edit.text}
      onTheirs={end}
      onMine={(version) => save(edit.text.trim(), version)}
    />
  );
  return { fault, onKey, save: (content) => save(content), cancel: end };
}
