import pg from 'pg';
import type { Log } from '../ports/runtime.ts';

const { builtins } = pg.types;

/** bigint as a number: seqs stay far below 2^53, and one that did not would be a fault to notice. */
function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer out of range: ${text}`);
  return value;
}

export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === builtins.INT8
      ? parseSafeInteger
      : pg.types.getTypeParser(oid, format ?? 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

export interface PoolOptions {
  readonly url: string;
  readonly name: string;
  readonly size: number;
  readonly log: Log;
  /** A throw-away cluster of a test may run without fsync; nothing else may. */
  readonly allowUnsafeDurability?: boolean | undefined;
  readonly statementTimeoutMs?: number | undefined;
  /** How long an answer may take before the connection counts as dead and is dropped; the statement timeout and 5 s unless given. */
  readonly answerTimeoutMs?: number | undefined;
  /** How long a statement waits for a connection, and a connection for its first answers; 5 s unless given. */
  readonly connectTimeoutMs?: number | undefined;
  /** Of a standby, which writes nothing: how it keeps what it commits does not matter. */
  readonly isStandby?: boolean | undefined;
}

const STATEMENT_TIMEOUT_MS = 10_000;
const ANSWER_MARGIN_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** A connection that must not be used: it would see too much, or lose what it acknowledged. */
export class UnsafeConnectionError extends Error {
  override readonly name = 'UnsafeConnectionError';
}

interface SessionFacts {
  session: string;
  current: string;
  super: boolean;
  bypass: boolean;
  owns: boolean;
  synchronous_commit: string;
  fsync: string;
  full_page_writes: string;
}

const SESSION_FACTS = `
  SELECT session_user AS session, current_user AS current, r.rolsuper AS super, r.rolbypassrls AS bypass,
    EXISTS (SELECT 1 FROM pg_catalog.pg_namespace n WHERE n.nspname = 'natter'
      AND pg_catalog.pg_has_role(session_user, n.nspowner, 'MEMBER')) AS owns,
    current_setting('synchronous_commit') AS synchronous_commit, current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes
  FROM pg_catalog.pg_roles r WHERE r.rolname = session_user`;

/** Why a session must be dropped, or null. */
function unsafe(facts: SessionFacts, allowUnsafeDurability: boolean): string | null {
  if (facts.super || facts.bypass) return `role ${facts.session} is above row-level security`;
  if (facts.owns) return `role ${facts.session} may become the owner of the messaging tables`;
  if (facts.current !== facts.session) return `role ${facts.session} acts as ${facts.current}`;
  if (allowUnsafeDurability) return null;
  if (facts.synchronous_commit === 'off' || facts.synchronous_commit === 'local') {
    return `synchronous_commit is ${facts.synchronous_commit}`;
  }
  if (facts.fsync !== 'on') return 'fsync is off';
  if (facts.full_page_writes !== 'on') return 'full_page_writes is off';
  return null;
}

/**
 * A pool of the server's own login. Every new connection is looked at and dropped unless it is an ordinary role under
 * row-level security on a database that keeps what it commits (AUTHZ-1, DUR-1).
 */
export function openPool(options: PoolOptions): pg.Pool {
  const { statementTimeoutMs = STATEMENT_TIMEOUT_MS, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const mayLoseWrites = options.allowUnsafeDurability === true || options.isStandby === true;
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.name,
    max: options.size,
    // One stays, so that whoever would replace the database sees that a server works on it (BACK-7).
    min: 1,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: statementTimeoutMs,
    // The database bounds its statements, but on a wire that died without a word nobody answers at all, for a quarter of an hour.
    query_timeout: options.answerTimeoutMs ?? statementTimeoutMs + ANSWER_MARGIN_MS,
    idle_in_transaction_session_timeout: 10_000,
    options: '-c timezone=UTC -c jit=off',
    types,
    verify: (client, done) => {
      // A database that freezes between the two would hold whoever waits for as long as a statement may take.
      const facts = { text: SESSION_FACTS, query_timeout: connectTimeoutMs };
      client
        .query<SessionFacts>(facts)
        .then(({ rows: [facts] }) => {
          const reason = facts === undefined ? 'the session has no role' : unsafe(facts, mayLoseWrites);
          done(reason === null ? undefined : new UnsafeConnectionError(`Connection refused: ${reason}.`));
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
    },
  });
  // Between its birth and its first query the pool listens to nobody: a database that dies in the middle of `verify` would end the
  // process. Who waits for the connection is told by `verify` itself, and a statement by its own failure.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // A connection that dies while idle (a restarted database) is replaced by the pool; unhandled it would end the process.
  pool.on('error', (error) => options.log.warn('database.connection_lost', { reason: error.message }));
  return pool;
}
