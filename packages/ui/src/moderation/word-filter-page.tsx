import type { ModerationClient } from '@natter/client/moderation';
import type { FilterWord } from '@natter/protocol';
import { useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { Fault, ListStates } from './staff-parts.tsx';
import { useStaffTexts } from './use-staff-texts.ts';
import { useWords } from './use-words.ts';
import { ActionSelect, WordForm } from './word-form.tsx';
import { WordImport } from './word-import.tsx';
import { withoutWord, withWord } from './word-list.ts';

/** From so many words on there is a field to find one. */
const FINDABLE = 10;

export interface WordFilterPageProps {
  readonly moderation: ModerationClient;
}

interface WordRowProps {
  readonly word: FilterWord;
  readonly onAction: (action: FilterWord['action']) => void;
  readonly onRemove: () => void;
}

function WordRow({ word, onAction, onRemove }: WordRowProps) {
  const t = useStaffTexts();
  return (
    <li className="ntr-words__row">
      <bdi className="ntr-words__word">{word.word}</bdi>
      <ActionSelect label={t('words.actionOf', { word: word.word })} action={word.action} onChange={onAction} />
      <button
        type="button"
        className="ntr-icon-button"
        aria-label={t('words.remove', { word: word.word })}
        onClick={onRemove}
      >
        <Icon name="trash" size={18} />
      </button>
    </li>
  );
}

/** Words that the store does not want, and what happens to a message that has one of them. */
export function WordFilterPage({ moderation }: WordFilterPageProps) {
  const { tell } = useUi();
  const t = useStaffTexts();
  const { words, isLoading, error, ask, fault, change } = useWords(moderation);
  const [q, setQ] = useState('');
  const [isImporting, setIsImporting] = useState(false);
  const countRef = useRef<HTMLParagraphElement>(null);
  const all = words ?? [];
  const shown = all.filter((each) => each.word.toLowerCase().includes(q.trim().toLowerCase()));
  const made = (how: (was: readonly FilterWord[]) => FilterWord[], told: string) =>
    change(how).then((isKept) => {
      if (isKept) tell(told);
    });
  const remove = (word: string) => {
    void made((was) => withoutWord(was, word), t('words.removed', { word }));
    // The button that was pressed goes with its line.
    countRef.current?.focus();
  };
  if (words === null) {
    return (
      <ListStates
        isEmpty
        isLoading={isLoading}
        error={error}
        errorTitle={t('words.error.title')}
        empty={{ title: t('words.empty.title') }}
        onRetry={ask}
      >
        {null}
      </ListStates>
    );
  }
  return (
    <>
      <p className="ntr-staff__intro">{t('words.intro')}</p>
      <WordForm
        words={all}
        onAdd={(word) => void made((was) => withWord(was, word), t('words.added', { word: word.word }))}
      />
      {fault !== null && <Fault error={fault} />}
      <div className="ntr-staff__tools">
        <p ref={countRef} tabIndex={-1} className="ntr-words__count">
          {t('words.count', { count: all.length })}
        </p>
        <button type="button" className="ntr-button" data-kind="quiet" onClick={() => setIsImporting(true)}>
          {t('words.import')}
        </button>
      </div>
      {all.length >= FINDABLE && <SearchField label={t('words.find')} value={q} onChange={setQ} />}
      <ListStates
        isEmpty={all.length === 0}
        isLoading={false}
        error={null}
        errorTitle=""
        empty={{ title: t('words.empty.title'), text: t('words.empty.text'), art: 'archive' }}
        onRetry={ask}
      >
        <ul className="ntr-words" aria-label={t('words.list')}>
          {shown.map((each) => (
            <WordRow
              key={each.word}
              word={each}
              onAction={(action) => void change((was) => withWord(was, { ...each, action }))}
              onRemove={() => remove(each.word)}
            />
          ))}
        </ul>
        {shown.length === 0 && <p className="ntr-staff__intro">{t('words.noMatch', { q: q.trim() })}</p>}
      </ListStates>
      {isImporting && (
        <WordImport
          words={all}
          onClose={() => setIsImporting(false)}
          onImport={(news) => {
            setIsImporting(false);
            const how = (was: readonly FilterWord[]) =>
              news.reduce<FilterWord[]>((list, each) => withWord(list, each), [...was]);
            void made(how, t('words.imported', { count: news.length }));
          }}
        />
      )}
    </>
  );
}
