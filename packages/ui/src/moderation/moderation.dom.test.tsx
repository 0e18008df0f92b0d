import type { ModerationClient } from '@natter/client/moderation';
import type { Feature, FilterWord, Report, ResolveBody, StoreStatus } from '@natter/protocol';
import { act, type ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import { Toasts } from '../shell/toasts.tsx';
import { click, named, press, settle, type } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import { configOf, ME, meOf, PEER, stubClient } from '../testing/stub-client.ts';
import { ModerationRecord } from './moderation-record.tsx';
import { ReportQueue } from './report-queue.tsx';
import { StaffConsole } from './staff-console.tsx';
import { StoreStatusPage } from './store-status-page.tsx';
import { SuspensionsPage } from './suspensions-page.tsx';
import { WordFilterPage } from './word-filter-page.tsx';

const uuid = (number: number) => `01900003-0000-7000-8000-${String(number).padStart(12, '0')}`;
const refusal = (code: string) => Object.assign(new Error(code), { code });

function reportOf(number: number, change: Partial<Report> = {}): Report {
  return {
    id: uuid(number),
    messageId: uuid(100 + number),
    conversationId: uuid(200 + number),
    reporter: ME,
    author: PEER,
    reason: 'spam',
    note: null,
    content: `Evidence ${number}`,
    sentAt: '2026-05-14T12:00:00.000Z',
    createdAt: '2026-05-14T13:00:00.000Z',
    status: 'open',
    resolution: null,
    resolvedBy: null,
    resolvedAt: null,
    resolutionNote: null,
    ...change,
  };
}

/** A promise that the test settles. */
function later<Value>() {
  let settleIt: (value: Value) => void = () => undefined;
  let failIt: (cause: unknown) => void = () => undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    settleIt = resolve;
    failIt = reject;
  });
  return { promise, settle: settleIt, fail: failIt };
}

/** The staff's side of a server, with what it was asked. */
function stubModeration(reports: readonly Report[] = []) {
  const asked: [id: string, body: ResolveBody][] = [];
  let words: FilterWord[] = [{ word: 'rubbish', action: 'refuse' }];
  const unused = async () => {
    throw new Error('The test did not expect this call.');
  };
  const moderation: ModerationClient = {
    listReports: async ({ status = 'open' } = {}) => ({
      items: reports.filter((each) => each.status === status),
      nextCursor: null,
    }),
    resolveReport: async (id, body) => {
      asked.push([id, body]);
      return { ...(reports.find((each) => each.id === id) ?? reportOf(0)), status: 'resolved' };
    },
    listSuspensions: async () => ({
      items: [
        { person: PEER, until: '2026-05-20T10:00:00.000Z', reason: 'Again', by: ME, at: '2026-05-13T10:00:00.000Z' },
      ],
    }),
    liftSuspension: unused,
    listModerationActions: unused,
    getWords: async () => ({ words }),
    putWords: async (next) => {
      words = next.words;
      return next;
    },
    getStoreStatus: unused,
  };
  return {
    moderation,
    asked,
    words: () => words,
    setWords: (next: FilterWord[]) => {
      words = next;
    },
  };
}

async function show(part: ReactNode, off: readonly Feature[] = []) {
  const stub = stubClient();
  stub.myself.set(meOf({ can: { start: true, moderate: true } }));
  const { features } = configOf();
  for (const feature of off) features[feature] = false;
  stub.client.config = async () => configOf({ features });
  const ui = await renderUi(
    <>
      {part}
      <Toasts onOpen={() => undefined} />
    </>,
    { client: stub.client },
  );
  await settle();
  const cards = () => ui.all('.ntr-report blockquote').map((each) => each.textContent);
  return { ...stub, ...ui, cards };
}
const AT = '2026-05-14T14:00:00.000Z';
const three = [1, 2, 3].map((number) => reportOf(number));

