import { type RoleNames, readCatalogue, toManifest, withPlaceholders } from '@natter/server/database';
import type pg from 'pg';
import type { StepState } from './write-rollback.ts';

/** The installation as it is at its present step, with placeholders for its roles. */
export async function readStepState(client: pg.Client, roles: RoleNames): Promise<StepState> {
  const catalogue = toManifest(await readCatalogue(client), roles);
  await client.query('BEGIN READ ONLY');
  try {
    await client.query('SET LOCAL search_path = pg_catalog');
    const { rows } = await client.query<{ name: string; definition: string }>(
      `SELECT format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)) AS name, pg_get_functiondef(p.oid) AS definition
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'natter' AND p.prokind IN ('f', 'p')`,
    );
    const definitions = rows.map(({ name, definition }) => [name, withPlaceholders(definition, roles)] as const);
    return { catalogue, definitions: new Map(definitions) };
  } finally {
    await client.query('ROLLBACK');
  }
}
