import {
  type DeploymentIdentity,
  findRoles,
  loadMigrations,
  MIGRATION_LOCK,
  type Migration,
  type RoleNames,
} from '@natter/server/database';
import type pg from 'pg';
import { ArchiveError, type ArchiveHead } from './archive-format.ts';
import { findRefusal } from './find-refusal.ts';
import { type LoadResult, loadArchive } from './load-archive.ts';
import { openTables, rebuildSchema, runSteps } from './rebuild-schema.ts';
import { becomeOwner, withSession } from './session.ts';

export interface RestoreOptions {
  readonly path: string;
  readonly head: ArchiveHead;
  readonly adminUrl: string;
  readonly appUrl: string | undefined;
  readonly deployment: DeploymentIdentity;
  /** What is there may be lost. */
  readonly mayReplace: boolean;
  /** Only look whether it could be done. */
  readonly isTrial: boolean;
  readonly onRows: (progress: { readonly table: string; readonly rows: number }) => void;
}

export interface RestoreResult extends LoadResult {
  /** Steps that were run on top of the archive's own. */
  readonly applied: readonly number[];
  readonly epoch: string;
}

/** Why a restore is not done, in a sentence; nothing was changed. */
export class RestoreRefusal extends Error {
  override readonly name = 'RestoreRefusal';
}

/**
 * Puts an archive that was verified in the place of the database, in one transaction: either all of it is there afterwards, at
 * this version's newest step and in a new epoch, or what was there is untouched. Null: it was a trial.
 *
 * @throws RestoreRefusal, ArchiveError; database errors as they are
 */
export async function restoreArchive(options: RestoreOptions): Promise<RestoreResult | null> {
  const { archived, later } = splitSteps(options.head, await loadMigrations());
  return await withSession(options.adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const roles = await findRoles(client, options);
    const refusal = await findRefusal(client, { ...options, app: roles.app });
    if (refusal !== null) throw new RestoreRefusal(refusal);
    if (options.isTrial) return null;
    await client.query('BEGIN');
    try {
      const result = await replaceEverything(client, { options, roles, archived, later });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

interface Plan {
  readonly options: RestoreOptions;
  readonly roles: RoleNames;
  readonly archived: readonly Migration[];
  readonly later: readonly Migration[];
}

async function replaceEverything(client: pg.Client, { options, roles, archived, later }: Plan): Promise<RestoreResult> {
  const building = { roles, deployment: options.deployment };
  const formerCount = await readRestoreCount(client, roles.owner);
  await client.query('SET LOCAL ROLE NONE');
  await rebuildSchema(client, archived, building);
  await becomeOwner(client, roles.owner);
  const tables = await openTables(client);
  const loaded = await loadArchive(client, options.path, options.onRows);
  await tables.close();
  await runSteps(client, later, building);
  await becomeOwner(client, roles.owner);
  return {
    ...loaded,
    applied: later.map(({ version }) => version),
    epoch: await beginEpoch(client, formerCount),
  };
}

/** The archive's steps must be the first of ours, each as it was. */
function splitSteps(head: ArchiveHead, known: readonly Migration[]): Pick<Plan, 'archived' | 'later'> {
  const newest = Math.max(...head.steps.map(({ version }) => version));
  if (newest > known.length) {
    throw new ArchiveError(`it was made at step ${newest}, and this version knows ${known.length}: use a newer Natter`);
  }
  const archived = known.slice(0, newest);
  const other = archived.find(
    (step, index) => head.steps[index]?.version !== step.version || head.steps[index].checksum !== step.checksum,
  );
  if (other !== undefined) {
    throw new ArchiveError(
      `its step ${other.version} (${other.name}) is not as this version has it: it belongs to another build of Natter`,
    );
  }
  return { archived, later: known.slice(newest) };
}

async function readRestoreCount(client: pg.Client, owner: string): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('natter.deployment') IS NOT NULL AS there",
  );
  if (rows[0]?.there !== true) return 0;
  await becomeOwner(client, owner);
  const { rows: counts } = await client.query<{ count: number }>(
    'SELECT restore_count AS count FROM natter.deployment',
  );
  return counts[0]?.count ?? 0;
}

/**
 * A count that no database in this cluster had before, also where one was dropped meanwhile: at least the seconds since 2024,
 * and beyond the archive's own and what stood here. Clients that see it drop what they believed and look anew (EPOCH-1).
 */
async function beginEpoch(client: pg.Client, formerCount: number): Promise<string> {
  await client.query(
    `UPDATE natter.deployment SET restore_count = greatest(restore_count + 1, $1::int + 1,
       extract(epoch FROM clock_timestamp() - timestamptz '2024-01-01 00:00:00+00')::int)`,
    [formerCount],
  );
  const { rows } = await client.query<{ epoch: string }>('SELECT natter.read_epoch() AS epoch');
  return rows[0]?.epoch ?? '';
}
