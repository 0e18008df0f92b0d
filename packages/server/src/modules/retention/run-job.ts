import { passFailpoint } from '../../platform/failpoints.ts';
import type { RetentionDatabase } from '../../ports/retention-database.ts';
import type { Clock } from '../../ports/runtime.ts';

export type RetentionJob = 'changes' | 'vanish' | 'soft_delete' | 'cleanup' | 'erase' | 'reports';

/**
 * Messages in one transaction, and the least pause between two, in milliseconds: measured by `bench/retention.ts`, so that sends
 * keep their pace while a hundred thousand messages go.
 */
const BATCH: Readonly<Record<RetentionJob, number>> = {
  changes: 500,
  vanish: 200,
  soft_delete: 200,
  cleanup: 200,
  erase: 200,
  reports: 200,
};
const LEAST_PAUSE_MS = 20;
/** A pause is this many times as long as the batch took: the jobs have at most a quarter of a connection's time. */
const PAUSE_FACTOR = 3;

export interface JobRun {
  readonly done: number;
  readonly batches: number;
  /** False: it was stopped in the middle. */
  readonly isWhole: boolean;
}

export interface JobDeps {
  readonly database: RetentionDatabase;
  readonly clock: Clock;
  /** Answers after so many milliseconds, or at once when the server stops. */
  readonly pause: (ms: number) => Promise<void>;
  readonly isStopping: () => boolean;
}

/** Runs a job until nothing is left to do. Errors: of the database. */
export async function runJob(job: RetentionJob, { database, clock, pause, isStopping }: JobDeps): Promise<JobRun> {
  let done = 0;
  for (let batches = 1; ; batches += 1) {
    const begin = clock.now();
    const batch = await runBatch(job, database);
    if (batch.done > 0) passFailpoint('job_after_effect');
    done += batch.done;
    if (!batch.hasMore) return { done, batches, isWhole: true };
    if (isStopping()) return { done, batches, isWhole: false };
    await pause(Math.max(LEAST_PAUSE_MS, (clock.now() - begin) * PAUSE_FACTOR));
    if (isStopping()) return { done, batches, isWhole: false };
  }
}

async function runBatch(job: RetentionJob, database: RetentionDatabase): Promise<{ done: number; hasMore: boolean }> {
  const limit = BATCH[job];
  if (job === 'changes') {
    const { rewritten, hasMore } = await database.applyTierChanges(limit);
    return { done: rewritten, hasMore };
  }
  const call = {
    vanish: database.eraseVanished,
    soft_delete: database.softDeleteExpired,
    cleanup: database.cleanupExpired,
    erase: database.eraseDeletedContent,
    reports: database.purgeReports,
  }[job];
  const done = await call(limit);
  return { done, hasMore: done >= limit };
}
