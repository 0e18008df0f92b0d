import { withClient } from '@natter/testkit';
import {
  createSupabaseProject,
  DIRECT_READING,
  makeDirectScene,
  type SupabaseProject,
  tryDirectReading,
} from '@natter/testkit/sql';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { defaultPolicy } from '../editions/deployment-policy.ts';
import { type Manifest, readCatalogue, toManifest } from './manifest.ts';
import { type MigrateResult, migrate } from './migrate.ts';
import { loadMigrations } from './migration-files.ts';
import { verifyDatabase } from './verify.ts';

const deployment = { tenantId: 'test', edition: 'bookstore' };
const policy = defaultPolicy('bookstore');
/** The steps that the documents of the bookstore know; what came later is an upgrade. */
const FIRST_STEPS = 5;

let upgraded: SupabaseProject;
let fresh: SupabaseProject;

beforeAll(async () => {
  upgraded = await createSupabaseProject(inject('databaseAdminUrl'));
  fresh = await createSupabaseProject(inject('databaseAdminUrl'));
});
afterAll(async () => {
  await upgraded.drop();
  await fresh.drop();
});

const up = async ({ adminUrl }: SupabaseProject, count?: number): Promise<MigrateResult> =>
  await migrate({ adminUrl, deployment, policy, migrations: (await loadMigrations()).slice(0, count) });

const catalogueOf = ({ adminUrl }: SupabaseProject, { roles }: MigrateResult): Promise<Manifest> =>
  withClient(adminUrl, async (client) => toManifest(await readCatalogue(client), roles));

/** Every row of ours by table, as text, but for when migrating last wrote its rules. */
async function readRows(client: pg.Client): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows: tables } = await client.query<{ relname: string }>(
    "SELECT relname FROM pg_class WHERE relnamespace = 'natter'::regnamespace AND relkind = 'r' ORDER BY relname",
  );
  const all = new Map<string, readonly string[]>();
  for (const { relname } of tables.filter(({ relname }) => relname !== 'schema_migrations')) {
    const { rows } = await client.query<{ row: string }>(
      `SELECT (to_jsonb(t)${relname === 'policy' ? " - 'updated_at'" : ''})::text AS row FROM natter.${relname} t ORDER BY 1`,
    );
    all.set(
      relname,
      rows.map(({ row }) => row),
    );
  }
  return all;
}

describe('an upgrade', () => {
  it('[MIG-11] of a store with people and messages ends as a fresh one, and loses nothing', async () => {
    const first = await up(upgraded, FIRST_STEPS);
    expect(first.applied).toHaveLength(FIRST_STEPS);
    const scene = await makeDirectScene(first.appUrl, deployment.tenantId);
    const before = await withClient(upgraded.adminUrl, readRows);
    expect(before.get('direct_messages')).toHaveLength(1);

    const [then, whole] = [await up(upgraded), await up(fresh)];
    expect(then.applied).toEqual(
      Array.from({ length: (await loadMigrations()).length - FIRST_STEPS }, (_, index) => FIRST_STEPS + 1 + index),
    );
    expect(await catalogueOf(upgraded, then)).toEqual(await catalogueOf(fresh, whole));
    for (const { adminUrl } of [upgraded, fresh]) {
      expect(await verifyDatabase({ adminUrl, deployment, policy })).toMatchObject({ isSound: true, findings: [] });
    }
    const after = await withClient(upgraded.adminUrl, readRows);
    for (const [table, rows] of before) expect([table, after.get(table)]).toEqual([table, rows]);

    const gateway = await upgraded.connectAsGateway();
    try {
      expect(await tryDirectReading(gateway, scene)).toEqual(DIRECT_READING);
    } finally {
      await gateway.end();
    }
  });
});
