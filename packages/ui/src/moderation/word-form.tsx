import { type FilterWord, LIMITS } from '@natter/protocol';
import { type FormEvent, useId, useState } from 'react';
import { useStaffTexts } from './use-staff-texts.ts';
import { faultOf, tidyWord } from './word-list.ts';

interface ActionSelectProps {
  readonly label: string;
  readonly action: FilterWord['action'];
  readonly onChange: (action: FilterWord['action']) => void;
}

/** What happens to a message with the word. */
export function ActionSelect({ label, action, onChange }: ActionSelectProps) {
  const t = useStaffTexts();
  return (
    <select
      className="ntr-field__input ntr-words__action"
      aria-label={label}
      value={action}
      onChange={(event) => onChange(event.currentTarget.value === 'refuse' ? 'refuse' : 'report')}
    >
      <option value="refuse">{t('words.action.refuse')}</option>
      <option value="report">{t('words.action.report')}</option>
    </select>
  );
}

interface WordFormProps {
  readonly words: readonly FilterWord[];
  readonly onAdd: (word: FilterWord) => void;
}

/** Adds one word. What is wrong with it is said while it is typed. */
export function WordForm({ words, onAdd }: WordFormProps) {
  const t = useStaffTexts();
  const [typed, setTyped] = useState('');
  const [action, setAction] = useState<FilterWord['action']>('refuse');
  const faultId = useId();
  const word = tidyWord(typed);
  const fault = word === '' ? null : faultOf(words, word);
  const max = fault === 'tooMany' ? LIMITS.filterWords : LIMITS.filterWordLength;
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (word === '' || fault !== null) return;
    onAdd({ word, action });
    setTyped('');
  };
  return (
    <form className="ntr-words__form" onSubmit={add}>
      <input
        className="ntr-field__input ntr-words__input"
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        aria-label={t('words.new')}
        placeholder={t('words.new')}
        aria-invalid={fault !== null || undefined}
        aria-describedby={fault === null ? undefined : faultId}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ActionSelect label={t('words.action')} action={action} onChange={setAction} />
      <button type="submit" className="ntr-button" data-kind="primary" disabled={word === '' || fault !== null}>
        {t('words.add')}
      </button>
      {fault !== null && (
        <p className="ntr-fault" id={faultId} role="status">
          {t(`words.${fault}`, { max })}
        </p>
      )}
    </form>
  );
}
