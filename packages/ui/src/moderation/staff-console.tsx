import type { ModerationClient } from '@natter/client/moderation';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useFeature, useStanding } from '../base/use-standing.ts';
import { Icon } from '../parts/icon.tsx';
import { Toasts } from '../shell/toasts.tsx';
import { ModerationRecord } from './moderation-record.tsx';
import { ReportQueue } from './report-queue.tsx';
import { StoreStatusPage } from './store-status-page.tsx';
import { SuspensionsPage } from './suspensions-page.tsx';
import { useStaffTexts } from './use-staff-texts.ts';
import { WordFilterPage } from './word-filter-page.tsx';

const PAGES = {
  reports: ReportQueue,
  words: WordFilterPage,
  suspensions: SuspensionsPage,
  record: ModerationRecord,
  status: StoreStatusPage,
} as const;

/** A part of the console. */
export type StaffTab = keyof typeof PAGES;
export const STAFF_TABS: readonly StaffTab[] = ['reports', 'words', 'suspensions', 'record', 'status'];

export interface StaffConsoleProps {
  readonly moderation: ModerationClient;
  /** Which part is shown; the console keeps it itself when left out. */
  readonly tab?: StaffTab | undefined;
  /** Where it begins when it keeps that itself. */
  readonly firstTab?: StaffTab | undefined;
  readonly onTab?: ((tab: StaffTab) => void) | undefined;
  /** Leads back to where one came from. */
  readonly onBack?: (() => void) | undefined;
}

interface TabsProps {
  readonly tabs: readonly StaffTab[];
  readonly tab: StaffTab;
  readonly idOf: (tab: StaffTab) => string;
  readonly panelId: string;
  readonly onTab: (tab: StaffTab) => void;
}

function Tabs({ tabs, tab, idOf, panelId, onTab }: TabsProps) {
  const { direction } = useUi();
  const t = useStaffTexts();
  const ref = useRef<HTMLDivElement>(null);
  // On a phone they do not all fit: the chosen one is brought into sight.
  useEffect(() => {
    const chosen = ref.current?.querySelector(`[data-tab="${tab}"]`);
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.indexOf(tab);
    const forward = direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const backward = direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const next = { [forward]: at + 1, [backward]: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const chosen = next === undefined ? undefined : tabs[(next + tabs.length) % tabs.length];
    if (chosen === undefined) return;
    event.preventDefault();
    onTab(chosen);
    ref.current?.querySelector<HTMLElement>(`[data-tab="${chosen}"]`)?.focus();
  };
  return (
    <div ref={ref} className="ntr-tabs" role="tablist" aria-label={t('staff.tabs')} onKeyDown={onKeyDown}>
      {tabs.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={idOf(each)}
          data-tab={each}
          className="ntr-tabs__tab"
          aria-selected={each === tab}
          aria-controls={panelId}
          tabIndex={each === tab ? 0 : -1}
          onClick={() => onTab(each)}
        >
          {t(`staff.tab.${each}`)}
        </button>
      ))}
    </div>
  );
}

/** The pages of the store's staff, as tabs. For those who may moderate; others are told so. What is switched off has no tab. */
export function StaffConsole({ moderation, tab, firstTab, onTab, onBack }: StaffConsoleProps) {
  const { slots } = useUi();
  const t = useStaffTexts();
  const { config, me } = useStanding();
  const [hasReports, hasWords] = [useFeature('reporting'), useFeature('word_filter')];
  const [ownTab, setOwnTab] = useState<StaffTab | null>(firstTab ?? null);
  const baseId = useId();
  const isOn = { reports: hasReports, words: hasWords, suspensions: true, record: true, status: true };
  const tabs = STAFF_TABS.filter((each) => isOn[each]);
  const wanted = tab ?? ownTab;
  const shown = wanted !== null && tabs.includes(wanted) ? wanted : (tabs[0] ?? 'status');
  const idOf = (each: StaffTab) => `${baseId}-${each}`;
  const panelId = `${baseId}-panel`;
  const Page = PAGES[shown];
  const go = (to: StaffTab) => {
    setOwnTab(to);
    onTab?.(to);
  };
  return (
    <div className="ntr-frame">
      <div className="ntr-staff">
        <header className="ntr-header">
          {onBack !== undefined && (
            <button
              type="button"
              className="ntr-icon-button ntr-header__back"
              data-always=""
              aria-label={t('staff.back')}
              onClick={onBack}
            >
              <Icon name="back" size={22} />
            </button>
          )}
          <div className="ntr-header__who">
            <h1 className="ntr-header__name">{t('staff.title')}</h1>
            {config !== null && (
              <p className="ntr-header__state" dir="auto">
                {config.tenant.name}
              </p>
            )}
          </div>
        </header>
        {me?.can.moderate === false ? (
          <slots.EmptyState art="lost" title={t('staff.notStaff.title')} text={t('staff.notStaff.text')} />
        ) : (
          config !== null &&
          me !== null && (
            <>
              <Tabs tabs={tabs} tab={shown} idOf={idOf} panelId={panelId} onTab={go} />
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a panel without anything to press is scrolled by keys. */}
              <div id={panelId} className="ntr-staff__panel" role="tabpanel" aria-labelledby={idOf(shown)} tabIndex={0}>
                <div className="ntr-staff__column" data-page={shown}>
                  <Page key={shown} moderation={moderation} />
                </div>
              </div>
            </>
          )
        )}
      </div>
      <Toasts onOpen={() => undefined} />
    </div>
  );
}
