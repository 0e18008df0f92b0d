import type { ModerationClient } from '@natter/client/moderation';
import type { ModerationAction } from '@natter/protocol';
import { useCallback } from 'react';
import { fullTime, untilLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { ListStates, More } from './staff-parts.tsx';
import { StaffTools } from './staff-tools.tsx';
import { Told } from './told.tsx';
import { usePages } from './use-pages.ts';
import { useStaffTexts } from './use-staff-texts.ts';

export interface ModerationRecordProps {
  readonly moderation: ModerationClient;
}

const idOf = (action: ModerationAction) => action.id;

function RecordLine({ action }: { readonly action: ModerationAction }) {
  const ui = useUi();
  const t = useStaffTexts();
  const people = { by: action.by ?? t('record.filter'), person: action.person ?? t('staff.somebody') };
  return (
    <li className="ntr-record__line">
      <time className="ntr-record__time" dateTime={action.at} title={fullTime(action.at, ui)}>
        {untilLabel(action.at, ui)}
      </time>
      <div>
        <p>
          <Told people={people} words={(names) => t(`record.${action.action}`, names)} />
        </p>
        {action.note !== null && (
          <p className="ntr-report__note" dir="auto">
            {action.note}
          </p>
        )}
      </div>
    </li>
  );
}

/** The record of what staff did, by whom and when. */
export function ModerationRecord({ moderation }: ModerationRecordProps) {
  const t = useStaffTexts();
  const load = useCallback(
    (cursor: string | undefined) => moderation.listModerationActions(cursor === undefined ? {} : { cursor }),
    [moderation],
  );
  const { items, isLoading, error, ask, hasMore, loadMore, more } = usePages<ModerationAction>(load, idOf);
  const lines = items ?? [];
  return (
    <>
      <StaffTools label={t('record.list')} isLoading={isLoading} onRefresh={ask}>
        <p className="ntr-staff__intro">{t('record.intro')}</p>
      </StaffTools>
      <ListStates
        isEmpty={lines.length === 0}
        isLoading={isLoading}
        error={error}
        errorTitle={t('record.error.title')}
        empty={{ title: t('record.empty.title'), text: t('record.empty.text'), art: 'archive' }}
        onRetry={ask}
      >
        <ol className="ntr-record" aria-label={t('record.list')}>
          {lines.map((each) => (
            <RecordLine key={each.id} action={each} />
          ))}
        </ol>
        <More hasMore={hasMore} more={more} onMore={loadMore} />
      </ListStates>
    </>
  );
}
