import type { Report } from '@natter/protocol';
import type { KeyboardEvent } from 'react';
import { fullTime, sinceLabel } from '../base/times.ts';
import { useUi } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';
import type { ReportAction } from './report-actions.ts';
import { Name } from './staff-parts.tsx';
import { Told } from './told.tsx';
import { useStaffTexts } from './use-staff-texts.ts';

interface ReportCardProps {
  readonly report: Report;
  /** Why what was tried last did not work. */
  readonly fault: string | null;
  readonly isFocusStop: boolean;
  /** What whoever looks at it may do about it while it is open. */
  readonly actions: readonly ReportAction[];
  readonly onAction: (action: ReportAction) => void;
}

const keyOf = (action: ReportAction) => action.charAt(0);

/** Who reported it, or what was done about it. */
function Story({ report }: { readonly report: Report }) {
  const ui = useUi();
  const t = useStaffTexts();
  const since = (at: string) => sinceLabel(at, ui.platform.now(), ui);
  const { resolution, resolvedBy, resolvedAt } = report;
  return (
    <>
      <p className="ntr-report__fact" title={fullTime(report.createdAt, ui)}>
        {report.reporter === null ? (
          t('reports.byFilter', { when: since(report.createdAt) })
        ) : (
          <Told
            people={{ name: report.reporter }}
            words={(names) => t('reports.by', { ...names, when: since(report.createdAt) })}
          />
        )}
      </p>
      {report.note !== null && (
        <p className="ntr-report__note" dir="auto">
          {report.note}
        </p>
      )}
      {resolution !== null && resolvedAt !== null && (
        <p className="ntr-report__outcome" title={fullTime(resolvedAt, ui)}>
          <Icon name="check" size={16} />
          <Told
            people={{ name: resolvedBy ?? t('staff.somebody') }}
            words={(names) => t(`reports.outcome.${resolution}`, { ...names, when: since(resolvedAt) })}
          />
        </p>
      )}
      {report.resolutionNote !== null && (
        <p className="ntr-report__note" dir="auto">
          {report.resolutionNote}
        </p>
      )}
    </>
  );
}

/** One reported message: what it says, by whom, why it was reported, and what one can do about it. */
export function ReportCard({ report, fault, isFocusStop, actions, onAction }: ReportCardProps) {
  const ui = useUi();
  const t = useStaffTexts();
  const offered = report.status === 'open' ? actions : [];
  const reason = t(`reports.reason.${report.reason}`);
  const onKeyDown = (event: KeyboardEvent) => {
    // Letters act only while the card itself has the focus, so that nobody sets one off by typing.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = offered.find((each) => keyOf(each) === event.key.toLowerCase());
    if (action === undefined) return;
    event.preventDefault();
    onAction(action);
  };
  return (
    <article
      className="ntr-report"
      data-id={report.id}
      aria-label={t('reports.label', { author: report.author.displayName, reason })}
      aria-keyshortcuts={offered.map((each) => keyOf(each).toUpperCase()).join(' ') || undefined}
      tabIndex={isFocusStop ? 0 : -1}
      onKeyDown={onKeyDown}
    >
      <header className="ntr-report__head">
        <Name person={report.author} />
        <span className="ntr-report__reason" data-reason={report.reason}>
          {reason}
        </span>
      </header>
      {report.content === null ? (
        <p className="ntr-report__gone">{t('reports.gone')}</p>
      ) : (
        <blockquote className="ntr-evidence" dir="auto">
          {report.content}
        </blockquote>
      )}
      <p className="ntr-report__fact">{t('reports.sent', { when: fullTime(report.sentAt, ui) })}</p>
      <Story report={report} />
      {fault !== null && (
        <p className="ntr-fault" role="alert">
          {fault}
        </p>
      )}
      {offered.length > 0 && (
        <div className="ntr-report__actions">
          {offered.map((action) => (
            <button
              key={action}
              type="button"
              className="ntr-button"
              data-kind="quiet"
              data-tone={action === 'dismiss' ? undefined : 'bad'}
              onClick={() => onAction(action)}
            >
              {t(`reports.${action}`)}
            </button>
          ))}
        </div>
      )}
    </article>
  );
}
