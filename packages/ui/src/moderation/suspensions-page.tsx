import type { ModerationClient } from '@natter/client/moderation';
import type { ErrorBody, Suspension } from '@natter/protocol';
import { useCallback, useRef, useState } from 'react';
import { refusalOf } from '../base/refusal-text.ts';
import { sinceLabel, untilLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { ConfirmDialog } from '../parts/dialog.tsx';
import { Fault, ListStates, Name } from './staff-parts.tsx';
import { StaffTools } from './staff-tools.tsx';
import { Told } from './told.tsx';
import { useAsked } from './use-asked.ts';
import { useStaffTexts } from './use-staff-texts.ts';

export interface SuspensionsPageProps {
  readonly moderation: ModerationClient;
}

function SuspensionRow({ suspension, onLift }: { readonly suspension: Suspension; readonly onLift: () => void }) {
  const ui = useUi();
  const t = useStaffTexts();
  const { person, until, reason, by, at } = suspension;
  return (
    <li className="ntr-staff__row">
      <div className="ntr-staff__words">
        <Name person={person} />
        <p className="ntr-staff__until">{t('suspensions.until', { when: untilLabel(until, ui) })}</p>
        {reason !== null && (
          <p className="ntr-report__note" dir="auto">
            {reason}
          </p>
        )}
        <p className="ntr-report__fact">
          <Told
            people={{ name: by }}
            words={(names) => t('suspensions.by', { ...names, when: sinceLabel(at, ui.platform.now(), ui) })}
          />
        </p>
      </div>
      <button
        type="button"
        className="ntr-button"
        data-kind="quiet"
        aria-label={t('suspensions.liftName', { name: person.displayName })}
        onClick={onLift}
      >
        {t('suspensions.lift')}
      </button>
    </li>
  );
}

/** Who may read and not write, until when, and the way to end it before. */
export function SuspensionsPage({ moderation }: SuspensionsPageProps) {
  const { tell } = useUi();
  const t = useStaffTexts();
  const question = useCallback(async () => (await moderation.listSuspensions()).items, [moderation]);
  const { value, isLoading, error, ask, set } = useAsked<readonly Suspension[]>(question);
  const [asked, setAsked] = useState<Suspension | null>(null);
  const [fault, setFault] = useState<ErrorBody | null>(null);
  const listRef = useRef<HTMLDivElement>(null);
  const items = value ?? [];
  const lift = (suspension: Suspension) => {
    const { userId, displayName: name } = suspension.person;
    setAsked(null);
    setFault(null);
    // Gone at once, and back where it was when the server refuses.
    set((was) => was.filter((each) => each.person.userId !== userId));
    listRef.current?.focus();
    moderation.liftSuspension(userId).then(
      () => tell(t('suspensions.lifted', { name })),
      (cause: unknown) => {
        setFault(refusalOf(cause));
        ask();
      },
    );
  };
  return (
    <div ref={listRef} className="ntr-staff__part" tabIndex={-1}>
      <StaffTools label={t('suspensions.list')} isLoading={isLoading} onRefresh={ask} />
      {fault !== null && <Fault error={fault} />}
      <ListStates
        isEmpty={items.length === 0}
        isLoading={isLoading}
        error={error}
        errorTitle={t('suspensions.error.title')}
        empty={{ title: t('suspensions.empty.title'), text: t('suspensions.empty.text'), art: 'people' }}
        onRetry={ask}
      >
        <ul className="ntr-staff__rows" aria-label={t('suspensions.list')}>
          {items.map((each) => (
            <SuspensionRow key={each.person.userId} suspension={each} onLift={() => setAsked(each)} />
          ))}
        </ul>
      </ListStates>
      {asked !== null && (
        <ConfirmDialog
          title={t('suspensions.lift.title', { name: asked.person.displayName })}
          text={t('suspensions.lift.text')}
          confirmLabel={t('suspensions.lift.confirm')}
          onConfirm={() => lift(asked)}
          onCancel={() => setAsked(null)}
        />
      )}
    </div>
  );
}
