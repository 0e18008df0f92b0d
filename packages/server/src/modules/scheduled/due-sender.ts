import type { ScheduledId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { passFailpoint } from '../../platform/failpoints.ts';
import type { WaitingSent } from '../../ports/timing-database.ts';
import { tellSentLater } from './tell-sent-later.ts';

/** At most so many in one transaction. */
const BATCH = 50;
/** Another process may have scheduled something: a look is due at least this often (ms). */
const LOOK_EVERY_MS = 15_000;
/** After a look that left something due behind: another process has it in hand, or it failed (ms). */
const AGAIN_MS = 1_000;
/** How long one that cannot be committed is left alone (ms). */
const ASIDE_MS = 60_000;
/** The database's clock decides what is due, and may be a little behind ours (ms). */
const CLOCK_MARGIN_MS = 20;

interface Batch {
  readonly sent: number;
  readonly hasMore: boolean;
}

/**
 * Sends what is due (SCHEDULE-2). *Idle*: a timer waits for the next that is due, and never longer than a look is due. *Running*: batches
 * are sent until nothing is left that can be. *Stopped*: the batch under way ends and nothing begins. What is committed and could not be
 * told of is found by sync.
 */
export class DueSender {
  readonly #platform: Platform;
  /** What could not be committed, and until when it is left alone; epoch milliseconds. */
  readonly #setAside = new Map<ScheduledId, number>();
  #cancelTimer: () => void = () => undefined;
  /** When the timer rings; epoch milliseconds. */
  #wakesAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | null = null;
  #state: 'new' | 'started' | 'stopped' = 'new';

  /** When the next one was due, as of the last look; epoch milliseconds; null: none waited. */
  #nextDueAt: number | null = null;

  constructor(platform: Platform) {
    this.#platform = platform;
    platform.meter.gauge('scheduled_late_seconds', () =>
      this.#nextDueAt === null ? 0 : Math.max(0, platform.clock.now() - this.#nextDueAt) / 1_000,
    );
  }

  start(): void {
    if (!this.#platform.config.features.scheduling) return;
    this.#state = 'started';
    this.#wakeAt(this.#platform.clock.now());
  }

  /** Ends what is running after its batch. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#cancelTimer();
    await this.#running;
  }

  /** Something waits for this time (epoch ms). */
  expect(dueAt: number): void {
    if (dueAt + CLOCK_MARGIN_MS < this.#wakesAt) this.#wakeAt(dueAt + CLOCK_MARGIN_MS);
  }

  #wakeAt(at: number): void {
    if (this.#state !== 'started') return;
    const { clock } = this.#platform;
    this.#cancelTimer();
    this.#wakesAt = at;
    this.#cancelTimer = clock.after(Math.max(0, at - clock.now()), () => this.#wake());
  }

  #wake(): void {
    // What is scheduled while this runs is due later, or is seen by the look at its end.
    this.#wakesAt = Number.POSITIVE_INFINITY;
    if (this.#running !== null) return;
    this.#running = this.#run().then((nextAt) => {
      this.#running = null;
      if (nextAt < this.#wakesAt) this.#wakeAt(nextAt);
    });
  }

  /** Sends all that is due; answers when to look again. */
  async #run(): Promise<number> {
    const { database, clock, log, meter } = this.#platform;
    const begin = clock.now();
    try {
      let sent = 0;
      for (let hasMore = true; hasMore && this.#state === 'started'; ) {
        const batch = await this.#sendBatch();
        sent += batch.sent;
        ({ hasMore } = batch);
      }
      const next = await database.nextScheduled();
      const now = clock.now();
      this.#nextDueAt = next?.getTime() ?? null;
      meter.observeJob('scheduled', 'done', now - begin);
      if (next === null) return now + LOOK_EVERY_MS;
      const soonest = next.getTime() <= now && sent === 0 ? now + AGAIN_MS : now;
      return Math.min(now + LOOK_EVERY_MS, Math.max(next.getTime(), soonest) + CLOCK_MARGIN_MS);
    } catch (error) {
      log.warn('scheduled_not_sent', { error });
      meter.observeJob('scheduled', 'failed', clock.now() - begin);
      return clock.now() + LOOK_EVERY_MS;
    }
  }

  async #sendBatch(): Promise<Batch> {
    const { database, ids, log } = this.#platform;
    const names = Array.from({ length: BATCH }, () => ids.next());
    try {
      const batch = await database.sendDue(names);
      this.#settle(batch);
      return { sent: batch.length, hasMore: batch.length === BATCH };
    } catch (error) {
      log.warn('scheduled_batch_failed', { error });
      return this.#sendOneByOne();
    }
  }

  /** One that fails keeps no other from its time: it is set aside for a while. */
  async #sendOneByOne(): Promise<Batch> {
    const { database, clock, ids, log } = this.#platform;
    for (const [id, until] of this.#setAside) if (until <= clock.now()) this.#setAside.delete(id);
    const due = (await database.readDue(BATCH + this.#setAside.size)).filter((id) => !this.#setAside.has(id));
    let sent = 0;
    for (const id of due) {
      if (this.#state !== 'started') break;
      try {
        const batch = await database.sendDue([ids.next()], id);
        this.#settle(batch);
        sent += batch.length;
      } catch (error) {
        this.#setAside.set(id, clock.now() + ASIDE_MS);
        log.error('scheduled_failed', { error });
      }
    }
    return { sent, hasMore: sent > 0 && due.length >= BATCH };
  }

  #settle(batch: readonly WaitingSent[]): void {
    const { meter } = this.#platform;
    if (batch.length > 0) passFailpoint('job_after_effect');
    for (const one of batch) {
      const isSent = one.verdict === 'sent' || one.verdict === 'duplicate';
      meter.countSend(isSent ? one.verdict : 'refused');
      if (!isSent) meter.countRefusal(one.verdict);
      tellSentLater(this.#platform, one);
    }
  }
}
