import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { Breaker } from '../platform/breaker.ts';
import type { MessagingDatabase } from '../ports/database.ts';
import type { DatabaseWatch, StatementListener } from '../ports/database-watch.ts';
import type { Clock, Log } from '../ports/runtime.ts';
import { conversationCalls } from './conversations.ts';
import { groupCalls } from './groups.ts';
import { healthCheck, isThere, ping } from './health.ts';
import { lifeCalls } from './life.ts';
import { listenToCommits } from './listen.ts';
import { messageCalls } from './messages.ts';
import { nodesCalls } from './nodes.ts';
import { peopleCalls } from './people.ts';
import { openPool } from './pool.ts';
import { makeRunner } from './query.ts';
import { openReplica } from './replica.ts';
import { retentionCalls } from './retention.ts';
import { safetyCalls } from './safety.ts';
import { statusCalls } from './status.ts';
import { syncCalls } from './sync.ts';
import { timingCalls } from './timing.ts';

export interface OpenDatabaseOptions {
  /** The server's own login, as `migrate` answered it. */
  readonly url: string;
  readonly log: Log;
  /** Given: while the database is away its statements fail at once (READY-4). Without a clock each is tried. */
  readonly clock?: Clock | undefined;
  /** A streaming replica; it is used where there is a clock. */
  readonly readUrl?: string | null | undefined;
  /** Connections for sends (at most two statements are in flight) and for all the rest. */
  readonly writers?: number | undefined;
  readonly readers?: number | undefined;
  readonly allowUnsafeDurability?: boolean | undefined;
  /** By which this node knows its own commits again; random unless given. */
  readonly nodeId?: string | undefined;
}

const READERS = 6;
/** Calls under way and no answer to any of them for so long: then the database is asked whether it is frozen (ms). */
const SILENCE_MS = 2_000;
const CLOSE_WITHIN_MS = 5_000;
/** A question whether it is there may take this long (ms). */
const WATCH_WITHIN_MS = 2_000;

/**
 * Everything the server asks of PostgreSQL. Connects when first used; `close` waits for what is running, and with a clock no longer than
 * five seconds: a frozen database says no goodbye.
 */
export function openDatabase(options: OpenDatabaseOptions): MessagingDatabase & { readonly watch: DatabaseWatch } {
  const { url, log, clock, allowUnsafeDurability, nodeId = randomUUID() } = options;
  const common = { url, log, allowUnsafeDurability };
  const readersMax = options.readers ?? READERS;
  // A send waits for the locks of its conversations, so a slow neighbour may take a while; a read should not.
  const writers = openPool({
    ...common,
    name: `natter send/${nodeId}`,
    size: options.writers ?? 2,
    statementTimeoutMs: 15_000,
  });
  const readers = openPool({ ...common, name: `natter/${nodeId}`, size: readersMax });
  // One holds the turn, one works.
  const jobs = openPool({ ...common, name: `natter jobs/${nodeId}`, size: 2, statementTimeoutMs: 60_000 });
  // A connection that no work can take: whether the database is there must not depend on how busy it is.
  const watcher = openPool({
    ...common,
    name: 'natter watch',
    size: 1,
    statementTimeoutMs: WATCH_WITHIN_MS,
    answerTimeoutMs: WATCH_WITHIN_MS,
    connectTimeoutMs: WATCH_WITHIN_MS,
  });
  const ask = makeRunner(watcher);
  const listeners: StatementListener[] = [];
  const tell: StatementListener = (name, tookMs, outcome) => {
    for (const listener of listeners) listener(name, tookMs, outcome);
  };
  const health = healthCheck(ask);
  const giveUp = [writers, readers].map(trackBusy);
  const breaker =
    clock === undefined
      ? null
      : new Breaker({
          what: 'database',
          clock,
          log,
          probe: () => isThere(ask),
          silenceMs: SILENCE_MS,
          onOpen: () => giveUp.map((end) => end()),
        });
  const runnerOf = (pool: pg.Pool) =>
    makeRunner(pool, clock && breaker ? { now: () => clock.now(), breaker, tell } : null);
  const send = runnerOf(writers);
  const replica =
    clock && options.readUrl
      ? openReplica({ url: options.readUrl, primaryUrl: url, log, clock, size: readersMax, askPrimary: ask, tell })
      : null;
  const run = replica === null ? runnerOf(readers) : replica.over(runnerOf(readers));
  const breakers = [breaker, replica?.breaker ?? null].filter((one) => one !== null);
  const pools = { send: writers, read: readers, jobs, watch: watcher, ...(replica && { replica: replica.pool }) };
  return {
    ...peopleCalls(run),
    ...conversationCalls(run),
    ...groupCalls(run),
    ...messageCalls(send, run),
    ...lifeCalls(send, run),
    ...syncCalls(run),
    ...safetyCalls(run),
    ...retentionCalls(runnerOf(jobs), jobs),
    ...statusCalls(run),
    ...timingCalls(run),
    ...nodesCalls(run),
    listenToCommits: (wake, runtime) =>
      listenToCommits({ url, name: `natter listen/${nodeId}`, log, ...runtime }, wake),
    watch: {
      use: () => useOf(pools),
      breakers,
      whyNotReady: async () => {
        const why = await health();
        // Ready is only where statements pass, too.
        breaker?.answered();
        return why;
      },
      onStatement: (listener) => void listeners.push(listener),
    },
    ping: () => ping(ask),
    close: async () => {
      for (const one of breakers) one.stop();
      const ended = Promise.all(Object.values(pools).map((pool) => pool.end()));
      await (clock === undefined ? ended : settlesOrTime(ended, clock));
    },
  };
}

async function settlesOrTime(work: Promise<unknown>, clock: Clock): Promise<void> {
  let cancel = (): void => undefined;
  const time = new Promise<void>((resolve) => {
    cancel = clock.after(CLOSE_WITHIN_MS, resolve);
  });
  try {
    await Promise.race([work, time]);
  } finally {
    cancel();
  }
}

/**
 * Knows the connections that are at work; the answer ends them. What was asked on them fails as when the database dies: nobody knows
 * whether it was done. Otherwise everything behind it would wait for a frozen database until the statements time out.
 */
function trackBusy(pool: pg.Pool): () => void {
  const busy = new Set<pg.PoolClient>();
  pool.on('acquire', (client) => busy.add(client));
  pool.on('release', (_error, client) => busy.delete(client));
  return () => {
    for (const client of busy) void client.end();
  };
}

function useOf(pools: Readonly<Record<string, pg.Pool>>): ReturnType<DatabaseWatch['use']> {
  return Object.fromEntries(
    Object.entries(pools).map(([name, { totalCount: total, idleCount: idle, waitingCount: waiting }]) => [
      name,
      { total, idle, waiting },
    ]),
  );
}
