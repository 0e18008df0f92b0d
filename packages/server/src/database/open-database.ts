import type { MessagingDatabase } from '../ports/database.ts';
import type { Log } from '../ports/runtime.ts';
import { conversationCalls } from './conversations.ts';
import { lifeCalls } from './life.ts';
import { messageCalls } from './messages.ts';
import { peopleCalls } from './people.ts';
import { openPool } from './pool.ts';
import { makeRunner, type Statement } from './query.ts';
import { retentionCalls } from './retention.ts';
import { safetyCalls } from './safety.ts';
import { statusCalls } from './status.ts';
import { syncCalls } from './sync.ts';
import { timingCalls } from './timing.ts';

export interface OpenDatabaseOptions {
  /** The server's own login, as `migrate` answered it. */
  readonly url: string;
  readonly log: Log;
  /** Connections for sends (at most two statements are in flight) and for all the rest. */
  readonly writers?: number | undefined;
  readonly readers?: number | undefined;
  readonly allowUnsafeDurability?: boolean | undefined;
}

const PING: Statement = { name: 'ping', text: 'SELECT 1 AS one' };

/** Everything the server asks of PostgreSQL. Connects when first used; `close` waits for what is running. */
export function openDatabase(options: OpenDatabaseOptions): MessagingDatabase {
  const common = { url: options.url, log: options.log, allowUnsafeDurability: options.allowUnsafeDurability };
  // A send waits for the locks of its conversations, so a slow neighbour may take a while; a read should not.
  const writers = openPool({ ...common, name: 'natter send', size: options.writers ?? 2, statementTimeoutMs: 15_000 });
  const readers = openPool({ ...common, name: 'natter', size: options.readers ?? 6 });
  // One holds the turn, one works.
  const jobs = openPool({ ...common, name: 'natter jobs', size: 2, statementTimeoutMs: 60_000 });
  const send = makeRunner(writers);
  const run = makeRunner(readers);
  return {
    ...peopleCalls(run),
    ...conversationCalls(run),
    ...messageCalls(send, run),
    ...lifeCalls(send, run),
    ...syncCalls(run),
    ...safetyCalls(run),
    ...retentionCalls(makeRunner(jobs), jobs),
    ...statusCalls(run),
    ...timingCalls(run),
    ping: async () => {
      await run(PING, []);
    },
    close: async () => {
      await Promise.all([writers.end(), readers.end(), jobs.end()]);
    },
  };
}
