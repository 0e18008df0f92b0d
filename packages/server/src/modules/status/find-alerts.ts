import type { AlertCode, AlertSeverity, StoreAlert, StoreStatus } from '@natter/protocol';

/** What the status alone does not say. */
export interface AlertContext {
  /** When the database was made. */
  readonly madeAtMs: number;
  readonly requiresMembership: boolean;
  /** A trial needs no backups. */
  readonly isProduction: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A job that runs every day is late after this, and forgotten after that. */
const JOB_LATE_MS = 26 * HOUR_MS;
const JOB_FORGOTTEN_MS = 72 * HOUR_MS;
const BACKUP_LATE_MS = 36 * HOUR_MS;
const BACKUP_FORGOTTEN_MS = 7 * DAY_MS;
const REPORT_LATE_MS = 48 * HOUR_MS;
/** Shares of what there is. */
const NEARLY = 0.8;
const ALMOST_ALL = 0.95;
const SLOW_ANSWER_MS = 1_000;
const VERY_SLOW_ANSWER_MS = 5_000;
/** A send should be there within two seconds; at a quarter of that somebody should look. */
const SLOW_SEND_MS = 500;
const TOO_SLOW_SEND_MS = 2_000;
const OLD_TRANSACTION_SECONDS = 600;
const FAILING_SHARE = 0.01;
const FAILED_SHARE = 0.1;
const MANY_ERRORS = 50;
/** The pressure from which on more than typing and presence is left out. */
const OVERLOADED = 2;

const ORDER: Readonly<Record<AlertSeverity, number>> = { critical: 0, warning: 1, notice: 2 };

type Found = StoreAlert | null;
type Status = Omit<StoreStatus, 'alerts'>;

/** What of a status needs looking at, the gravest first. Pure. */
export function findAlerts(status: Status, context: AlertContext): StoreAlert[] {
  return [
    ...judgeRetention(status, context),
    ...judgePeople(status, context),
    ...judgeDatabase(status),
    ...judgeBackups(status, context),
    ...(status.server === null ? [] : judgeServer(status.server)),
    judgeReports(status),
  ]
    .filter((found) => found !== null)
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
}

const alert = (code: AlertCode, severity: AlertSeverity, sentence: string): StoreAlert => ({
  code,
  severity,
  sentence,
});

function judgeRetention({ at, retention }: Status, { madeAtMs }: AlertContext): Found[] {
  if (Object.values(retention.days).every((days) => days === 0)) return [];
  const nowMs = Date.parse(at);
  return retention.jobs.flatMap(({ name, lastRunAt, outcome, reason }): Found[] => {
    if (outcome === 'refused') {
      return [
        alert(
          'purge_refused',
          'critical',
          `The job ${name} refused to run: ${reason ?? 'no reason was noted'}. Look at the clock and the amount, then run \`natter purge --confirm "why"\`.`,
        ),
      ];
    }
    const sinceMs = nowMs - (lastRunAt === null ? madeAtMs : Date.parse(lastRunAt));
    const overdue = name === 'cleanup' ? retention.overduePurge : retention.overdueHiding;
    if (sinceMs <= JOB_LATE_MS && overdue === 0) return [];
    const when = lastRunAt === null ? 'has never run' : `last ran ${inDays(sinceMs)} ago`;
    const left = overdue === 0 ? '' : `; ${overdue} messages are more than a day past their time (nobody sees them)`;
    return [
      alert(
        'retention_not_run',
        sinceMs > JOB_FORGOTTEN_MS ? 'critical' : 'warning',
        `The job ${name} ${when}${left}.`,
      ),
    ];
  });
}

function judgePeople({ people, retention }: Status, { requiresMembership }: AlertContext): Found[] {
  const unknown = people.tiers.filter(({ isKnown }) => !isKnown);
  const names = unknown.map(({ tier, people: count }) => `"${tier}" (${count})`).join(', ');
  const hasRetention = Object.values(retention.days).some((days) => days > 0);
  return [
    unknown.length === 0
      ? null
      : alert(
          'unknown_tiers',
          hasRetention ? 'warning' : 'notice',
          `People have tiers that Natter does not know: ${names}. They count as free, with the shortest retention; correct the host's push.`,
        ),
    requiresMembership && people.total > 0 && people.members === 0
      ? alert(
          'nobody_belongs',
          'critical',
          'Nobody belongs to this store: the host has pushed no club memberships, so nobody can take part.',
        )
      : null,
  ];
}

function judgeDatabase({ database }: Status): Found[] {
  const { sizeBytes, limitBytes, answeredInMs, connections, oldestTransactionSeconds } = database;
  const full = limitBytes === null ? 0 : sizeBytes / limitBytes;
  const used = connections.max === 0 ? 0 : connections.used / connections.max;
  return [
    full < NEARLY
      ? null
      : alert(
          'database_nearly_full',
          full < ALMOST_ALL ? 'warning' : 'critical',
          `The database has grown to ${percent(full)} of what it may take (NATTER_DATABASE_LIMIT_MB).`,
        ),
    answeredInMs < SLOW_ANSWER_MS
      ? null
      : alert(
          'database_slow',
          answeredInMs < VERY_SLOW_ANSWER_MS ? 'warning' : 'critical',
          `The database took ${Math.round(answeredInMs)} ms to answer this question.`,
        ),
    used < NEARLY
      ? null
      : alert(
          'connections_nearly_used',
          used < ALMOST_ALL ? 'warning' : 'critical',
          `${connections.used} of ${connections.max} connections of the database are in use.`,
        ),
    oldestTransactionSeconds < OLD_TRANSACTION_SECONDS
      ? null
      : alert(
          'old_transaction',
          'warning',
          `A transaction has been open for ${Math.round(oldestTransactionSeconds / 60)} minutes: storage cannot be used again meanwhile.`,
        ),
  ];
}

function judgeBackups({ at, backups }: Status, { madeAtMs, isProduction }: AlertContext): Found[] {
  const { lastAt, archiving } = backups;
  const failing =
    archiving?.lastFailedAt !== undefined &&
    archiving.lastFailedAt !== null &&
    (archiving.lastArchivedAt === null || archiving.lastFailedAt > archiving.lastArchivedAt);
  if (failing) {
    return [
      alert(
        'archiving_failing',
        'critical',
        'The database cannot archive its write-ahead log: its disk will fill up, and there is no recovery to a point in time.',
      ),
    ];
  }
  const isArchiving = archiving?.lastArchivedAt !== undefined && archiving.lastArchivedAt !== null;
  if (!isProduction || isArchiving) return [];
  const sinceMs = Date.parse(at) - (lastAt === null ? madeAtMs : Date.parse(lastAt));
  if (sinceMs <= BACKUP_LATE_MS) return [];
  const sentence =
    lastAt === null
      ? 'No backup has ever been made with `natter backup`.'
      : `The last backup is ${inDays(sinceMs)} old.`;
  return [alert('backup_old', sinceMs > BACKUP_FORGOTTEN_MS ? 'critical' : 'warning', sentence)];
}

function judgeServer(server: NonNullable<Status['server']>): Found[] {
  const { peopleOnline, maxPeopleOnline, sends, delivery, errors, pressure } = server;
  const use = maxPeopleOnline === 0 ? 0 : peopleOnline / maxPeopleOnline;
  const lost = sends.failed + sends.overloaded;
  const share = lost / Math.max(1, lost + sends.accepted);
  const faults = errors.find(({ code }) => code === 'internal')?.count ?? 0;
  return [
    use < NEARLY
      ? null
      : alert(
          'capacity',
          use < 1 ? 'warning' : 'critical',
          `${peopleOnline} of ${maxPeopleOnline} people are online (NATTER_MAX_CONCURRENT_USERS).`,
        ),
    pressure < OVERLOADED
      ? null
      : alert(
          'overloaded',
          pressure === OVERLOADED ? 'warning' : 'critical',
          `More is asked of this node than it can do: ${pressure === OVERLOADED ? 'reads are' : 'sends are'} left out.`,
        ),
    lost === 0
      ? null
      : alert(
          'sends_failing',
          share < FAILING_SHARE ? 'notice' : share < FAILED_SHARE ? 'warning' : 'critical',
          `${lost} sends of the last hour found no database or a full queue; their devices try again.`,
        ),
    delivery === null || delivery.p95Ms < SLOW_SEND_MS
      ? null
      : alert(
          'slow_sends',
          delivery.p95Ms < TOO_SLOW_SEND_MS ? 'warning' : 'critical',
          `One send in twenty takes longer than ${Math.round(delivery.p95Ms)} ms.`,
        ),
    faults === 0
      ? null
      : alert(
          'errors',
          faults < MANY_ERRORS ? 'warning' : 'critical',
          `${faults} faults of the server's own in the last hour: see its log.`,
        ),
  ];
}

function judgeReports({ at, moderation }: Status): Found {
  const { reportsOpen, oldestReportAt } = moderation;
  if (reportsOpen === 0 || oldestReportAt === null) return null;
  const waitsMs = Date.parse(at) - Date.parse(oldestReportAt);
  const sentence = `${reportsOpen} reports wait for the staff, the oldest for ${inDays(waitsMs)}.`;
  return alert('reports_waiting', waitsMs > REPORT_LATE_MS ? 'warning' : 'notice', sentence);
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

function inDays(ms: number): string {
  if (ms < 2 * HOUR_MS) return `${Math.max(0, Math.round(ms / 60_000))} minutes`;
  if (ms < 2 * DAY_MS) return `${Math.round(ms / HOUR_MS)} hours`;
  return `${Math.round(ms / DAY_MS)} days`;
}
