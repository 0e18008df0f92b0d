import { DomainError } from '../../platform/domain-error.ts';
import type { MarkInput, MarkResult, MessagingDatabase } from '../../ports/database.ts';

type Waiter = { resolve(result: MarkResult | null): void; reject(error: unknown): void };

/** Marks of one person, conversation and kind that wait together: the highest counts for all. */
interface Pending {
  readonly kind: MarkInput['kind'];
  readonly userId: string;
  readonly conversationId: string;
  seq: number;
  readonly waiters: Waiter[];
}

export interface MarkBatcherOptions {
  readonly advance: MessagingDatabase['advanceMarks'];
  readonly defer: (call: () => void) => void;
  /** Called once per statement's mark, before the answers. */
  readonly onAdvanced: (mark: MarkInput, result: MarkResult) => void;
  readonly maxBatch?: number;
  readonly maxWaiting?: number;
}

const MAX_BATCH = 256;
const MAX_WAITING = 10_000;
/** Calls that may wait for one mark: a device asks once, and has few siblings. */
const MAX_WAITERS = 100;
const OVERLOADED_RETRY_SECONDS = 2;
const STOPPING_RETRY_SECONDS = 5;

/**
 * Advances marks in batches, like the committer: what comes while a statement is in flight goes with the next one, and
 * marks of the same kind in one conversation become one (RCPT-2). Marks may be lost by a crash: the client gives them again.
 */
export class MarkBatcher {
  readonly #options: Required<MarkBatcherOptions>;
  readonly #pending = new Map<string, Pending>();
  readonly #idleWaiters: (() => void)[] = [];
  #isInFlight = false;
  #isFlushDue = false;
  #isStopping = false;

  constructor(options: MarkBatcherOptions) {
    this.#options = { maxBatch: MAX_BATCH, maxWaiting: MAX_WAITING, ...options };
  }

  get waiting(): number {
    return this.#pending.size;
  }

  /** Answers the marks after the statement; null where there is no such conversation. Errors: `overloaded`, `unavailable`. */
  advance(mark: MarkInput): Promise<MarkResult | null> {
    if (this.#isStopping) return Promise.reject(DomainError.unavailable(STOPPING_RETRY_SECONDS));
    const key = `${mark.userId} ${mark.conversationId} ${mark.kind}`;
    let pending = this.#pending.get(key);
    if (!pending) {
      if (this.#pending.size >= this.#options.maxWaiting) {
        return Promise.reject(DomainError.overloaded(OVERLOADED_RETRY_SECONDS));
      }
      pending = { ...mark, waiters: [] };
      this.#pending.set(key, pending);
    }
    if (pending.waiters.length >= MAX_WAITERS) return Promise.reject(DomainError.overloaded(OVERLOADED_RETRY_SECONDS));
    const entry = pending;
    entry.seq = Math.max(entry.seq, mark.seq);
    this.#flushSoon();
    return new Promise((resolve, reject) => entry.waiters.push({ resolve, reject }));
  }

  /** Takes nothing new; answers when everything taken has been answered. */
  stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#pending.size === 0 && !this.#isInFlight) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  #flushSoon(): void {
    if (this.#isFlushDue || this.#isInFlight) return;
    this.#isFlushDue = true;
    this.#options.defer(() => {
      this.#isFlushDue = false;
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    if (this.#isInFlight) return;
    this.#isInFlight = true;
    while (this.#pending.size > 0) await this.#run(this.#takeBatch());
    this.#isInFlight = false;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  /** One mark of a person in a conversation at a time: two of them would meet in one row. */
  #takeBatch(): Pending[] {
    const batch: Pending[] = [];
    const rows = new Set<string>();
    for (const [key, pending] of this.#pending) {
      if (batch.length >= this.#options.maxBatch) break;
      const row = `${pending.userId} ${pending.conversationId}`;
      if (rows.has(row)) continue;
      rows.add(row);
      batch.push(pending);
      this.#pending.delete(key);
    }
    return batch;
  }

  async #run(batch: readonly Pending[]): Promise<void> {
    try {
      const marks = batch.map(({ userId, conversationId, kind, seq }) => ({ userId, conversationId, kind, seq }));
      const results = await this.#options.advance(marks);
      if (results.length !== batch.length) throw new Error('as many results as marks are expected');
      for (const [index, pending] of batch.entries()) this.#settle(pending, results[index] ?? null);
    } catch (error) {
      const [first] = batch;
      if (error instanceof DomainError || batch.length <= 1) {
        for (const pending of batch) for (const waiter of pending.waiters) waiter.reject(error);
      } else if (first) {
        // One bad mark must not fail the others.
        for (const pending of batch) await this.#run([pending]);
      }
    }
  }

  #settle(pending: Pending, result: MarkResult | null): void {
    if (result) this.#options.onAdvanced(pending, result);
    for (const waiter of pending.waiters) waiter.resolve(result);
  }
}
