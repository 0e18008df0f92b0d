import type { Report, ResolveBody } from '@natter/protocol';
import { type FormEvent, useId, useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { NoteField, noteLeft } from './staff-parts.tsx';
import { useStaffTexts } from './use-staff-texts.ts';

/** Offered lengths of a suspension in days, and the longest that the server takes. */
const DAYS = [1, 7, 30] as const;
const MOST_DAYS = 3650;

interface ResolveDialogProps {
  readonly report: Report;
  readonly action: 'remove' | 'suspend';
  readonly onClose: () => void;
  readonly onResolve: (body: ResolveBody) => void;
}

interface DaysFieldProps {
  readonly days: number | 'other';
  readonly typed: string;
  readonly isWrong: boolean;
  readonly onDays: (days: number | 'other') => void;
  readonly onTyped: (typed: string) => void;
}

function DaysField({ days, typed, isWrong, onDays, onTyped }: DaysFieldProps) {
  const t = useStaffTexts();
  const faultId = useId();
  const choices: readonly (number | 'other')[] = [...DAYS, 'other'];
  return (
    <fieldset className="ntr-choices">
      <legend className="ntr-choices__legend">{t('resolve.days')}</legend>
      {choices.map((each) => (
        <label key={each} className="ntr-choices__choice">
          <input type="radio" name="days" checked={days === each} onChange={() => onDays(each)} />
          {each === 'other' ? t('resolve.otherDays') : t('resolve.day', { count: each })}
        </label>
      ))}
      {days === 'other' && (
        <>
          <input
            className="ntr-field__input"
            inputMode="numeric"
            aria-label={t('resolve.daysField')}
            placeholder={t('resolve.daysField')}
            aria-invalid={isWrong || undefined}
            aria-describedby={isWrong ? faultId : undefined}
            // biome-ignore lint/a11y/noAutofocus: it has just been asked for.
            autoFocus
            value={typed}
            onChange={(event) => onTyped(event.currentTarget.value)}
          />
          {isWrong && typed !== '' && (
            <p id={faultId} className="ntr-fault">
              {t('resolve.daysWrong')}
            </p>
          )}
        </>
      )}
    </fieldset>
  );
}

/** Whole days from 1 to the most, or null. */
export function daysOf(typed: string): number | null {
  const days = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : 0;
  return days >= 1 && days <= MOST_DAYS ? days : null;
}

/** Asks before a message is removed or its author suspended: for how long, and a note for the record. */
export function ResolveDialog({ report, action, onClose, onResolve }: ResolveDialogProps) {
  const t = useStaffTexts();
  const [days, setDays] = useState<number | 'other'>(7);
  const [typed, setTyped] = useState('');
  const [note, setNote] = useState('');
  const name = report.author.displayName;
  const chosen = days === 'other' ? daysOf(typed) : days;
  const canResolve = noteLeft(note) >= 0 && (action === 'remove' || chosen !== null);
  const resolve = (event: FormEvent) => {
    event.preventDefault();
    if (!canResolve) return;
    const words = note.trim();
    onResolve({
      action,
      ...(action === 'suspend' && chosen !== null ? { days: chosen } : {}),
      ...(words === '' ? {} : { note: words }),
    });
  };
  return (
    <Dialog title={t(`resolve.title.${action}`, { name })} onClose={onClose}>
      <form onSubmit={resolve}>
        <p className="ntr-dialog__text">{t(`resolve.text.${action}`, { name })}</p>
        {action === 'suspend' && (
          <DaysField days={days} typed={typed} isWrong={chosen === null} onDays={setDays} onTyped={setTyped} />
        )}
        <NoteField note={note} onChange={setNote} />
        <div className="ntr-dialog__answers">
          <button type="button" className="ntr-button" data-kind="quiet" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="submit" className="ntr-button" data-kind="danger" disabled={!canResolve}>
            {t(`resolve.confirm.${action}`)}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