describe('the queue of reports', () => {
  it('shows the evidence, who wrote it, who reported it and why', async () => {
    const note = 'Third time';
    const byFilter = reportOf(2, { reporter: null, reason: 'word', content: null });
    const { get, all } = await show(
      <ReportQueue moderation={stubModeration([reportOf(1, { note }), byFilter]).moderation} />,
    );
    const [first, second] = all('.ntr-report');
    for (const words of ['Evidence 1', 'Jonas', 'Advertising or spam', 'Reported by Maya', note]) {
      expect(first?.textContent).toContain(words);
    }
    expect(second?.textContent).toContain('Found by the word filter');
    expect(second?.textContent).toContain('The text of this message is no longer kept.');
    expect(get('[role=feed]').getAttribute('aria-label')).toBe('Reports');
  });

  it('shows the office of whoever is named: author, reporter, and who dealt with it', async () => {
    const [author, reporter] = [
      { ...PEER, office: 'manager' as const },
      { ...ME, office: 'owner' as const },
    ];
    const report = reportOf(1, { author, reporter, resolution: 'dismissed', resolvedBy: author, resolvedAt: AT });
    const { get, all } = await show(<ReportQueue moderation={stubModeration([report]).moderation} />);
    expect(all('.ntr-report .ntr-office').map((each) => each.textContent)).toEqual([
      'Store manager',
      'Store owner',
      'Store manager',
    ]);
    expect(get('.ntr-report__outcome').textContent).toContain('Dismissed by Jonas Store manager, ');
    expect(get('.ntr-report').textContent).toContain('Reported by Maya Store owner, ');
  });

  it('takes a report away at once, and gives the focus to the one in its place', async () => {
    const { moderation } = stubModeration(three);
    const answer = later<Report>();
    moderation.resolveReport = () => answer.promise;
    const { cards, all } = await show(<ReportQueue moderation={moderation} />);
    await act(async () => all('.ntr-report')[1]?.focus());
    await press('d');
    expect(cards()).toEqual(['Evidence 1', 'Evidence 3']);
    expect(document.activeElement?.textContent).toContain('Evidence 3');
    await act(async () => answer.settle(reportOf(2, { status: 'resolved' })));
    expect(cards()).toEqual(['Evidence 1', 'Evidence 3']);
  });

  it('takes away with it what others have reported of the same message', async () => {
    const twice = [reportOf(1), reportOf(2), reportOf(3, { messageId: uuid(101), content: 'Evidence 1, again' })];
    const { cards } = await show(<ReportQueue moderation={stubModeration(twice).moderation} />);
    await click('Dismiss');
    await settle();
    expect(cards()).toEqual(['Evidence 2']);
  });

  it('brings it back with the reason when it could not be done', async () => {
    const { moderation } = stubModeration(three);
    const answer = later<Report>();
    moderation.resolveReport = () => answer.promise;
    const { cards, get } = await show(<ReportQueue moderation={moderation} />);
    await click('Dismiss');
    expect(cards()).toEqual(['Evidence 2', 'Evidence 3']);
    await act(async () => answer.fail(refusal('unavailable')));
    await settle();
    expect(cards()).toEqual(['Evidence 1', 'Evidence 2', 'Evidence 3']);
    expect(get('.ntr-report [role=alert]').textContent).toContain('The server cannot be reached');
  });

  it('looks again where somebody else was faster', async () => {
    const reports = [...three];
    const { moderation } = stubModeration(reports);
    moderation.resolveReport = async () => {
      reports.splice(0, 1);
      throw refusal('conflict');
    };
    const { cards, get } = await show(<ReportQueue moderation={moderation} />);
    await click('Dismiss');
    await settle();
    expect(cards()).toEqual(['Evidence 2', 'Evidence 3']);
    expect(get('.ntr-toast').textContent).toContain('Somebody else has dealt with this one');
  });

  it('is worked through by keys: arrows between reports, a letter for what to do', async () => {
    const { moderation, asked } = stubModeration(three);
    const { all, get } = await show(<ReportQueue moderation={moderation} />);
    expect(all('.ntr-report').map((each) => each.tabIndex)).toEqual([0, -1, -1]);
    await act(async () => all('.ntr-report')[0]?.focus());
    await press('ArrowDown');
    await press('End');
    expect(document.activeElement?.textContent).toContain('Evidence 3');
    await press('s');
    expect(get('dialog').textContent).toContain('Suspend Jonas?');
    await act(async () => all('dialog [type=radio]')[2]?.click());
    await type(get<HTMLTextAreaElement>('dialog textarea'), 'Warned before');
    await click('Suspend', get('dialog'));
    await settle();
    expect(asked).toEqual([[uuid(3), { action: 'suspend', days: 30, note: 'Warned before' }]]);
  });

  it('asks before a message is removed, and does nothing when one thinks better of it', async () => {
    const { moderation, asked } = stubModeration(three);
    const { get, cards } = await show(<ReportQueue moderation={moderation} />);
    await click('Remove…');
    expect(get('dialog').textContent).toContain('It disappears for everybody');
    await click('Cancel');
    expect([asked, cards().length]).toEqual([[], 3]);
    await click('Remove…');
    await click('Remove message');
    await settle();
    expect(asked).toEqual([[uuid(1), { action: 'remove' }]]);
  });

  it('takes no letter that is typed into a field for a command', async () => {
    const { moderation, asked } = stubModeration(three);
    const { all } = await show(<ReportQueue moderation={moderation} />);
    await act(async () => all('.ntr-report button')[1]?.focus());
    await press('d');
    expect(asked).toEqual([]);
  });

  it('says that there is nothing to look at, and does not say it while there are more pages', async () => {
    const empty = await show(<ReportQueue moderation={stubModeration().moderation} />);
    expect(empty.get('.ntr-empty').textContent).toContain('Nothing to look at');

    const { moderation } = stubModeration([reportOf(1), reportOf(2)]);
    moderation.listReports = async ({ cursor } = {}) =>
      cursor === undefined ? { items: [reportOf(1)], nextCursor: 'next' } : { items: [reportOf(2)], nextCursor: null };
    const { cards } = await show(<ReportQueue moderation={moderation} />);
    await click('Dismiss');
    await settle();
    expect(cards()).toEqual(['Evidence 2']);
  });

  it('looks again when somebody comes back to the page', async () => {
    const reports = [reportOf(1)];
    const { cards } = await show(<ReportQueue moderation={stubModeration(reports).moderation} />);
    reports.push(reportOf(2));
    await act(async () => document.dispatchEvent(new Event('visibilitychange')));
    await settle();
    expect(cards()).toEqual(['Evidence 1', 'Evidence 2']);
  });

  it('shows what was done and by whom', async () => {
    const done = reportOf(4, {
      status: 'resolved',
      resolution: 'removed',
      resolvedBy: ME,
      resolvedAt: '2026-05-14T14:00:00.000Z',
      resolutionNote: 'The usual kind',
    });
    const { get } = await show(<ReportQueue moderation={stubModeration([done]).moderation} />);
    await click('Resolved');
    await settle();
    expect(get('.ntr-report').textContent).toContain('Message removed by Maya');
    expect(get('.ntr-report').textContent).toContain('The usual kind');
    expect(get('.ntr-report').textContent).not.toContain('Dismiss');
  });
});

