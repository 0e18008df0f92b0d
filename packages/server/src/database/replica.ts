import type pg from 'pg';
import { Breaker } from '../platform/breaker.ts';
import type { StatementListener } from '../ports/database-watch.ts';
import type { Clock, Log } from '../ports/runtime.ts';
import { openPool } from './pool.ts';
import { isAway, only, type Runner, type Statement } from './query.ts';
import { REPLICA_READS } from './replica-reads.ts';

/** Where the primary's history had come to when it was asked. */
interface Mark {
  readonly system: string;
  readonly timeline: number;
  /** A position in the write-ahead log, as text. */
  readonly position: string;
  /** The primary's clock, to the microsecond. */
  readonly at: string;
}

type Fitness = 'fit' | 'behind' | 'early' | 'late' | 'promoted' | 'foreign';

const MARK: Statement = {
  name: 'replica_mark',
  // What is committed as every connection of ours commits is flushed before anybody sees it. The insert position would be ahead of it by
  // what nobody commits (hints, snapshots for standbys), which reaches a replica only some time later.
  text: `SELECT s.system_identifier::text AS system, ('x' || substr(pg_walfile_name(w.position), 1, 8))::bit(32)::int AS timeline,
      w.position::text AS position, clock_timestamp()::text AS at
    FROM (SELECT pg_current_wal_flush_lsn() AS position) w, pg_control_system() s`,
};

/**
 * The clock counts too: what expires is hidden by the clock of whoever answers. Later than the mark by no more than the way here may take.
 */
const FITNESS: Statement = {
  name: 'replica_fitness',
  text: `SELECT CASE
      WHEN NOT pg_is_in_recovery() THEN 'promoted'
      WHEN (SELECT s.system_identifier::text FROM pg_control_system() s) <> $1 THEN 'foreign'
      WHEN (SELECT c.timeline_id FROM pg_control_checkpoint() c) <> $2 THEN 'foreign'
      WHEN coalesce(pg_last_wal_replay_lsn() < $3::text::pg_lsn, true) THEN 'behind'
      WHEN clock_timestamp() < $4::text::timestamptz THEN 'early'
      WHEN clock_timestamp() > $4::text::timestamptz + interval '2 seconds' THEN 'late'
      ELSE 'fit' END AS fitness`,
};

/** How long a reader waits for a replica that is behind, step by step (ms); then the primary answers. */
const WAITS_MS = [2, 5, 15] as const;
/** A replica that says nothing for so long is done without (ms). */
const SILENCE_MS = 1_000;
const STATEMENT_TIMEOUT_MS = 5_000;
const PROBE_EVERY_MS = 1_000;
/** In a row; a single late answer is no fault. */
const FAILURES = 3;

export interface ReplicaOptions {
  /** Where it is. Its login is that of `primaryUrl`, which streaming brings along with everything else. */
  readonly url: string;
  readonly primaryUrl: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly size: number;
  /** Asks the primary, over a connection that no work can take. */
  readonly askPrimary: Runner;
  readonly tell: StatementListener;
}

export interface Replica {
  /** Reads what can be read there, and everything else, and whatever it cannot answer, from the primary. */
  over(primary: Runner): Runner;
  readonly breaker: Breaker;
  readonly pool: pg.Pool;
}

/** It cannot answer for the primary now. */
class UnfitError extends Error {
  override readonly name = 'UnfitError';
}

/**
 * A streaming replica that answers as if it were the primary (REPL-1). Before each read the primary says where its history has come
 * to (one small question for all readers who wait), and the replica answers once it has replayed as far: so nobody sees what was
 * taken from them before they asked, and everybody sees what they have written. The position is looked at by a statement of its
 * own before the read, on the same connection: within one statement the snapshot would be older than the look.
 */
export function openReplica(options: ReplicaOptions): Replica {
  const { clock, log, tell } = options;
  const pool = openPool({
    url: withLoginOf(options.primaryUrl, options.url),
    name: 'natter replica',
    size: options.size,
    log,
    isStandby: true,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    connectTimeoutMs: SILENCE_MS,
  });
  const markNow = shared(async () => only(await options.askPrimary<Mark & object>(MARK, []), MARK));

  const read = async <Row extends object>(statement: Statement | null, values: unknown[]): Promise<Row[]> => {
    const mark = await markNow();
    const client = await pool.connect();
    let isSound = false;
    try {
      await catchUp(client, mark, clock);
      isSound = true;
      if (statement === null) return [];
      isSound = false;
      const { rows } = await client.query<Row & pg.QueryResultRow>({ ...statement, values });
      isSound = true;
      return rows;
    } catch (error) {
      isSound = error instanceof UnfitError;
      throw error;
    } finally {
      client.release(!isSound);
    }
  };
  const breaker = new Breaker({
    what: 'replica',
    clock,
    log,
    probe: () => read(null, []),
    failures: FAILURES,
    silenceMs: SILENCE_MS,
    probeEveryMs: PROBE_EVERY_MS,
  });

  const over = (primary: Runner): Runner => {
    return async <Row extends object>(statement: Statement, values: unknown[]): Promise<Row[]> => {
      if (breaker.isOpen || REPLICA_READS[statement.name]?.(values) !== true) return await primary(statement, values);
      const startedAt = clock.now();
      breaker.began();
      try {
        const rows = await read<Row>(statement, values);
        breaker.succeeded();
        tell(`${statement.name}@replica`, clock.now() - startedAt, 'ok');
        return rows;
      } catch (error) {
        if (error instanceof UnfitError || isAway(error)) breaker.failed();
        else breaker.succeeded();
        // Whatever the reason: the primary is right, and a read may be done twice.
        return await primary(statement, values);
      }
    };
  };
  return { over, breaker, pool };
}

/** Returns once it has replayed as far as the mark. Errors: `UnfitError` with why it cannot answer for the primary. */
async function catchUp(client: pg.ClientBase, { system, timeline, position, at }: Mark, clock: Clock): Promise<void> {
  for (const wait of [...WAITS_MS, null]) {
    const question = { ...FITNESS, values: [system, timeline, position, at], query_timeout: SILENCE_MS };
    const { rows } = await client.query<{ fitness: Fitness }>(question);
    const fitness = rows[0]?.fitness;
    if (fitness === 'fit') return;
    // A clock that is behind by little is where it should be after the wait.
    if (wait === null || (fitness !== 'behind' && fitness !== 'early'))
      throw new UnfitError(`the replica is ${fitness}`);
    await new Promise<void>((resolve) => clock.after(wait, resolve));
  }
}

/**
 * One question for all who have it at once: who asks while one is under way gets the answer of the next one, which was put after
 * they asked. So an answer is never older than its question, and at most one is under way.
 */
export function shared<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let underWay: Promise<Answer> | null = null;
  let next: Promise<Answer> | null = null;
  const begin = (): Promise<Answer> => {
    const asked = ask();
    underWay = asked;
    const end = () => {
      if (underWay === asked) underWay = null;
    };
    asked.then(end, end);
    return asked;
  };
  return () => {
    if (underWay === null) return begin();
    const beginNext = () => {
      next = null;
      return begin();
    };
    next ??= underWay.then(beginNext, beginNext);
    return next;
  };
}

function withLoginOf(primaryUrl: string, url: string): string {
  const [primary, replica] = [new URL(primaryUrl), new URL(url)];
  replica.username = primary.username;
  replica.password = primary.password;
  if (replica.pathname === '' || replica.pathname === '/') replica.pathname = primary.pathname;
  return replica.href;
}
