import type { ErrorCode, EventName, ReportReason } from '@natter/protocol';
import type { Refusal } from './database.ts';
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
  countEvent(event: EventName): void;
  countConnection(): void;
  countDisconnect(reason: string): void;
  countError(via: 'http' | 'socket', code: ErrorCode): void;
  /** Something that was put aside without an answer: an unknown event, a missing acknowledgement. */
  countIgnored(what: 'unknown_event' | 'no_ack'): void;
  /** Messages that a job of retention dealt with. */
  countRetention(job: 'changes' | 'vanish' | 'soft_delete' | 'cleanup' | 'erase' | 'reports', done: number): void;
  /** A number that is read when somebody looks; while it is not known (null), it is not told. */
  gauge(name: GaugeName, read: () => number | null): void;
  /** The same for one that the database must be asked for; while it cannot be, the number is not told. */
  storeGauge(name: StoreGaugeName, read: () => Promise<number>): void;
}

export type GaugeName =
  | 'sockets_connected'
  | 'people_online'
  | 'sends_waiting'
  | 'marks_waiting'
  | 'database_connections_total'
  | 'database_connections_idle'
  | 'database_requests_waiting'
  | 'retention_due'
  | 'retention_refused'
  | 'retention_last_success_age_seconds';

export type StoreGaugeName = 'reports_open' | 'unknown_tier_people';