describe('the state of the store', () => {
  it('has the shape of its numbers while they are on their way', async () => {
    const { moderation } = stubModeration();
    moderation.getStoreStatus = () => later<StoreStatus>().promise;
    const { get, all } = await show(<StoreStatusPage moderation={moderation} />);
    expect(get('.ntr-store__cards').getAttribute('role')).toBe('status');
    expect(get('.ntr-store__cards .ntr-hidden').textContent).toBe('Loading');
    expect([all('.ntr-store__card[data-waiting]').length, all('.ntr-skeletons').length]).toEqual([6, 0]);
  });
});

describe('the word filter', () => {
  const rows = (all: (selector: string) => HTMLElement[]) => all('.ntr-words__word').map((each) => each.textContent);

  it('adds a word to the list as the server has it by then', async () => {
    const { moderation, words, setWords } = stubModeration();
    const { get, all } = await show(<WordFilterPage moderation={moderation} />);
    // Somebody else has added one since this page was opened.
    setWords([...words(), { word: 'casino', action: 'report' }]);
    await type(get<HTMLInputElement>('.ntr-words__input'), '  crypto ');
    await click('Add');
    await settle();
    expect(words()).toEqual([
      { word: 'rubbish', action: 'refuse' },
      { word: 'casino', action: 'report' },
      { word: 'crypto', action: 'refuse' },
    ]);
    expect(rows(all)).toEqual(['rubbish', 'casino', 'crypto']);
    expect(get('.ntr-toast').textContent).toContain('“crypto” added');
  });

  it('says of a word that it is there already, before it is added', async () => {
    const { get } = await show(<WordFilterPage moderation={stubModeration().moderation} />);
    await type(get<HTMLInputElement>('.ntr-words__input'), 'RUBBISH');
    expect(get('.ntr-words__form [role=status]').textContent).toContain('on the list already');
    expect(get<HTMLButtonElement>('.ntr-words__form [type=submit]').disabled).toBe(true);
  });

  it('changes what happens, removes, and imports lines', async () => {
    const { moderation, words } = stubModeration();
    const { get } = await show(<WordFilterPage moderation={moderation} />);
    await type(get<HTMLSelectElement>('.ntr-words__row select'), 'report');
    await settle();
    expect(words()).toEqual([{ word: 'rubbish', action: 'report' }]);
    await click('Import…');
    await type(get<HTMLTextAreaElement>('dialog textarea'), 'one\nrubbish\ntwo words');
    expect(get('dialog [role=status]').textContent).toContain('2 new words');
    await click('Add to the list');
    await settle();
    await click('Remove “rubbish”');
    await settle();
    expect(words().map((each) => each.word)).toEqual(['one', 'two words']);
  });

  it('shows the list as it is again when a change could not be kept, and says why', async () => {
    const { moderation } = stubModeration();
    moderation.putWords = async () => {
      throw refusal('forbidden');
    };
    const { get, all } = await show(<WordFilterPage moderation={moderation} />);
    await click('Remove “rubbish”');
    await settle();
    expect(rows(all)).toEqual(['rubbish']);
    expect(get('[role=alert]').textContent).toContain('You may not do this.');
  });
});

