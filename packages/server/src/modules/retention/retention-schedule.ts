import type { Platform } from '../../platform/context.ts';
import type { RetentionState } from '../../ports/retention-database.ts';
import { MAX_CLOCK_DIFFERENCE_MS, readClockDifference } from './check-clock.ts';
import { type RetentionJob, runJob } from './run-job.ts';

const MINUTE = 60_000;

/**
 * In the order in which they run when several are due: what a change keeps longer is rewritten before anything is marked. Changes
 * are looked for often, by one look at an index that is mostly empty: whichever node took the host's call, all is soon carried out. So
 * is what is to disappear, of which nothing may be left a minute later (DISAPPEAR-3).
 */
const EVERY_MS: Readonly<Record<RetentionJob, number>> = {
  changes: 5_000,
  vanish: 30_000,
  soft_delete: 5 * MINUTE,
  cleanup: 60 * MINUTE,
  erase: 60 * MINUTE,
  reports: 6 * 60 * MINUTE,
};
const JOBS: readonly RetentionJob[] = ['changes', 'vanish', 'soft_delete', 'cleanup', 'erase', 'reports'];
/** Nobody waits for a turn to do these. */
const FREQUENT: readonly RetentionJob[] = ['changes', 'vanish'];
/** After the start, so that a server that is restarted again and again still gets to it. */
const FIRST_AFTER_MS = 15_000;
const RETRY_FROM_MS = 5_000;
const RETRY_TO_MS = 10 * MINUTE;
/** Intervals vary by this share, so that several nodes do not meet. */
const JITTER = 0.1;

type SchedulePlatform = Pick<Platform, 'database' | 'clock' | 'ids' | 'log' | 'meter'>;

/**
 * Runs the jobs of retention, one at a time. *Idle*: a timer waits for the next that is due. *Running*: those due are run in order.
 * *Stopped*: the batch under way ends and nothing begins. A job that fails
 * is tried again with growing pauses and keeps no other from its time (RET-13).
 */
export class RetentionSchedule {
  readonly #platform: SchedulePlatform;
  readonly #dueAt = new Map<RetentionJob, number>();
  readonly #failures = new Map<RetentionJob, number>();
  #state: RetentionState | null = null;
  /** Null until they were compared. */
  #clockDifferenceMs: number | null = null;
  #cancelTimer: () => void = () => undefined;
  #endPause: () => void = () => undefined;
  #running: Promise<void> | null = null;
  #isStopped = false;

  constructor(platform: SchedulePlatform) {
    this.#platform = platform;
    const { gauge } = platform.meter;
    gauge('retention_due', () => (this.#state === null ? null : this.#state.expiredUnmarked + this.#state.dueForPurge));
    gauge('retention_refused', () => this.#refused());
    gauge('retention_last_success_age_seconds', () => this.#lastSuccessAge());
  }

  start(): void {
    const now = this.#platform.clock.now();
    for (const job of JOBS) this.#dueAt.set(job, now + this.#vary(FIRST_AFTER_MS));
    this.#setTimer();
  }

  /** Ends what is running after its batch. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    this.#endPause();
    await this.#running;
  }

  #setTimer(): void {
    this.#cancelTimer();
    if (this.#isStopped) return;
    const next = Math.min(...this.#dueAt.values());
    this.#cancelTimer = this.#platform.clock.after(Math.max(0, next - this.#platform.clock.now()), () => {
      this.#running = this.#runDue().finally(() => {
        this.#running = null;
        this.#setTimer();
      });
    });
  }

  async #runDue(): Promise<void> {
    const { database, clock, log } = this.#platform;
    const due = JOBS.filter((job) => (this.#dueAt.get(job) ?? 0) <= clock.now());
    for (const job of due) this.#dueAt.set(job, clock.now() + this.#vary(EVERY_MS[job]));
    // Several nodes may do these at once: they are small, and each batch looks again at what is left.
    for (const job of FREQUENT) if (due.includes(job) && !this.#isStopped) await this.#run(job);
    const deleting = due.filter((job) => !FREQUENT.includes(job));
    if (deleting.length === 0 || this.#isStopped) return;
    try {
      const endTurn = await database.takeRetentionTurn();
      // Another node is at it, and does the same.
      if (endTurn === null) return;
      try {
        for (const job of deleting) if (!this.#isStopped) await this.#run(job);
        this.#state = await database.readRetention();
      } finally {
        await endTurn();
      }
    } catch (error) {
      log.warn('retention_not_run', { jobs: deleting, error });
      for (const job of deleting) this.#delay(job);
    }
  }

  async #run(job: RetentionJob): Promise<void> {
    const { database, clock, log, meter } = this.#platform;
    const begin = clock.now();
    try {
      if (job !== 'changes' && !(await this.#isClockRight())) {
        meter.observeJob(job, 'refused', clock.now() - begin);
        return;
      }
      const { done, batches, isWhole } = await runJob(job, {
        database,
        clock,
        pause: (ms) => this.#pause(ms),
        isStopping: () => this.#isStopped,
      });
      this.#failures.delete(job);
      meter.countRetention(job, done);
      const line = { job, done, batches, isWhole, tookMs: clock.now() - begin };
      const refused = done === 0 && (job === 'soft_delete' || job === 'cleanup') ? await this.#readRefusal(job) : null;
      meter.observeJob(job, refused === null ? 'done' : 'refused', line.tookMs);
      if (refused !== null) log.error('retention_refused', { ...line, reason: refused });
      else if (done > 0) log.info('retention_run', line);
      else if (job !== 'changes') log.debug('retention_run', line);
    } catch (error) {
      this.#delay(job);
      meter.observeJob(job, 'failed', clock.now() - begin);
      log.warn('retention_job_failed', { job, failures: this.#failures.get(job), error });
    }
  }

  async #isClockRight(): Promise<boolean> {
    const { database, clock, log } = this.#platform;
    const differenceMs = await readClockDifference(database, clock);
    this.#clockDifferenceMs = differenceMs;
    if (Math.abs(differenceMs) <= MAX_CLOCK_DIFFERENCE_MS) return true;
    log.error('retention_clock_differs', { differenceMs });
    return false;
  }

  async #readRefusal(job: 'soft_delete' | 'cleanup'): Promise<string | null> {
    this.#state = await this.#platform.database.readRetention();
    return this.#state.refused?.job === job ? this.#state.refused.note : null;
  }

  /** 1 or 0; null before this process has looked. */
  #refused(): number | null {
    if (Math.abs(this.#clockDifferenceMs ?? 0) > MAX_CLOCK_DIFFERENCE_MS) return 1;
    return this.#state === null ? null : Number(this.#state.refused !== null);
  }

  /** In seconds; null before both have gone through, or before this process has looked. */
  #lastSuccessAge(): number | null {
    const { lastSoftDeleteAt: marked, lastCleanupAt: purged } = this.#state ?? {};
    if (!marked || !purged) return null;
    return (this.#platform.clock.now() - Math.min(marked.getTime(), purged.getTime())) / 1_000;
  }

  #delay(job: RetentionJob): void {
    const failures = (this.#failures.get(job) ?? 0) + 1;
    this.#failures.set(job, failures);
    const wait = Math.min(RETRY_TO_MS, RETRY_FROM_MS * 2 ** (failures - 1));
    this.#dueAt.set(job, this.#platform.clock.now() + this.#vary(wait));
  }

  #vary(ms: number): number {
    return ms * (1 + JITTER * (2 * this.#platform.ids.random() - 1));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#platform.clock.after(ms, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}
