import { silentLog, withClient } from '@natter/testkit';
import {
  createBareDatabase,
  createSupabaseProject,
  dumpSurroundings,
  findSystemPostgres,
  makeDirectScene,
  type SupabaseProject,
  startSystemPostgres,
} from '@natter/testkit/sql';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { defaultPolicy } from '../editions/deployment-policy.ts';
import { exportMigrations } from './export.ts';
import { type CatalogueEntry, readCatalogue } from './manifest.ts';
import { MigrationError, migrate } from './migrate.ts';
import { loadMigrations } from './migration-files.ts';
import { openDatabase } from './open-database.ts';
import { roleNames } from './role-names.ts';
import { planRollback, rollback } from './rollback.ts';

const deployment = { tenantId: 'test', edition: 'bookstore' };
const policy = defaultPolicy('bookstore');
const opened: { drop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.drop();
});

/** What a host has beside us, with somebody who may read it. */
const HOST = `
  CREATE TABLE public.books (isbn text PRIMARY KEY, title text);
  ALTER TABLE public.books ENABLE ROW LEVEL SECURITY;
  CREATE POLICY everybody ON public.books FOR SELECT TO authenticated USING (true);
  CREATE FUNCTION public.now() RETURNS text LANGUAGE sql AS $$ SELECT 'a host may name things as it likes' $$;
  CREATE PUBLICATION host_books FOR TABLE public.books;
  INSERT INTO public.books VALUES ('9780141439518', 'Pride and Prejudice');
  INSERT INTO auth.users VALUES (gen_random_uuid(), 'ada@example.org');`;

async function newProject(superuserUrl = inject('databaseAdminUrl')): Promise<SupabaseProject> {
  const project = await createSupabaseProject(superuserUrl);
  opened.push(project);
  return project;
}

const up = (adminUrl: string) => migrate({ adminUrl, deployment, policy });
const readCatalogueOf = (url: string): Promise<readonly CatalogueEntry[]> => withClient(url, readCatalogue);
const surroundings = ({ adminUrl, database }: SupabaseProject): Promise<readonly string[]> =>
  withClient(adminUrl, (client) => dumpSurroundings(client, database));

describe('rollbacks', () => {
  it('[ROLL-1] each leads exactly to the state before its step', async () => {
    const { adminUrl } = await newProject();
    const migrations = await loadMigrations();
    const states = new Map<number, readonly CatalogueEntry[]>();
    for (let count = 1; count <= migrations.length; count += 1) {
      await migrate({ adminUrl, deployment, migrations: migrations.slice(0, count) });
      states.set(count, await readCatalogueOf(adminUrl));
    }
    for (let to = migrations.length - 1; to > 0; to -= 1) {
      const { steps } = await rollback({ adminUrl, to, mayDestroy: false });
      expect(steps.map(({ version }) => version)).toEqual([to + 1]);
      expect(await readCatalogueOf(adminUrl)).toEqual(states.get(to));
    }
  });

  it('[ROLL-1] what was taken back can be done again, and people keep all that the steps before held', async () => {
    const { adminUrl } = await newProject();
    const { appUrl } = await up(adminUrl);
    const scene = await makeDirectScene(appUrl, deployment.tenantId);
    const whole = await readCatalogueOf(adminUrl);
    const { lost } = await rollback({ adminUrl, to: 1, mayDestroy: false });
    expect(lost).toEqual([]);
    await up(adminUrl);
    expect(await readCatalogueOf(adminUrl)).toEqual(whole);
    const db = openDatabase({ url: appUrl, log: silentLog, allowUnsafeDurability: true });
    const page = await db.readHistory(scene.bo, scene.conversation, {
      before: null,
      after: null,
      around: null,
      limit: 9,
    });
    await db.close();
    expect(page?.items.map(({ content }) => content)).toEqual(['secret']);
  });

  it('[ROLL-3] refused where rows of people would be lost, with their number, and where a server is at work', async () => {
    const { adminUrl } = await newProject();
    const { appUrl, roles } = await up(adminUrl);
    await makeDirectScene(appUrl, deployment.tenantId);
    const before = await readCatalogueOf(adminUrl);
    const refused = rollback({ adminUrl, to: 0, mayDestroy: false });
    await expect(refused).rejects.toBeInstanceOf(MigrationError);
    await expect(refused).rejects.toThrow(/1 row of direct_messages, .*4 rows of users/);
    expect((await planRollback({ adminUrl, to: 0 })).lost).toContainEqual({ table: 'direct_messages', rows: 1 });
    await withClient(appUrl, async () => {
      const busy = rollback({ adminUrl, to: 0, mayDestroy: true });
      await expect(busy).rejects.toThrow(
        `A server is using this database (1 connections of ${roles.app}): stop it first.`,
      );
    });
    expect(await readCatalogueOf(adminUrl)).toEqual(before);
    expect((await rollback({ adminUrl, to: 0, mayDestroy: true })).lost).toContainEqual({ table: 'users', rows: 4 });
    expect(await readCatalogueOf(adminUrl)).toEqual([]);
  });

  it('[ROLL-3] steps of another version are not taken back by guessing', async () => {
    const { adminUrl } = await newProject();
    await up(adminUrl);
    await withClient(adminUrl, (client) =>
      client.query("UPDATE natter.schema_migrations SET checksum = 'x' WHERE version = 3"),
    );
    await expect(rollback({ adminUrl, to: 2, mayDestroy: false })).rejects.toThrow(/steps of another version/);
    await expect(rollback({ adminUrl, to: 900, mayDestroy: false })).rejects.toThrow(/nothing to take back/);
  });

  it('[ROLL-2] a login that the operator chose stays theirs, and what a host hung on ours stops a rollback', async () => {
    const bare = await createBareDatabase(inject('databaseAdminUrl'));
    opened.push(bare);
    const appUrl = await bare.createLogin('operator');
    await migrate({ adminUrl: bare.adminUrl, appUrl, deployment, policy });
    await withClient(bare.adminUrl, (client) =>
      client.query('CREATE VIEW public.names AS SELECT id FROM natter.users'),
    );
    const stopped = rollback({ adminUrl: bare.adminUrl, appUrl, to: 0, mayDestroy: true });
    await expect(stopped).rejects.toThrow(/because other objects depend on them/);
    await withClient(bare.adminUrl, (client) => client.query('DROP VIEW public.names'));
    await rollback({ adminUrl: bare.adminUrl, appUrl, to: 0, mayDestroy: true });
    const ours = await withClient(bare.adminUrl, async (client) => ({
      roles: (await client.query('SELECT rolname, rolconfig FROM pg_roles WHERE rolname LIKE $1', [`%${bare.name}%`]))
        .rows,
      schemas: (await client.query("SELECT 1 FROM pg_namespace WHERE nspname = 'natter'")).rows,
    }));
    expect(ours.schemas).toEqual([]);
    expect(ours.roles).toEqual([{ rolname: `${bare.name}_operator`, rolconfig: null }]);
  });
});

