import type pg from 'pg';
import { DomainError } from '../platform/domain-error.ts';
import { UnsafeConnectionError } from './pool.ts';

/** One statement: prepared under its name on each connection, so it is parsed and planned once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type Runner = <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>;

/** How long a caller is asked to wait when the database is away, in seconds. */
const RETRY_AFTER = 2;
const DEADLOCK_TRIES = 3;

function sqlState(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/**
 * The database is away, full, stopping, or too slow: classes 08, 53 and 57 of PostgreSQL (Appendix A), a lock or a snapshot that
 * was not to be had, and what the driver says when there is no connection.
 */
function isPassing(error: unknown): boolean {
  if (error instanceof UnsafeConnectionError) return true;
  const code = sqlState(error);
  if (code === null) {
    return error instanceof Error && /timeout|terminated|ended|not queryable|client was closed/i.test(error.message);
  }
  return (
    /^(08|53|57)/.test(code) || ['40001', '40P01', '55P03', '25006', '58030'].includes(code) || /^E[A-Z]+$/.test(code)
  );
}

/** What our own functions refuse with a SQLSTATE of ours (`00_types.sql`, `006_safety.sql`). */
function toRefusal(error: unknown): DomainError | null {
  switch (sqlState(error)) {
    case 'NT001':
      return DomainError.notAMember(error);
    case 'NT002':
      return new DomainError('not_found', { detail: 'This is switched off here.', cause: error });
    case 'NT003':
      return new DomainError('forbidden', { detail: 'Only the store’s staff may do this.', cause: error });
    default:
      return null;
  }
}

/** A unique key was taken by a transaction that committed meanwhile. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505';
}

/**
 * Runs statements on a pool. A deadlock is tried three times; a database that is away is `unavailable`; everything else comes
 * out as it is.
 */
export function makeRunner(pool: pg.Pool): Runner {
  return async <Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await pool.query<Row & pg.QueryResultRow>({ ...statement, values });
        return result.rows;
      } catch (error) {
        if (sqlState(error) === '40P01' && attempt < DEADLOCK_TRIES) continue;
        const refusal = toRefusal(error);
        if (refusal !== null) throw refusal;
        if (isPassing(error)) throw DomainError.unavailable(RETRY_AFTER, error);
        throw error;
      }
    }
  };
}

/** The first row, where a function always answers one. */
export function only<Row>(rows: readonly Row[], statement: Statement): Row {
  const row = rows[0];
  if (row === undefined) throw new Error(`${statement.name} answered no row`);
  return row;
}
