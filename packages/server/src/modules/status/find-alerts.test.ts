import type { StoreStatus } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { type AlertContext, findAlerts } from './find-alerts.ts';

const AT = '2026-11-21T12:00:00.000Z';
const ago = (hours: number) => new Date(Date.parse(AT) - hours * 3_600_000).toISOString();
const CONTEXT: AlertContext = { madeAtMs: Date.parse(ago(24 * 100)), requiresMembership: true, isProduction: true };

type Status = Omit<StoreStatus, 'alerts'>;
/** A store of which nothing is to be said. */
const WELL: Status = {
  at: AT,
  tenant: { id: 'corner', name: 'Corner Books' },
  edition: 'bookstore',
  people: { total: 100, members: 90, seenDay: 20, seenWeek: 50, tiers: [{ tier: 'free', isKnown: true, people: 100 }] },
  conversations: { total: 10, startedDay: 1, startedWeek: 2, activeDay: 3, activeWeek: 4 },
  messages: { kept: 100, sentDay: 10, sentWeek: 20, sendersDay: 3, sendersWeek: 4 },
  retention: {
    days: { free: 30, privileged: 180, privileged_plus: 365 },
    jobs: [
      { name: 'soft_delete', lastRunAt: ago(3), outcome: 'done', reason: null },
      { name: 'cleanup', lastRunAt: ago(2), outcome: 'done', reason: null },
    ],
    expired: 4,
    overdueHiding: 0,
    overduePurge: 0,
    holds: 0,
  },
  moderation: { reportsOpen: 0, oldestReportAt: null, suspended: 0 },
  database: {
    version: '17.2',
    step: 7,
    sizeBytes: 50,
    limitBytes: 100,
    answeredInMs: 20,
    connections: { used: 10, max: 100 },
    oldestTransactionSeconds: 2,
    tables: [],
  },
  backups: { lastAt: ago(12), lastBytes: 1000, archiving: null },
  server: {
    version: '0.1.0',
    startedAt: ago(300),
    peopleOnline: 50,
    sockets: 60,
    maxPeopleOnline: 500,
    sends: { accepted: 1000, refused: 3, failed: 0, overloaded: 0 },
    delivery: { medianMs: 4, p95Ms: 20, p99Ms: 40 },
    errors: [{ code: 'not_found', count: 4 }],
    memoryBytes: 1000,
    pressure: 1,
    otherNodes: 2,
  },
  nodes: [],
};

const toldOf = (changed: Partial<Status>, context: Partial<AlertContext> = {}) =>
  findAlerts({ ...WELL, ...changed }, { ...CONTEXT, ...context }).map(({ code, severity }) => `${code} ${severity}`);
const { retention, people, database, backups, server, moderation } = WELL;
if (server === null) throw new Error('no server');
const jobs = (first: Partial<StoreStatus['retention']['jobs'][number]>) =>
  retention.jobs.map((job, index) => (index === 0 ? { ...job, ...first } : job));