describe('suspensions', () => {
  it('are lifted after a question, and stand again where that failed', async () => {
    const { moderation } = stubModeration();
    const answer = later<void>();
    moderation.liftSuspension = () => answer.promise;
    const { get, all } = await show(<SuspensionsPage moderation={moderation} />);
    expect(get('.ntr-staff__row').textContent).toContain('Until 20 May 2026 at 10:00');
    await click('Lift the suspension of Jonas');
    await click('Lift suspension');
    expect(all('.ntr-staff__row')).toEqual([]);
    await act(async () => answer.fail(refusal('internal')));
    await settle();
    expect(all('.ntr-staff__row')).toHaveLength(1);
    expect(get('[role=alert]').textContent).toContain('Something went wrong on our side.');
  });
});

describe('the console', () => {
  const tabs = (all: (selector: string) => HTMLElement[]) => all('[role=tab]').map((each) => each.textContent);

  it('has a tab for each part, moved between by arrows', async () => {
    const { moderation } = stubModeration();
    const { all, get } = await show(<StaffConsole moderation={moderation} />);
    expect(tabs(all)).toEqual(['Reports', 'Word filter', 'Suspensions', 'Record', 'Status']);
    await act(async () => named('Reports', get('[role=tablist]')).focus());
    await press('ArrowRight');
    await settle();
    expect(document.activeElement?.textContent).toBe('Word filter');
    expect(get('[role=tabpanel]').getAttribute('aria-labelledby')).toBe(document.activeElement?.id);
    expect(get('[role=tabpanel]').textContent).toContain('1 word');
  });

  it('has none for what is switched off', async () => {
    const noWords = await show(<StaffConsole moderation={stubModeration().moderation} />, ['word_filter']);
    expect(tabs(noWords.all)).toEqual(['Reports', 'Suspensions', 'Record', 'Status']);
    const noReports = await show(<StaffConsole moderation={stubModeration().moderation} tab="words" />, ['reporting']);
    expect(tabs(noReports.all)).toEqual(['Word filter', 'Suspensions', 'Record', 'Status']);
    const { moderation } = stubModeration();
    moderation.getStoreStatus = async () => Promise.reject(refusal('unavailable'));
    const neither = await show(<StaffConsole moderation={moderation} tab="reports" />, ['word_filter', 'reporting']);
    expect(tabs(neither.all)).toEqual(['Suspensions', 'Record', 'Status']);
    expect(neither.get('[aria-selected=true]').textContent).toBe('Suspensions');
  });

  it('tells others that it is not for them', async () => {
    const { myself, host, all } = await show(<StaffConsole moderation={stubModeration().moderation} />);
    await act(async () => myself.set(meOf()));
    expect(host.textContent).toContain('This page is for the staff of the store');
    expect(tabs(all)).toEqual([]);
  });

  it('shows first of the status what needs looking at', async () => {
    const { moderation } = stubModeration();
    const status: StoreStatus = {
      at: '2026-05-14T15:42:00.000Z',
      tenant: { id: 't', name: 'T' },
      edition: 'bookstore',
      people: { total: 2, members: 2, seenDay: 1, seenWeek: 2, tiers: [{ tier: 'gold', isKnown: false, people: 1 }] },
      conversations: { total: 1, startedDay: 0, startedWeek: 0, activeDay: 0, activeWeek: 1 },
      messages: { kept: 1234, sentDay: 0, sentWeek: 1, sendersDay: 0, sendersWeek: 1 },
      retention: { days: { free: 30, plus: 0 }, jobs: [], expired: 0, overdueHiding: 0, overduePurge: 0, holds: 0 },
      moderation: { reportsOpen: 0, oldestReportAt: null, suspended: 0 },
      database: {
        version: '17.2',
        step: 9,
        sizeBytes: 182_400_000,
        limitBytes: null,
        answeredInMs: 14,
        connections: { used: 9, max: 100 },
        oldestTransactionSeconds: 0,
        tables: [],
      },
      backups: { lastAt: null, lastBytes: null, archiving: null },
      server: null,
      nodes: [
        {
          id: '8c1f6a20-77b0-4d0e-9a55-000000000001',
          roles: ['api', 'realtime', 'worker'],
          startedAt: '2026-05-14T10:00:00.000Z',
          heardAt: '2026-05-14T15:41:58.000Z',
          leaseUntil: '2026-05-14T15:42:08.000Z',
          isGone: false,
          isAnswering: true,
          people: 3,
          lagMs: 0,
        },
        {
          id: '03d9be11-77b0-4d0e-9a55-000000000002',
          roles: ['realtime'],
          startedAt: '2026-05-14T10:00:00.000Z',
          heardAt: '2026-05-14T15:41:48.500Z',
          leaseUntil: '2026-05-14T15:41:58.500Z',
          isGone: true,
          isAnswering: false,
          people: 4,
          lagMs: 0,
        },
      ],
      alerts: [{ code: 'backup_old', severity: 'critical', sentence: 'There is no backup.' }],
    };
    moderation.getStoreStatus = async () => status;
    const { get, all, host } = await show(<StaffConsole moderation={moderation} tab="status" />);
    expect(get('.ntr-store__alert').textContent).toBe('Critical There is no backup.');
    const figures = Object.fromEntries(
      [...host.querySelectorAll('.ntr-store__figure')].map((each) => [
        each.querySelector('dt')?.textContent,
        each.querySelector('dd')?.textContent,
      ]),
    );
    expect(figures).toMatchObject({
      Kept: '1,234',
      Size: '182 MB',
      'Kept for free': '30 days',
      'Kept for plus': 'For ever',
      'The last one': 'Never',
      'gold (unknown, counts as the shortest)': '1',
    });
    expect(all('.ntr-store__nodes > li').map((each) => each.textContent)).toEqual([
      expect.stringMatching(
        /^8c1f6a20This one answers.*DoesAPI, Connections, Background work.*2 secs ago.*8 secs left/,
      ),
      expect.stringMatching(/^03d9be11Gone.*DoesConnections.*Online now4.*11.5 secs ago.*Ended 1.5 secs ago/),
    ]);
  });
});

describe('the record', () => {
  it('names each person with their office, and those who are nobody in words', async () => {
    const { moderation } = stubModeration();
    const entry = { at: AT, reportId: null, note: null };
    moderation.listModerationActions = async () => ({
      items: [
        { ...entry, id: uuid(1), by: { ...ME, office: 'owner' }, action: 'suspended', person: PEER },
        { ...entry, id: uuid(2), by: null, action: 'dismissed', person: null },
      ],
      nextCursor: null,
    });
    const { all } = await show(<ModerationRecord moderation={moderation} />);
    expect(all('.ntr-record__line p').map((each) => each.textContent)).toEqual([
      'Maya Store owner suspended Jonas',
      'The word filter dismissed a report about Somebody',
    ]);
  });
});
