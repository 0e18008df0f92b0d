import { codePointLength } from '@natter/model';
import { type ErrorBody, LIMITS, type Person } from '@natter/protocol';
import { type ReactNode, useId } from 'react';
import { refusalText } from '../base/refusal-text.ts';
import type { EmptyStateProps } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { ListSkeleton } from '../inbox/list-skeleton.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { useStaffTexts } from './use-staff-texts.ts';

/** A face and a name, with the office where there is one. */
export function Name({ person, size = 's' }: { readonly person: Person; readonly size?: 'xs' | 's' | 'm' }) {
  const { slots } = useUi();
  return (
    <span className="ntr-staff__who">
      <slots.Avatar person={person} size={size} />
      <PersonName person={person} />
    </span>
  );
}

interface ListStatesProps {
  readonly isEmpty: boolean;
  readonly isLoading: boolean;
  readonly error: ErrorBody | null;
  readonly errorTitle: string;
  readonly empty: Pick<EmptyStateProps, 'title' | 'text' | 'art'>;
  readonly onRetry: () => void;
  /** The shape of what is on its way; of a list when left out. */
  readonly skeleton?: ReactNode;
  readonly children: ReactNode;
}

/** What a list shows before it is known, when it did not come, when it has nothing; else the list. */
export function ListStates(props: ListStatesProps) {
  const { isEmpty, isLoading, error, errorTitle, empty, onRetry, skeleton, children } = props;
  const { slots } = useUi();
  const t = useStaffTexts();
  if (!isEmpty) return children;
  if (isLoading) return skeleton ?? <ListSkeleton label={t('staff.loading')} />;
  if (error !== null) return <slots.ErrorState title={errorTitle} error={error} onRetry={onRetry} />;
  return <slots.EmptyState {...empty} />;
}

interface MoreProps {
  readonly hasMore: boolean;
  readonly more: { readonly isLoading: boolean; readonly error: ErrorBody | null };
  readonly onMore: () => void;
}

/** The end of a page of a list: the way to the next one. */
export function More({ hasMore, more, onMore }: MoreProps) {
  const t = useStaffTexts();
  if (!hasMore) return null;
  return (
    <div className="ntr-staff__more">
      {more.error !== null && <Fault error={more.error} />}
      <button type="button" className="ntr-button" data-kind="quiet" disabled={more.isLoading} onClick={onMore}>
        {more.isLoading && <span className="ntr-spinner" aria-hidden="true" />}
        {t(more.error === null ? 'staff.more' : 'app.retry')}
      </button>
    </div>
  );
}

/** What did not work, where it was tried. */
export function Fault({ error }: { readonly error: ErrorBody }) {
  const { t: short } = useUi();
  const t = useStaffTexts();
  return (
    <p className="ntr-fault" role="alert">
      {t('staff.failed', { detail: refusalText(error, short) })}
    </p>
  );
}

/** Code points a note may still have; below 0 it is too long. */
export const noteLeft = (note: string) => LIMITS.noteLength - codePointLength(note);

/** A note for the record. */
export function NoteField({ note, onChange }: { readonly note: string; readonly onChange: (note: string) => void }) {
  const t = useStaffTexts();
  const leftId = useId();
  const left = noteLeft(note);
  const isCounted = left < LIMITS.noteLength / 5;
  return (
    <>
      <label className="ntr-field">
        <span className="ntr-field__label">{t('staff.note')}</span>
        <textarea
          className="ntr-field__area"
          dir="auto"
          rows={2}
          value={note}
          aria-invalid={left < 0 || undefined}
          aria-describedby={isCounted ? leftId : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </label>
      {isCounted && (
        <p className="ntr-field__left" id={leftId} data-over={left < 0 || undefined}>
          {left < 0 ? t('composer.over', { count: -left }) : t('composer.left', { count: left })}
        </p>
      )}
    </>
  );
}
