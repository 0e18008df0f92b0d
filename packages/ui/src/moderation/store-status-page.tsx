import type { ModerationClient } from '@natter/client/moderation';
import type { StoreAlert, StoreStatus } from '@natter/protocol';
import { useCallback, useId } from 'react';
import { untilLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';
import { Fault, ListStates } from './staff-parts.tsx';
import { StaffTools } from './staff-tools.tsx';
import {
  backupFigures,
  databaseFigures,
  type Figure,
  type Figures,
  figuresOf,
  messageFigures,
  moderationFigures,
  peopleFigures,
  retentionFigures,
  serverFigures,
} from './store-figures.ts';
import { FigureLine, NodeList } from './store-nodes.tsx';
import { useAsked } from './use-asked.ts';
import { useStaffTexts } from './use-staff-texts.ts';

/** So many tables are listed, the largest first. */
const TABLES = 8;

export interface StoreStatusPageProps {
  readonly moderation: ModerationClient;
}

function Alerts({ alerts }: { readonly alerts: readonly StoreAlert[] }) {
  const t = useStaffTexts();
  if (alerts.length === 0) {
    return (
      <p className="ntr-store__well">
        <Icon name="check" size={20} /> {t('store.well')}
      </p>
    );
  }
  return (
    <ul className="ntr-store__alerts" aria-label={t('store.alerts')}>
      {alerts.map((each) => (
        <li key={`${each.code} ${each.sentence}`} className="ntr-store__alert" data-severity={each.severity}>
          <Icon name={each.severity === 'notice' ? 'info' : 'alert'} size={20} />
          <p>
            <strong>{t(`store.severity.${each.severity}`)}</strong> {each.sentence}
          </p>
        </li>
      ))}
    </ul>
  );
}

function FigureCard({ title, figures }: { readonly title: string; readonly figures: readonly Figure[] }) {
  const titleId = useId();
  if (figures.length === 0) return null;
  return (
    <section className="ntr-store__card" aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      <dl>
        {figures.map((figure) => (
          <FigureLine key={figure.label} {...figure} />
        ))}
      </dl>
    </section>
  );
}

function Tables({ status, figures }: { readonly status: StoreStatus; readonly figures: Figures }) {
  const t = useStaffTexts();
  const sized = status.database.tables
    .map(({ name, rows, tableBytes, indexes }) => ({
      name,
      rows,
      bytes: indexes.reduce((sum, each) => sum + each.bytes, tableBytes),
    }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, TABLES);
  return (
    <section className="ntr-store__card" data-wide="">
      <h2>{t('store.database.tables')}</h2>
      <table className="ntr-store__table">
        <thead>
          <tr>
            <th scope="col">{t('store.database.table')}</th>
            <th scope="col">{t('store.database.rows')}</th>
            <th scope="col">{t('store.database.bytes')}</th>
          </tr>
        </thead>
        <tbody>
          {sized.map(({ name, rows, bytes }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{figures.number(rows)}</td>
              <td>{figures.bytes(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cards({ status }: { readonly status: StoreStatus }) {
  const ui = useUi();
  const t = useStaffTexts();
  const f = figuresOf(ui, t);
  return (
    <div className="ntr-store__cards">
      <FigureCard title={t('store.messages')} figures={messageFigures(status, f, t)} />
      <FigureCard title={t('store.people')} figures={peopleFigures(status, f, t)} />
      <FigureCard title={t('store.retention')} figures={retentionFigures(status, f, t)} />
      <FigureCard title={t('store.moderation')} figures={moderationFigures(status, f, t)} />
      <FigureCard title={t('store.server')} figures={serverFigures(status, f, t)} />
      <FigureCard title={t('store.backups')} figures={backupFigures(status, f, t)} />
      <FigureCard title={t('store.database')} figures={databaseFigures(status, f, t)} />
      <NodeList status={status} figures={f} />
      <Tables status={status} figures={f} />
    </div>
  );
}

/** About as many figures as each of the first cards has. */
const SHAPE = { messages: 6, people: 7, retention: 7, moderation: 4, server: 6, backups: 4 };

/** The shape of the numbers while they are on their way. */
function CardsSkeleton() {
  const t = useStaffTexts();
  return (
    <div className="ntr-store__cards" role="status">
      <span className="ntr-hidden">{t('staff.loading')}</span>
      {Object.entries(SHAPE).map(([card, figures]) => (
        <div key={card} className="ntr-store__card" data-waiting="" aria-hidden="true">
          <span className="ntr-skeleton" />
          {Array.from({ length: figures }, (_, at) => `${card} ${at}`).map((figure) => (
            <span key={figure} className="ntr-skeleton" />
          ))}
        </div>
      ))}
    </div>
  );
}

/** How the store is doing: what needs looking at first, the numbers below. */
export function StoreStatusPage({ moderation }: StoreStatusPageProps) {
  const ui = useUi();
  const t = useStaffTexts();
  const question = useCallback(() => moderation.getStoreStatus(), [moderation]);
  const { value: status, isLoading, error, ask } = useAsked<StoreStatus>(question);
  return (
    <>
      <StaffTools label={t('store.title')} isLoading={isLoading} onRefresh={ask}>
        {status !== null && <p className="ntr-staff__intro">{t('store.at', { when: untilLabel(status.at, ui) })}</p>}
      </StaffTools>
      {status !== null && error !== null && <Fault error={error} />}
      <ListStates
        isEmpty={status === null}
        isLoading={isLoading}
        error={error}
        errorTitle={t('store.error.title')}
        empty={{ title: t('store.error.title') }}
        onRetry={ask}
        skeleton={<CardsSkeleton />}
      >
        {status !== null && (
          <>
            <Alerts alerts={status.alerts} />
            <Cards status={status} />
          </>
        )}
      </ListStates>
    </>
  );
}
