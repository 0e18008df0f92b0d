import { DomainError } from '../platform/domain-error.ts';
import { loadManifest } from './manifest.ts';
import { isAway, only, type Runner, type Statement } from './query.ts';

const PING: Statement = { name: 'ping', text: 'SELECT 1 AS one' };

/** What this version calls, and the database has not: after a rollback, or a restore of an older one. Catalogues, which any login may read. */
const HEALTH: Statement = {
  name: 'health',
  text: `SELECT pg_is_in_recovery() AS in_recovery, current_setting('transaction_read_only') = 'on' AS read_only,
    (SELECT count(*)::int FROM unnest($1::text[]) f(signature) WHERE to_regprocedure('natter.' || f.signature) IS NULL) AS missing`,
};

interface HealthRecord {
  in_recovery: boolean;
  read_only: boolean;
  missing: number;
}

/** Answers when a statement went through. */
export async function ping(run: Runner): Promise<void> {
  await run(PING, []);
}

/** Rejects where nobody answers. A database that is full, or says no, is there. */
export async function isThere(run: Runner): Promise<void> {
  try {
    await ping(run);
  } catch (error) {
    if (!(error instanceof DomainError) || isAway(error.facts.cause)) throw error;
  }
}

/** Asks whether all that the server does can be done there; the answer is null or a few words (READY-3). */
export function healthCheck(run: Runner): () => Promise<string | null> {
  let functions: Promise<readonly string[]> | null = null;
  return async () => {
    functions ??= loadManifest().then(({ entries }) =>
      entries.flatMap(({ kind, name }) => (kind === 'function' ? [name] : [])),
    );
    const health = only(await run<HealthRecord>(HEALTH, [await functions]), HEALTH);
    if (health.in_recovery) return 'the database is a standby';
    if (health.read_only) return 'the database takes no writes';
    return health.missing > 0 ? 'the schema is older than this version' : null;
  };
}
