import type pg from 'pg';
import type { Breaker } from '../platform/breaker.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { QueryOutcome, StatementListener } from '../ports/database-watch.ts';
import { UnsafeConnectionError } from './pool.ts';

/** One statement: prepared under its name on each connection, so it is parsed and planned once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type Runner = <Row extends object>(statement: Statement, values: unknown[]) => Promise<Row[]>;

/** Who looks after the statements of a pool. */
export interface Supervision {
  /** Milliseconds. */
  readonly now: () => number;
  readonly breaker: Breaker;
  readonly tell: StatementListener;
}

/** How long a caller is asked to wait when the database is away, in seconds. */
const RETRY_AFTER = 2;
/** The same where the breaker knows that it is: it looks every half second, so a second is enough. */
const OPEN_RETRY_AFTER = 1;
/** Statements that may wait for a connection of one pool; beyond it they are refused. */
const MAX_WAITING = 1_000;
const DEADLOCK_TRIES = 3;
const CANCELED = '57014';

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

/**
 * The database itself is not there: no connection, or it went away under the statement. Only then is a statement a reason to look
 * (READY-4): one that waits for a lock or takes too long was heard.
 */
export function isAway(error: unknown): boolean {
  if (error instanceof UnsafeConnectionError) return false;
  const code = sqlState(error);
  return code === null ? isPassing(error) : /^(08|57P0)/.test(code) || /^E[A-Z]+$/.test(code);
}

function outcomeOf(error: unknown, refusal: DomainError | null): QueryOutcome {
  if (refusal !== null || isUniqueViolation(error)) return 'refused';
  return isPassing(error) ? 'unavailable' : 'failed';
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
 * Runs statements on a pool. A deadlock is tried three times; a database that is away is `unavailable`, without being asked where that
 * is known; a statement that takes longer than it may is `timeout`; more than can wait is `overloaded`; everything else comes out as it is. A statement whose answer did not come may have been
 * done all the same: `unavailable` promises nothing.
 */
export function makeRunner(pool: pg.Pool, supervision: Supervision | null = null): Runner {
  const run = supervision === null ? runOn(pool) : supervised(pool, supervision);
  return async <Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> => {
    if (pool.waitingCount >= MAX_WAITING) throw DomainError.overloaded(RETRY_AFTER);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run<Row>(statement, values);
      } catch (error) {
        if (sqlState(error) === '40P01' && attempt < DEADLOCK_TRIES) continue;
        const refusal = toRefusal(error);
        if (refusal !== null) throw refusal;
        // It was heard, took longer than a statement may, and was undone (`statement_timeout`).
        if (sqlState(error) === CANCELED) throw DomainError.timeout(RETRY_AFTER, error);
        if (isPassing(error)) throw DomainError.unavailable(RETRY_AFTER, error);
        throw error;
      }
    }
  };
}

function runOn(pool: pg.Pool): Runner {
  return async <Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> =>
    (await pool.query<Row & pg.QueryResultRow>({ ...statement, values })).rows;
}

function supervised(pool: pg.Pool, { now, breaker, tell }: Supervision): Runner {
  const run = runOn(pool);
  return async <Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> => {
    if (breaker.isOpen) throw DomainError.unavailable(OPEN_RETRY_AFTER);
    const startedAt = now();
    breaker.began();
    try {
      const rows = await run<Row>(statement, values);
      breaker.succeeded();
      tell(statement.name, now() - startedAt, 'ok');
      return rows;
    } catch (error) {
      if (isAway(error)) breaker.failed();
      else breaker.succeeded();
      tell(statement.name, now() - startedAt, outcomeOf(error, toRefusal(error)));
      throw error;
    }
  };
}

/** The first row, where a function always answers one. */
export function only<Row>(rows: readonly Row[], statement: Statement): Row {
  const row = rows[0];
  if (row === undefined) throw new Error(`${statement.name} answered no row`);
  return row;
}
