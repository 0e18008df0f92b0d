import {
  type DeploymentIdentity,
  executeStep,
  type Migration,
  quoteIdentifier,
  type RoleNames,
} from '@natter/server/database';
import type pg from 'pg';
import { SCHEMA } from './archive-format.ts';
import { inSql, listTables } from './read-catalogue.ts';

/** What the steps make, for whom and whose. */
export interface Building {
  readonly roles: RoleNames;
  readonly deployment: DeploymentIdentity;
}

/** Takes away what is there and runs these steps, in the transaction that is open. */
export async function rebuildSchema(client: pg.Client, steps: readonly Migration[], building: Building): Promise<void> {
  await client.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
  await runSteps(client, steps, building);
}

/** Runs more steps on what was loaded. */
export async function runSteps(client: pg.Client, steps: readonly Migration[], building: Building): Promise<void> {
  for (const step of steps) {
    await client.query('SET LOCAL ROLE NONE');
    await executeStep(client, step, building);
  }
}

/**
 * Makes the fresh tables take rows in any order and as they are: no trigger runs, nothing that the steps have filled is left,
 * and what points at what is forgotten until `close`, which checks every row of it at once.
 */
export async function openTables(client: pg.Client): Promise<{ close(): Promise<void> }> {
  const tables = (await listTables(client)).map((table) => inSql(table).table);
  const { rows: references } = await client.query<{ table: string; name: string; definition: string }>(
    `SELECT k.relname::text AS table, f.conname::text AS name, pg_get_constraintdef(f.oid) AS definition
     FROM pg_constraint f JOIN pg_class k ON k.oid = f.conrelid JOIN pg_namespace n ON n.oid = k.relnamespace
     WHERE n.nspname = '${SCHEMA}' AND f.contype = 'f' AND f.conparentid = 0 ORDER BY k.relname, f.conname`,
  );
  const onTable = (table: string) => `ALTER TABLE ${SCHEMA}.${quoteIdentifier(table)}`;
  for (const { table, name } of references) {
    await client.query(`${onTable(table)} DROP CONSTRAINT ${quoteIdentifier(name)}`);
  }
  for (const table of tables) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await client.query(`TRUNCATE ${tables.join(', ')}`);
  return {
    close: async () => {
      for (const { table, name, definition } of references) {
        await client.query(`${onTable(table)} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition}`);
      }
      for (const table of tables) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
      for (const table of tables) await client.query(`ANALYZE ${table}`);
    },
  };
}
