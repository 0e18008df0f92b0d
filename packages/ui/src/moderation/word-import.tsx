import { type FilterWord, LIMITS } from '@natter/protocol';
import { type FormEvent, useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { useStaffTexts } from './use-staff-texts.ts';
import { ActionSelect } from './word-form.tsx';
import { readLines } from './word-list.ts';

interface WordImportProps {
  readonly words: readonly FilterWord[];
  readonly onClose: () => void;
  readonly onImport: (words: readonly FilterWord[]) => void;
}

/** Adds many words, one a line; says before how many of them are new. */
export function WordImport({ words, onClose, onImport }: WordImportProps) {
  const t = useStaffTexts();
  const [text, setText] = useState('');
  const [action, setAction] = useState<FilterWord['action']>('refuse');
  const { news, known, tooLong } = readLines(words, text);
  const isOver = words.length + news.length > LIMITS.filterWords;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (news.length > 0 && !isOver) onImport(news.map((word) => ({ word, action })));
  };
  return (
    <Dialog title={t('words.import.title')} onClose={onClose}>
      <form onSubmit={save}>
        <label className="ntr-field">
          <span className="ntr-field__label">{t('words.import.lines')}</span>
          <textarea
            className="ntr-field__area"
            dir="auto"
            rows={8}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <div className="ntr-words__import">
          <span>{t('words.action')}</span>
          <ActionSelect label={t('words.action')} action={action} onChange={setAction} />
        </div>
        <p className="ntr-dialog__hint" role="status">
          {t('words.import.news', { count: news.length })}
          {known + tooLong > 0 && `, ${t('words.import.skipped', { known, wrong: tooLong })}`}
        </p>
        {isOver && <p className="ntr-fault">{t('words.tooMany', { max: LIMITS.filterWords })}</p>}
        <div className="ntr-dialog__answers">
          <button type="button" className="ntr-button" data-kind="quiet" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="submit" className="ntr-button" data-kind="primary" disabled={news.length === 0 || isOver}>
            {t('words.import.confirm')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