const OLDEST = findSystemPostgres(15);
const VERSIONS = [
  {
    version: 'of this run',
    start: async () => ({ adminUrl: inject('databaseAdminUrl'), stop: async () => undefined }),
  },
  ...(OLDEST === null ? [] : [{ version: '15, of the system', start: () => startSystemPostgres(OLDEST) }]),
];

describe.each(VERSIONS)('all of it taken back, on PostgreSQL $version', ({ start }) => {
  let postgres: { adminUrl: string; stop(): Promise<void> };
  beforeAll(async () => {
    postgres = await start();
  }, 180_000);
  afterAll(() => postgres.stop());

  it.each(['natter migrate', 'the exported files'])(
    '[ROLL-2] nothing of ours is left, and nothing of the host is touched: %s',
    async (way) => {
      const project = await newProject(postgres.adminUrl);
      await withClient(postgres.adminUrl.replace(/\/[^/]*$/, `/${project.database}`), (client) => client.query(HOST));
      const before = await surroundings(project);
      expect(before.length).toBeGreaterThan(30);
      const files = await exportMigrations({
        target: 'supabase',
        database: project.database,
        roles: roleNames(project.database),
        deployment,
        policy,
        timestamp: '20260101000000',
        from: 1,
      });
      const run = (wanted: (path: string) => boolean, list = files): Promise<void> =>
        withClient(project.adminUrl, async (client) => {
          for (const { text } of list.filter(({ path }) => wanted(path))) await client.query(text);
        });
      await run((path) => !path.startsWith('rollbacks/'));
      expect(await surroundings(project)).not.toEqual(before);
      if (way === 'natter migrate') {
        await rollback({ adminUrl: project.adminUrl, to: 0, mayDestroy: true });
      } else {
        // Rows of people stop it until that was said.
        const isDown = (path: string): boolean => path.startsWith('rollbacks/');
        await withClient(project.adminUrl, (client) =>
          client.query(
            `INSERT INTO natter.users (tenant_id, id, display_name, created_at, updated_at) VALUES ('test', 'ada', 'Ada', now(), now())`,
          ),
        );
        await expect(run(isDown, [...files].reverse())).rejects.toThrow(
          /holds rows of people .*natter\.destroy_messages = 'yes'/,
        );
        await withClient(project.adminUrl, async (client) => {
          await client.query("SET natter.destroy_messages = 'yes'");
          const last = [...files].reverse().find(({ path }) => path.includes('_001_') && isDown(path));
          await client.query(last?.text ?? '');
        });
      }
      expect(await surroundings(project)).toEqual(before);
      const { rows } = await withClient(project.adminUrl, (client) => client.query('SELECT title FROM public.books'));
      expect(rows).toEqual([{ title: 'Pride and Prejudice' }]);
    },
  );
});
