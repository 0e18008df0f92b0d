import pg from 'pg';
import { appliedSteps, findRoles, MIGRATION_LOCK, MigrationError } from './migrate.ts';
import { loadMigrations, withRoles } from './migration-files.ts';
import { quoteIdentifier } from './role-names.ts';
import { loadRollbacks, type Rollback } from './rollback-files.ts';

export interface RollbackOptions {
  readonly adminUrl: string;
  readonly appUrl?: string | undefined;
  /** The newest step that stays; 0: none, and nothing of ours is left. */
  readonly to: number;
  /** What people wrote may go. Otherwise a rollback that would take any row of theirs is refused. */
  readonly mayDestroy: boolean;
  readonly onStep?: ((step: { version: number; name: string }) => void) | undefined;
}

/** What a rollback would do, or did. */
export interface RollbackPlan {
  /** Steps that go, newest first. */
  readonly steps: readonly { readonly version: number; readonly name: string }[];
  /** People's rows that go with them, by table; tables without any are left out. */
  readonly lost: readonly { readonly table: string; readonly rows: number }[];
}

/** Says what `rollback` would do, and changes nothing. Errors: as `rollback`, but not for the rows that would be lost. */
export async function planRollback(options: Omit<RollbackOptions, 'mayDestroy'>): Promise<RollbackPlan> {
  return await withMigrationLock(options, async (client) => (await plan(client, options.to)).plan);
}

/**
 * Takes steps back, newest first, each in one transaction: after the last of them the database is as it was before the step that
 * follows `to`. Waits for other migrators.
 *
 * Errors: `MigrationError` where a server is connected, where steps are not those of this version, and where people's rows would
 * be lost without `mayDestroy`.
 */
export async function rollback(options: RollbackOptions): Promise<RollbackPlan> {
  return await withMigrationLock(options, async (client) => {
    const { plan: whole, rollbacks } = await plan(client, options.to);
    if (whole.steps.length === 0) return whole;
    const roles = await findRoles(client, options);
    await refuseConnectedServer(client, roles.app);
    if (whole.lost.length > 0 && !options.mayDestroy) throw new MigrationError(describeLoss(whole));
    for (const [index, step] of whole.steps.entries()) {
      options.onStep?.(step);
      await client.query('BEGIN');
      try {
        // What comes after the owner's part is done by whoever runs this.
        await client.query("SELECT set_config('natter.migrating_role', current_user, true)");
        await client.query(withRoles(rollbacks[index]?.sql ?? '', roles));
        if (step.version > 1) {
          await client.query(`SET LOCAL ROLE ${quoteIdentifier(roles.owner)}`);
          await client.query('DELETE FROM natter.schema_migrations WHERE version = $1', [step.version]);
        }
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      }
    }
    return whole;
  });
}

/** What would be lost, in a sentence that says how to go on. */
export function describeLoss({ lost }: RollbackPlan): string {
  const counts = lost.map(({ table, rows }) => `${rows} ${rows === 1 ? 'row' : 'rows'} of ${table}`).join(', ');
  return `This would destroy ${counts}. Make a backup first (\`natter backup\`), then say --destroy-messages.`;
}

async function plan(client: pg.Client, to: number): Promise<{ plan: RollbackPlan; rollbacks: readonly Rollback[] }> {
  const known = await loadMigrations();
  const done = await appliedSteps(client);
  const newest = Math.max(0, ...done.keys());
  if (to > newest) {
    throw new MigrationError(`The database is at step ${newest}: there is nothing to take back to step ${to}.`);
  }
  const steps = known.filter(({ version }) => version > to && done.has(version)).reverse();
  const changed = steps.find(({ version, checksum }) => done.get(version) !== checksum);
  if (newest > known.length || changed !== undefined) {
    throw new MigrationError(
      'The database is at steps of another version of Natter: take them back with that version, which knows how.',
    );
  }
  const files = await loadRollbacks();
  const rollbacks = steps.map(({ version, name }) => {
    const file = files.get(version);
    if (file === undefined)
      throw new MigrationError(`Step ${version} (${name}) cannot be taken back: it has no rollback.`);
    return file;
  });
  const lost: { table: string; rows: number }[] = [];
  for (const table of rollbacks.flatMap(({ doomed }) => doomed)) {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*)::text AS count FROM natter.${table}`);
    const count = Number(rows[0]?.count ?? 0);
    if (count > 0) lost.push({ table, rows: count });
  }
  return { plan: { steps: steps.map(({ version, name }) => ({ version, name })), lost }, rollbacks };
}

async function refuseConnectedServer(client: pg.Client, app: string): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = $1 AND datname = current_database()',
    [app],
  );
  const count = rows[0]?.count ?? 0;
  if (count > 0) {
    throw new MigrationError(`A server is using this database (${count} connections of ${app}): stop it first.`);
  }
}

async function withMigrationLock<T>(
  { adminUrl }: { adminUrl: string },
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'natter rollback' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("SET lock_timeout = '60s'; SET client_min_messages = warning");
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await use(client);
  } finally {
    await client.end();
  }
}
