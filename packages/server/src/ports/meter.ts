import type { ErrorCode, EventName, ReportReason } from '@natter/protocol';
import type { Refusal } from './database.ts';
import type { QueryOutcome } from './database-watch.ts';
import type { ModerationActionRow } from './safety-database.ts';

/** What the server counts about itself. Labels come from closed lists, so that the number of series is bounded. */
export interface Meter {
  countSend(verdict: 'sent' | 'duplicate' | 'refused' | 'failed' | 'overloaded'): void;
  /** A send that the database refused, and why. */
  countRefusal(why: Refusal): void;
  /** A message was reported by a member. */
  countReport(reason: ReportReason): void;
  /** Something that staff did. */
  countModeration(action: ModerationActionRow['action']): void;
  /** One statement of the committer: sends in it, and how long it took, in milliseconds. */
  observeBatch(size: number, tookMs: number): void;
  /** From a send's arrival to its answer, in milliseconds. */
  observeAck(tookMs: number): void;
  /** From a send's arrival to the moment when its event was handed to the sockets of this process, in milliseconds. */
  observeDelivery(tookMs: number): void;
  /** From a message's commit to the first mark that it is stored on somebody's device, in milliseconds, both by the database's clock. */
  observeArrival(tookMs: number): void;
  /** A message was handed to a connected device, and no mark came of it in the time that one is waited for. */
  countUnconfirmed(): void;
  countEvent(event: EventName): void;
  countConnection(): void;
  /** A connection that was asked for and refused; `transport`: before it could say who it is. */
  countConnectionRefused(why: ErrorCode | 'transport'): void;
  countDisconnect(reason: string): void;
  /** Something that was left undone because too much was asked at once. */
  countShed(what: ShedKind): void;
  /** A statement, by its name in our own source, in milliseconds. */
  observeQuery(query: string, tookMs: number, outcome: QueryOutcome): void;
  /** Rows of other nodes' commits that this node took. */
  countFollowed(rows: number): void;
  /** One run of a job that nobody asked for, in milliseconds. */
  observeJob(job: JobName, outcome: JobOutcome, tookMs: number): void;
  countError(via: 'http' | 'socket', code: ErrorCode): void;
  /** Something that was put aside without an answer: an unknown event, a missing acknowledgement. */
  countIgnored(what: 'unknown_event' | 'no_ack'): void;
  /** Messages that a job of retention dealt with. */
  countRetention(job: 'changes' | 'vanish' | 'soft_delete' | 'cleanup' | 'erase' | 'reports', done: number): void;
  /** A number that is read when somebody looks; while it is not known (null), it is not told. */
  gauge(name: GaugeName, read: () => number | null): void;
  /** The same for one of several: `label` is one of a few words that stand in our source. */
  labelledGauge(name: LabelledGaugeName, label: string, read: () => number | null): void;
  /** The same for one that the database must be asked for; while it cannot be, or it is not known, the number is not told. */
  storeGauge(name: StoreGaugeName, read: () => Promise<number | null>): void;
}

export type ShedKind = 'typing' | 'presence' | 'read' | 'send' | 'handshake';
export type JobName = 'changes' | 'vanish' | 'soft_delete' | 'cleanup' | 'erase' | 'reports' | 'scheduled';
export type JobOutcome = 'done' | 'refused' | 'failed';

export type GaugeName =
  | 'sockets_connected'
  | 'people_online'
  | 'sends_waiting'
  | 'marks_waiting'
  | 'scheduled_late_seconds'
  | 'arrivals_awaited'
  | 'pressure'
  | 'socket_bytes_waiting'
  | 'node_peers'
  | 'follower_lag_seconds'
  | 'redis_up'
  | 'retention_due'
  | 'retention_refused'
  | 'retention_last_success_age_seconds';

/** Each has one label: `pool`, for breakers `what`. */
export type LabelledGaugeName =
  | 'database_connections'
  | 'database_connections_idle'
  | 'database_requests_waiting'
  | 'breaker_open';

export type StoreGaugeName =
  | 'database_up'
  | 'reports_open'
  | 'unknown_tier_people'
  | 'storage_used_bytes'
  | 'storage_limit_bytes';