describe('alerts', () => {
  it('[STATUS-3] are none where all is well, also without a server to ask', () => {
    expect(toldOf({})).toEqual([]);
    expect(toldOf({ server: null })).toEqual([]);
  });

  it.each<[string, Partial<Status>, string]>([
    [
      'a job that is late',
      { retention: { ...retention, jobs: jobs({ lastRunAt: ago(30) }) } },
      'retention_not_run warning',
    ],
    [
      'a job forgotten',
      { retention: { ...retention, jobs: jobs({ lastRunAt: ago(80) }) } },
      'retention_not_run critical',
    ],
    [
      'a job that never ran',
      { retention: { ...retention, jobs: jobs({ lastRunAt: null, outcome: 'never' }) } },
      'retention_not_run critical',
    ],
    ['messages past their time', { retention: { ...retention, overdueHiding: 3 } }, 'retention_not_run warning'],
    [
      'a purge refused',
      { retention: { ...retention, jobs: jobs({ outcome: 'refused', reason: 'clock' }) } },
      'purge_refused critical',
    ],
    [
      'unknown tiers',
      { people: { ...people, tiers: [{ tier: 'gold', isKnown: false, people: 3 }] } },
      'unknown_tiers warning',
    ],
    ['no members', { people: { ...people, members: 0 } }, 'nobody_belongs critical'],
    ['80 % of the room', { database: { ...database, sizeBytes: 80 } }, 'database_nearly_full warning'],
    ['96 % of the room', { database: { ...database, sizeBytes: 96 } }, 'database_nearly_full critical'],
    ['a slow database', { database: { ...database, answeredInMs: 1500 } }, 'database_slow warning'],
    [
      'few connections left',
      { database: { ...database, connections: { used: 96, max: 100 } } },
      'connections_nearly_used critical',
    ],
    ['an old transaction', { database: { ...database, oldestTransactionSeconds: 700 } }, 'old_transaction warning'],
    ['an old backup', { backups: { ...backups, lastAt: ago(40) } }, 'backup_old warning'],
    ['no backup ever', { backups: { ...backups, lastAt: null } }, 'backup_old critical'],
    [
      'archiving that fails',
      { backups: { ...backups, archiving: { lastArchivedAt: ago(5), lastFailedAt: ago(1) } } },
      'archiving_failing critical',
    ],
    ['80 % of the people', { server: { ...server, peopleOnline: 400 } }, 'capacity warning'],
    ['a full house', { server: { ...server, peopleOnline: 500 } }, 'capacity critical'],
    [
      'one send in a thousand failing',
      { server: { ...server, sends: { ...server.sends, failed: 1 } } },
      'sends_failing notice',
    ],
    [
      'one in ten failing',
      { server: { ...server, sends: { ...server.sends, overloaded: 200 } } },
      'sends_failing critical',
    ],
    ['reads that are left out', { server: { ...server, pressure: 2 } }, 'overloaded warning'],
    ['sends that are left out', { server: { ...server, pressure: 3 } }, 'overloaded critical'],
    ['slow sends', { server: { ...server, delivery: { medianMs: 10, p95Ms: 700, p99Ms: 900 } } }, 'slow_sends warning'],
    [
      'sends beyond two seconds',
      { server: { ...server, delivery: { medianMs: 10, p95Ms: 2100, p99Ms: 2200 } } },
      'slow_sends critical',
    ],
    ['faults', { server: { ...server, errors: [{ code: 'internal', count: 2 }] } }, 'errors warning'],
    [
      'a fresh report',
      { moderation: { ...moderation, reportsOpen: 1, oldestReportAt: ago(1) } },
      'reports_waiting notice',
    ],
    [
      'a report that waits',
      { moderation: { ...moderation, reportsOpen: 1, oldestReportAt: ago(60) } },
      'reports_waiting warning',
    ],
  ])('[STATUS-3] tell of %s', (_title, changed, told) => {
    expect(toldOf(changed)).toEqual([told]);
  });

  it('[STATUS-3] do not tell of what is not wanted', () => {
    const forEver = {
      ...retention,
      days: { free: 0, privileged: 0, privileged_plus: 0 },
      jobs: jobs({ lastRunAt: null }),
    };
    expect(toldOf({ retention: forEver })).toEqual([]);
    expect(toldOf({ people: { ...people, members: 0 } }, { requiresMembership: false })).toEqual([]);
    expect(toldOf({ backups: { ...backups, lastAt: null } }, { isProduction: false })).toEqual([]);
    const archived = { lastAt: null, lastBytes: null, archiving: { lastArchivedAt: ago(1), lastFailedAt: ago(9) } };
    expect(toldOf({ backups: archived })).toEqual([]);
    expect(toldOf({ database: { ...database, limitBytes: null } })).toEqual([]);
    expect(toldOf({ server: { ...server, maxPeopleOnline: 0 } })).toEqual([]);
  });

  it('[STATUS-3] come with the gravest first, each in a sentence with its number', () => {
    const alerts = findAlerts(
      {
        ...WELL,
        moderation: { ...moderation, reportsOpen: 2, oldestReportAt: ago(3) },
        server: { ...server, peopleOnline: 500 },
        database: { ...database, sizeBytes: 85 },
      },
      CONTEXT,
    );
    expect(alerts.map(({ severity }) => severity)).toEqual(['critical', 'warning', 'notice']);
    expect(alerts.map(({ sentence }) => sentence)).toEqual([
      '500 of 500 people are online (NATTER_MAX_CONCURRENT_USERS).',
      'The database has grown to 85 % of what it may take (NATTER_DATABASE_LIMIT_MB).',
      '2 reports wait for the staff, the oldest for 3 hours.',
    ]);
  });
});
