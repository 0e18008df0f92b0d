import type pg from 'pg';
import type { RetentionDatabase, RetentionState } from '../ports/retention-database.ts';
import { only, type Runner, type Statement } from './query.ts';

const NOW: Statement = { name: 'now', text: 'SELECT natter.now() AS now' };
const APPLY: Statement = { name: 'apply_tier_changes', text: 'SELECT * FROM natter.apply_tier_changes($1)' };
const SOFT_DELETE: Statement = {
  name: 'soft_delete_expired_messages',
  text: 'SELECT natter.soft_delete_expired_messages($1) AS done',
};
const VANISH: Statement = { name: 'vanish_messages', text: 'SELECT natter.vanish_messages($1) AS done' };
const CLEANUP: Statement = {
  name: 'cleanup_expired_messages',
  text: 'SELECT natter.cleanup_expired_messages($1) AS done',
};
const ERASE: Statement = { name: 'erase_deleted_content', text: 'SELECT natter.erase_deleted_content($1) AS done' };
const PURGE_REPORTS: Statement = { name: 'purge_reports', text: 'SELECT natter.purge_reports($1) AS done' };
const STATE: Statement = { name: 'read_retention', text: 'SELECT * FROM natter.read_retention()' };
const PROVE: Statement = {
  name: 'prove_retention',
  text: 'SELECT * FROM natter.prove_retention() UNION ALL SELECT * FROM natter.prove_evidence()',
};

interface StateRecord {
  expired_unmarked: number;
  awaiting_purge: number;
  due_for_purge: number;
  held: number;
  open_tier_changes: number;
  unknown_tier_people: number;
  last_soft_delete_at: Date | null;
  last_cleanup_at: Date | null;
  refused_job: 'soft_delete' | 'cleanup' | null;
  refused_at: Date | null;
  refused_note: string | null;
}

function toState(record: StateRecord): RetentionState {
  const { refused_job: job, refused_at: at, refused_note: note } = record;
  return {
    expiredUnmarked: record.expired_unmarked,
    awaitingPurge: record.awaiting_purge,
    dueForPurge: record.due_for_purge,
    holds: record.held,
    openTierChanges: record.open_tier_changes,
    unknownTierPeople: record.unknown_tier_people,
    lastSoftDeleteAt: record.last_soft_delete_at,
    lastCleanupAt: record.last_cleanup_at,
    refused: job === null || at === null ? null : { job, at, note: note ?? '' },
  };
}

const TURN = "hashtextextended('natter retention ' || current_database(), 0)";

/** A lock of a connection that does nothing else meanwhile. */
async function takeTurn(pool: pg.Pool): Promise<(() => Promise<void>) | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(${TURN}) AS taken`);
    if (rows[0]?.taken !== true) {
      client.release();
      return null;
    }
  } catch (error) {
    client.release(true);
    throw error;
  }
  return async () => {
    try {
      await client.query(`SELECT pg_advisory_unlock(${TURN})`);
      client.release();
    } catch {
      // The connection is gone, and the lock with it.
      client.release(true);
    }
  };
}

/** `pool`: of its own, so that jobs take no connection from people. */
export function retentionCalls(run: Runner, pool: pg.Pool): RetentionDatabase {
  return { ...retentionJobs(run), takeRetentionTurn: () => takeTurn(pool) };
}

/** The jobs alone, for whoever has a connection of their own. */
export function retentionJobs(run: Runner): Omit<RetentionDatabase, 'takeRetentionTurn'> {
  const count = async (statement: Statement, limit: number) =>
    only(await run<{ done: number }>(statement, [limit]), statement).done;
  return {
    readNow: async () => only(await run<{ now: Date }>(NOW, []), NOW).now,
    applyTierChanges: async (limit) => {
      const row = only(await run<{ has_more: boolean; rewritten: number }>(APPLY, [limit]), APPLY);
      return { hasMore: row.has_more, rewritten: row.rewritten };
    },
    softDeleteExpired: (limit) => count(SOFT_DELETE, limit),
    eraseVanished: (limit) => count(VANISH, limit),
    cleanupExpired: (limit) => count(CLEANUP, limit),
    eraseDeletedContent: (limit) => count(ERASE, limit),
    purgeReports: (limit) => count(PURGE_REPORTS, limit),
    readRetention: async () => toState(only(await run<StateRecord>(STATE, []), STATE)),
    proveRetention: async () => await run<{ claim: string; broken: number }>(PROVE, []),
  };
}
