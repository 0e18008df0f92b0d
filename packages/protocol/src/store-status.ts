import * as z from 'zod/mini';
import { Edition } from './config.ts';
import { Instant } from './ids.ts';

/**
 * How a store is doing, as one answer that a person can read without any other tool. Every number says its unit in its name;
 * counts of rows in `tables` are the database's estimates, all others are exact.
 */

/** `notice`: worth knowing. `warning`: look at it this week. `critical`: look at it now. */
export const AlertSeverity = z.enum(['notice', 'warning', 'critical']);
export type AlertSeverity = z.infer<typeof AlertSeverity>;

/** What an alert can be about. A code is stable; its sentence is for the person who reads it. */
export const AlertCode = z.enum([
  'retention_not_run',
  'purge_refused',
  'unknown_tiers',
  'nobody_belongs',
  'database_nearly_full',
  'database_slow',
  'connections_nearly_used',
  'old_transaction',
  'capacity',
  'overloaded',
  'sends_failing',
  'errors',
  'slow_sends',
  'reports_waiting',
  'backup_old',
  'archiving_failing',
]);
export type AlertCode = z.infer<typeof AlertCode>;

export const StoreAlert = z.object({ code: AlertCode, severity: AlertSeverity, sentence: z.string() });
export type StoreAlert = z.infer<typeof StoreAlert>;

const Count = z.int();
const Bytes = z.int();

/** Of the people known here; `members` are those who belong to the store. */
export const StatusPeople = z.object({
  total: Count,
  members: Count,
  seenDay: Count,
  seenWeek: Count,
  /** By tier as the host gave it, most people first; one that is not `isKnown` counts as the shortest retention. */
  tiers: z.array(z.object({ tier: z.string(), isKnown: z.boolean(), people: Count })),
});

/** Volume: day is the last 24 hours, week the last seven days. */
export const StatusVolume = z.object({
  conversations: z.object({ total: Count, startedDay: Count, startedWeek: Count, activeDay: Count, activeWeek: Count }),
  messages: z.object({ kept: Count, sentDay: Count, sentWeek: Count, sendersDay: Count, sendersWeek: Count }),
});

/** One job of retention, by the name under which it is recorded. */
export const StatusJob = z.object({
  name: z.string(),
  lastRunAt: z.nullable(Instant),
  outcome: z.enum(['done', 'refused', 'failed', 'never']),
  /** Why it was refused or failed. */
  reason: z.nullable(z.string()),
});

/** `days` by tier, 0 = for ever. `overdue…`: past their time by more than a day and still there; both should be 0. */
export const StatusRetention = z.object({
  days: z.record(z.string(), z.int()),
  jobs: z.array(StatusJob),
  expired: Count,
  overdueHiding: Count,
  overduePurge: Count,
  holds: Count,
});

export const StatusModeration = z.object({
  reportsOpen: Count,
  oldestReportAt: z.nullable(Instant),
  suspended: Count,
});

/** Storage and health of the database. `limitBytes`: what the operator said it may grow to; null: not told. */
export const StatusDatabase = z.object({
  version: z.string(),
  step: z.int(),
  sizeBytes: Bytes,
  limitBytes: z.nullable(Bytes),
  /** How long the question for this status took. */
  answeredInMs: z.number(),
  connections: z.object({ used: Count, max: Count }),
  /** Age of the oldest transaction that is open; 0: none. */
  oldestTransactionSeconds: z.int(),
  tables: z.array(
    z.object({
      name: z.string(),
      rows: Count,
      tableBytes: Bytes,
      indexes: z.array(z.object({ name: z.string(), bytes: Bytes, scans: Count })),
    }),
  ),
});

/** `lastAt`: when `natter backup` last wrote and verified one. `archiving`: of the WAL, where the database does that. */
export const StatusBackups = z.object({
  lastAt: z.nullable(Instant),
  lastBytes: z.nullable(Bytes),
  archiving: z.nullable(z.object({ lastArchivedAt: z.nullable(Instant), lastFailedAt: z.nullable(Instant) })),
});

/** What the running server counted; sends and errors of the last hour, or since its start where that is younger. */
export const StatusServer = z.object({
  version: z.string(),
  startedAt: Instant,
  peopleOnline: Count,
  sockets: Count,
  /** `NATTER_MAX_CONCURRENT_USERS`; 0: no bound. */
  maxPeopleOnline: Count,
  sends: z.object({ accepted: Count, refused: Count, failed: Count, overloaded: Count }),
  /** From the arrival of a send to its answer, which is when others are told; null: nothing was sent. */
  delivery: z.nullable(z.object({ medianMs: z.number(), p95Ms: z.number(), p99Ms: z.number() })),
  /** By code, most first. */
  errors: z.array(z.object({ code: z.string(), count: Count })),
  memoryBytes: Bytes,
  /** How much too much is asked of this node: 0 calm, 1 busy, 2 overloaded, 3 full. */
  pressure: z.int().check(z.gte(0), z.lte(3)),
  /** Other nodes of the store that are alive; 0: this is the only one. */
  otherNodes: Count,
});

/**
 * A process that serves, as its lease in the database tells (every 3 s, good for 10 s). The lag is that of its last sign of life; one
 * that `isGone` ended without a word or hangs, and is listed until another node takes its row away.
 */
export const StatusNode = z.object({
  id: z.string(),
  roles: z.array(z.enum(['api', 'realtime', 'worker'])),
  startedAt: Instant,
  heardAt: Instant,
  leaseUntil: Instant,
  isGone: z.boolean(),
  /** It is the one that answers; false for all where the database alone was asked. */
  isAnswering: z.boolean(),
  /** Connected to it. */
  people: Count,
  /** How long the oldest commit of other nodes had waited there untold. */
  lagMs: Count,
});
export type StatusNode = z.infer<typeof StatusNode>;

/** `server` is null where the database alone was asked (`natter status`). Alerts: the gravest first; none: all is well. */
export const StoreStatus = z.object({
  at: Instant,
  tenant: z.object({ id: z.string(), name: z.string() }),
  edition: Edition,
  people: StatusPeople,
  ...StatusVolume.shape,
  retention: StatusRetention,
  moderation: StatusModeration,
  database: StatusDatabase,
  backups: StatusBackups,
  server: z.nullable(StatusServer),
  /** All nodes of the store, by their beginning; none: no server runs. */
  nodes: z.array(StatusNode),
  alerts: z.array(StoreAlert),
});
export type StoreStatus = z.infer<typeof StoreStatus>;
