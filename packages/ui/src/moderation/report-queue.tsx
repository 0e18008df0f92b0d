import type { ModerationClient } from '@natter/client/moderation';
import type { Report, ResolveBody } from '@natter/protocol';
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { useStanding } from '../base/use-standing.ts';
import { type ReportAction, reportActions } from './report-actions.ts';
import { ReportCard } from './report-card.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { ListStates, More } from './staff-parts.tsx';
import { StaffTools } from './staff-tools.tsx';
import { usePages } from './use-pages.ts';
import { useResolving } from './use-resolving.ts';
import { useStaffTexts } from './use-staff-texts.ts';

const STATUSES = ['open', 'resolved'] as const;

export interface ReportQueueProps {
  readonly moderation: ModerationClient;
}

const idOf = (report: Report) => report.id;

/** Where the focus goes when the report that had it has gone: to the one in its place, else to the list's own head. */
function useKeptFocus(shown: readonly Report[]) {
  const listRef = useRef<HTMLDivElement>(null);
  const [focusId, setFocusId] = useState<string | null>(null);
  const heldAt = useRef(-1);
  const at = shown.findIndex((each) => each.id === focusId);
  const focusAt = useCallback(
    (index: number) => {
      const id = shown[Math.max(0, Math.min(index, shown.length - 1))]?.id ?? '';
      const card = listRef.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
      (card ?? listRef.current)?.focus();
    },
    [shown],
  );
  useEffect(() => {
    if (at >= 0) heldAt.current = at;
    else if (focusId !== null && heldAt.current >= 0) {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost) focusAt(heldAt.current);
    }
  }, [at, focusId, focusAt]);
  const stop = shown[Math.max(0, at)]?.id ?? null;
  const onKeyDown = (event: KeyboardEvent) => {
    const id = event.target instanceof HTMLElement ? event.target.dataset['id'] : undefined;
    const from = shown.findIndex((each) => each.id === id);
    const next = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (from < 0 || next === undefined) return;
    event.preventDefault();
    focusAt(next);
  };
  return { listRef, stop, setFocusId, onKeyDown };
}

/** What members and the word filter have reported, to be worked through one after the other, by hand or by keys. */
export function ReportQueue({ moderation }: ReportQueueProps) {
  const t = useStaffTexts();
  const { me } = useStanding();
  const [status, setStatus] = useState<(typeof STATUSES)[number]>('open');
  const load = useCallback(
    (cursor: string | undefined) => moderation.listReports({ status, ...(cursor === undefined ? {} : { cursor }) }),
    [moderation, status],
  );
  const { items, isLoading, error, ask, drop, hasMore, loadMore, more } = usePages<Report>(load, idOf);
  const onDone = useCallback((done: Report) => drop((each) => each.messageId === done.messageId), [drop]);
  const { leaving, faults, resolve } = useResolving({ moderation, onDone, onConflict: ask });
  const shown = (items ?? []).filter((each) => !leaving.has(each.messageId));
  const { listRef, stop, setFocusId, onKeyDown } = useKeptFocus(shown);
  const isPageDone = shown.length === 0 && hasMore && more.error === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `loadMore` is another one each time and asks for the same page.
  useEffect(() => {
    // A page that has been worked through is no end: there are more.
    if (isPageDone) loadMore();
  }, [isPageDone]);
  const [asked, setAsked] = useState<{ readonly report: Report; readonly action: 'remove' | 'suspend' } | null>(null);
  const keysId = useId();
  const isCalm = asked === null && leaving.size === 0;
  useEffect(() => {
    // Who comes back to the page sees what has come in meanwhile.
    const look = () => {
      if (document.visibilityState === 'visible' && isCalm) ask();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [ask, isCalm]);
  const act = (report: Report, action: ReportAction) =>
    action === 'dismiss' ? resolve(report, { action }) : setAsked({ report, action });
  const onResolve = (body: ResolveBody) => {
    setAsked(null);
    if (asked !== null) resolve(asked.report, body);
  };
  return (
    <>
      <StaffTools
        label={t('reports.show')}
        choices={STATUSES.map((each) => ({ id: each, label: t(`reports.${each}`) }))}
        chosen={status}
        onChoose={setStatus}
        isLoading={isLoading}
        onRefresh={ask}
      />
      <ListStates
        isEmpty={shown.length === 0 && more.error === null}
        isLoading={isLoading || isPageDone}
        error={error}
        errorTitle={t('reports.error.title')}
        empty={{ title: t(`reports.empty.${status}.title`), text: t(`reports.empty.${status}.text`), art: 'done' }}
        onRetry={ask}
      >
        <p id={keysId} className="ntr-hidden">
          {t('reports.keys')}
        </p>
        <div
          ref={listRef}
          className="ntr-staff__list"
          role="feed"
          aria-label={t('reports.list')}
          aria-describedby={keysId}
          aria-busy={isLoading}
          tabIndex={-1}
          onKeyDown={onKeyDown}
          onFocus={(event) => setFocusId(event.target.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? null)}
        >
          {shown.map((report) => (
            <ReportCard
              key={report.id}
              report={report}
              fault={faults.get(report.id) ?? null}
              isFocusStop={report.id === stop}
              actions={reportActions(report.author, me)}
              onAction={(action) => act(report, action)}
            />
          ))}
        </div>
        <More hasMore={hasMore} more={more} onMore={loadMore} />
      </ListStates>
      {asked !== null && (
        <ResolveDialog
          report={asked.report}
          action={asked.action}
          onClose={() => setAsked(null)}
          onResolve={onResolve}
        />
      )}
    </>
  );
}
