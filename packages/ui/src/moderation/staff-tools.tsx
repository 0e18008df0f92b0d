import type { ReactNode } from 'react';
import { useStaffTexts } from './use-staff-texts.ts';

interface StaffToolsProps<Id extends string> {
  readonly label: string;
  readonly choices?: readonly { readonly id: Id; readonly label: string }[];
  readonly chosen?: Id;
  readonly onChoose?: (id: Id) => void;
  readonly isLoading: boolean;
  readonly onRefresh: () => void;
  readonly children?: ReactNode;
}

/** The line above a list of the console: which part of it is shown, and a fresh look. */
export function StaffTools<Id extends string>(props: StaffToolsProps<Id>) {
  const { label, choices = [], chosen, onChoose, isLoading, onRefresh, children } = props;
  const t = useStaffTexts();
  return (
    <div className="ntr-staff__tools">
      {choices.length > 0 && (
        <fieldset className="ntr-filters">
          <legend className="ntr-hidden">{label}</legend>
          {choices.map((each) => (
            <button
              key={each.id}
              type="button"
              className="ntr-filters__chip"
              aria-pressed={each.id === chosen}
              onClick={() => onChoose?.(each.id)}
            >
              {each.label}
            </button>
          ))}
        </fieldset>
      )}
      {children}
      <button
        type="button"
        className="ntr-button ntr-staff__refresh"
        data-kind="quiet"
        disabled={isLoading}
        onClick={onRefresh}
      >
        {t('staff.refresh')}
      </button>
    </div>
  );
}
