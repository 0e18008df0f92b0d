import type { Platform } from '../../platform/context.ts';
import type { WaitingSent } from '../../ports/timing-database.ts';
import { tellSentLater } from './tell-sent-later.ts';

/** At most so many in one transaction. */
const BATCH = 50;
/** Another process may have scheduled something: a look is due at least this often (ms). */
const LOOK_EVERY_MS = 15_000;
/** After a look that left something due behind: another process has it in hand, or it failed (ms). */
const AGAIN_MS = 1_000;
/** The database's clock decides what is due, and may be a little behind ours (ms). */
const CLOCK_MARGIN_MS = 20;

/**
 * Sends what is due (SCHEDULE-2). *Idle*: a timer waits for the next that is due, and never longer than a look is due. *Running*: batches
 * are sent until nothing is left that can be. *Stopped*: the batch under way ends and nothing begins. What is committed and could not be
 * told of is found by sync.
 */
export class DueSender {
  readonly #platform: Platform;
  #cancelTimer: () => void = () => undefined;
  /** When the timer rings; epoch milliseconds. */
  #wakesAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | null = null;
  #state: 'new' | 'started' | 'stopped' = 'new';

  constructor(platform: Platform) {
    this.#platform = platform;
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
    const { database, clock, log } = this.#platform;
    try {
      let isAllDone = true;
      for (let sent = BATCH; sent === BATCH && this.#state === 'started'; ) {
        const batch = await this.#sendBatch();
        sent = batch.sent;
        isAllDone &&= batch.isWhole;
      }
      const next = await database.nextScheduled();
      const latest = clock.now() + LOOK_EVERY_MS;
      if (next === null) return latest;
      const soonest = clock.now() + (isAllDone ? CLOCK_MARGIN_MS : AGAIN_MS);
      return Math.min(latest, Math.max(next.getTime() + CLOCK_MARGIN_MS, soonest));
    } catch (error) {
      log.warn('scheduled_not_sent', { error });
      return clock.now() + LOOK_EVERY_MS;
    }
  }

  async #sendBatch(): Promise<{ sent: number; isWhole: boolean }> {
    const { database, ids, log } = this.#platform;
    const names = Array.from({ length: BATCH }, () => ids.next());
    try {
      const batch = await database.sendDue(names);
      this.#settle(batch);
      return { sent: batch.length, isWhole: true };
    } catch (error) {
      log.warn('scheduled_batch_failed', { error });
      return this.#sendOneByOne();
    }
  }

  /** One that fails keeps no other from its time. */
  async #sendOneByOne(): Promise<{ sent: number; isWhole: boolean }> {
    const { database, ids, log } = this.#platform;
    let sent = 0;
    let isWhole = true;
    for (const id of await database.readDue(BATCH)) {
      if (this.#state !== 'started') break;
      try {
        this.#settle(await database.sendDue([ids.next()], id));
        sent += 1;
      } catch (error) {
        isWhole = false;
        log.error('scheduled_failed', { error });
      }
    }
    return { sent: isWhole ? sent : 0, isWhole };
  }

  #settle(batch: readonly WaitingSent[]): void {
    const { meter } = this.#platform;
    for (const one of batch) {
      meter.countSend(one.verdict === 'sent' || one.verdict === 'duplicate' ? one.verdict : 'refused');
      tellSentLater(this.#platform, one);
    }
  }
}
