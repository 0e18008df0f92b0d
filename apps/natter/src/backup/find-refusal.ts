import type { DeploymentIdentity } from '@natter/server/database';
import type pg from 'pg';
import { type ArchiveHead, SCHEMA } from './archive-format.ts';
import { inSql, listTables } from './read-catalogue.ts';
import { becomeOwner, findOwner } from './session.ts';

export interface RefusalQuestion {
  readonly head: ArchiveHead;
  readonly deployment: DeploymentIdentity;
  readonly mayReplace: boolean;
  /** The server's login. */
  readonly app: string;
}

/** What is there without anybody having taken part: a database with no more than this is empty. */
const WITHOUT_PEOPLE: ReadonlySet<string> = new Set(['deployment', 'policy', 'entitlements', 'job_runs', 'backups']);

/** Why this archive must not be restored here now, in a sentence; null: nothing speaks against it. Changes nothing. */
export async function findRefusal(client: pg.Client, question: RefusalQuestion): Promise<string | null> {
  const { head, deployment } = question;
  if (head.tenantId !== deployment.tenantId || head.edition !== deployment.edition) {
    return (
      `The backup is of ${head.edition} "${head.tenantId}", and this is ${deployment.edition} "${deployment.tenantId}". ` +
      'Check NATTER_STORE_ID and NATTER_EDITION.'
    );
  }
  return (await findServer(client, question.app)) ?? (await findForeignOrFull(client, question));
}

async function findServer(client: pg.Client, app: string): Promise<string | null> {
  const { rows } = await client.query<{ connections: number }>(
    'SELECT count(*)::int AS connections FROM pg_stat_activity WHERE usename = $1 AND datname = current_database()',
    [app],
  );
  const connections = rows[0]?.connections ?? 0;
  if (connections === 0) return null;
  return (
    `A server is running on this database (${connections} connections of "${app}"). ` +
    'Stop it first, on every machine: a restore replaces what it is working on.'
  );
}

async function findForeignOrFull(
  client: pg.Client,
  { deployment, mayReplace }: RefusalQuestion,
): Promise<string | null> {
  const owner = await findOwner(client);
  if (owner === null) return null;
  await client.query('BEGIN READ ONLY');
  try {
    await becomeOwner(client, owner);
    const tables = await listTables(client);
    if (tables.every(({ name }) => name !== 'deployment')) {
      return `There is a schema "${SCHEMA}" that Natter did not make. Restore into another database.`;
    }
    const { rows } = await client.query<{ tenant: string; edition: string }>(
      'SELECT tenant_id AS tenant, edition FROM natter.deployment',
    );
    const found = rows[0];
    if (found !== undefined && (found.tenant !== deployment.tenantId || found.edition !== deployment.edition)) {
      return (
        `This database belongs to ${found.edition} "${found.tenant}", not to ${deployment.edition} "${deployment.tenantId}". ` +
        'Check DATABASE_URL, NATTER_STORE_ID and NATTER_EDITION.'
      );
    }
    if (mayReplace) return null;
    for (const table of tables.filter(({ name }) => !WITHOUT_PEOPLE.has(name))) {
      const { rows: some } = await client.query(`SELECT 1 FROM ${inSql(table).table} LIMIT 1`);
      if (some.length > 0) {
        return (
          `This database is not empty (there are rows in ${table.name}). ` +
          'Restore into an empty one, or say --replace to lose what is there.'
        );
      }
    }
    return null;
  } finally {
    await client.query('ROLLBACK');
  }
}
