import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { withClient } from '@natter/testkit';
import {
  attemptOn,
  type BareDatabase,
  createBareDatabase,
  createSupabaseProject,
  DIRECT_READING,
  dumpSchema,
  findSystemPostgres,
  makeDirectScene,
  pushMigrations,
  type SupabaseProject,
  type SystemPostgres,
  splitStatements,
  startSystemPostgres,
  tryDirectReading,
} from '@natter/testkit/sql';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { defaultPolicy } from '../editions/deployment-policy.ts';
import { type ExportedFile, type ExportOptions, exportMigrations } from './export.ts';
import { appliedSteps, type MigrateOptions, migrate } from './migrate.ts';
import { loadMigrations } from './migration-files.ts';
import { roleNames } from './role-names.ts';
import { verifyDatabase } from './verify.ts';

const deployment = { tenantId: 'the-back-room', edition: 'bookstore' };
const policy = defaultPolicy('bookstore');

/** The files for one database, up and down apart; names as they are in the folder. */
async function exportFor(
  database: string,
  more: Partial<ExportOptions> = {},
): Promise<{ up: readonly ExportedFile[]; down: readonly ExportedFile[] }> {
  const files = await exportMigrations({
    target: 'supabase',
    database,
    roles: roleNames(database),
    deployment,
    policy,
    timestamp: '20260101000000',
    from: 1,
    ...more,
  });
  const isDown = ({ path }: ExportedFile): boolean => path.startsWith('rollbacks/');
  return { up: files.filter((file) => !isDown(file)), down: files.filter(isDown).reverse() };
}

const asMigrations = (files: readonly ExportedFile[]) => files.map(({ path, text }) => ({ name: path, sql: text }));
const databaseOf = (url: string): string => new URL(url).pathname.slice(1);
const up = (adminUrl: string, more: Partial<MigrateOptions> = {}) => migrate({ adminUrl, deployment, policy, ...more });

/** Each file as one simple query, as the SQL editor and most clients send it. */
async function runEach(url: string, files: readonly ExportedFile[]): Promise<void> {
  await withClient(url, async (client) => {
    for (const { text } of files) await client.query(text);
  });
}

async function expectAsMigrated(adminUrl: string): Promise<string> {
  expect(await verifyDatabase({ adminUrl, deployment, policy })).toMatchObject({
    isSound: true,
    findings: [{ severity: 'notice', what: 'role' }],
  });
  const { applied, appUrl } = await up(adminUrl);
  expect(applied).toEqual([]);
  expect(await verifyDatabase({ adminUrl, deployment, policy })).toMatchObject({ isSound: true, findings: [] });
  return appUrl;
}

const dump = (url: string): Promise<string> =>
  withClient(url, (client) => dumpSchema(client, roleNames(databaseOf(url))));

/** Where the files have to run: the embedded version, and the oldest that is supported where it is installed. */
const OLDEST = findSystemPostgres(15);
const VERSIONS = [
  {
    version: 'of this run',
    start: async () => ({ adminUrl: inject('databaseAdminUrl'), stop: async () => undefined }),
  },
  ...(OLDEST === null ? [] : [{ version: '15, of the system', start: () => startSystemPostgres(OLDEST) }]),
];

describe.each(VERSIONS)('exported SQL on PostgreSQL $version', ({ start }) => {
  let postgres: SystemPostgres;
  const opened: { drop(): Promise<void> }[] = [];

  beforeAll(async () => {
    postgres = await start();
  }, 180_000);
  afterAll(async () => {
    for (const one of opened.splice(0)) await one.drop();
    await postgres.stop();
  });

  async function plainDatabase(): Promise<BareDatabase> {
    const bare = await createBareDatabase(postgres.adminUrl, { administrator: 'createrole' });
    opened.push(bare);
    return bare;
  }
  async function supabaseProject(): Promise<SupabaseProject> {
    const project = await createSupabaseProject(postgres.adminUrl);
    opened.push(project);
    return project;
  }

  it('[EXPORT-1] run by hand on a plain database it is what `natter migrate` makes', async () => {
    // In the cluster of this run other files may make Supabase's roles in between; there they are made first.
    if (postgres.adminUrl === inject('databaseAdminUrl')) await supabaseProject();
    const [byHand, byMigrate] = [await plainDatabase(), await plainDatabase()];
    const { up: files } = await exportFor(byHand.name, { target: 'plain' });
    await runEach(byHand.adminUrl, files);
    await expectAsMigrated(byHand.adminUrl);
    await up(byMigrate.adminUrl);
    expect(await dump(byHand.adminUrl)).toBe(await dump(byMigrate.adminUrl));
  });

  it('[EXPORT-1] pushed to Supabase, members read their own directly, and nobody writes', async () => {
    const project = await supabaseProject();
    const { up: files } = await exportFor(project.database);
    await withClient(project.adminUrl, async (client) => {
      expect(await pushMigrations(client, asMigrations(files))).toHaveLength(files.length);
      expect(await pushMigrations(client, asMigrations(files))).toEqual([]);
    });
    const appUrl = await expectAsMigrated(project.adminUrl);
    const scene = await makeDirectScene(appUrl, deployment.tenantId);
    const gateway = await project.connectAsGateway();
    try {
      expect(await tryDirectReading(gateway, scene)).toEqual(DIRECT_READING);
    } finally {
      await gateway.end();
    }
  });

  it('[EXPORT-1] a login that only takes on the migrating role pushes as well, and stays in that role', async () => {
    const project = await supabaseProject();
    const { url, role } = await project.createMemberLogin();
    const { up: files } = await exportFor(project.database);
    await withClient(url, async (client) => {
      for (const file of asMigrations(files)) {
        // As the CLI connects: its settings, this role among them, are reset before each file.
        await client.query(`SET SESSION ROLE "${role}"`);
        await pushAfterRole(client, file, role);
      }
    });
    await expectAsMigrated(project.adminUrl);
  });

  it('[EXPORT-1] the SQL editor runs the same files, one after another', async () => {
    const project = await supabaseProject();
    await runEach(project.adminUrl, (await exportFor(project.database)).up);
    await expectAsMigrated(project.adminUrl);
  });
});

/** One file by a client that is in another role than its own, with a row of its own in the same transaction. */
async function pushAfterRole(client: pg.Client, file: { name: string; sql: string }, role: string): Promise<void> {
  await client.query('BEGIN');
  await client.query(file.sql);
  const { rows } = await client.query<{ current_user: string }>('SELECT current_user');
  expect(rows).toEqual([{ current_user: role }]);
  await client.query('INSERT INTO supabase_migrations.schema_migrations (version, name) VALUES ($1, $1)', [file.name]);
  await client.query('COMMIT');
}

describe('a sequence that does not run through', () => {
  let project: SupabaseProject;
  let files: readonly ExportedFile[];
  let steps = 0;

  beforeEach(async () => {
    project = await createSupabaseProject(inject('databaseAdminUrl'));
    files = (await exportFor(project.database)).up;
    steps = (await loadMigrations()).length;
  });
  afterEach(() => project.drop());

  const push = (given: readonly ExportedFile[]): Promise<readonly string[]> =>
    withClient(project.adminUrl, (client) => pushMigrations(client, asMigrations(given)));
  const broken = (file: ExportedFile): ExportedFile => ({ ...file, text: `${file.text}\nSELECT 1/0;` });

  it.each([1, 3, 4, 6])(
    '[EXPORT-2] broken in file %i, it leaves that file undone and goes on with it',
    async (step) => {
      const half = files.map((file, index) => (index === step - 1 ? broken(file) : file));
      await expect(push(half)).rejects.toThrow('division by zero');
      const there = await withClient(project.adminUrl, (client) => listOurs(client));
      expect(there.steps).toEqual(Array.from({ length: step - 1 }, (_, index) => index + 1));
      expect(there.roles).toBe(step === 1 ? 0 : 2);
      expect(await push(files)).toEqual(files.slice(step - 1).map(({ path }) => path));
      await expectAsMigrated(project.adminUrl);
    },
  );

  it.each([1, 3, 5])('[EXPORT-2] stopped after file %i, `natter migrate` goes on', async (count) => {
    await push(files.slice(0, count));
    const { applied } = await up(project.adminUrl);
    expect(applied).toEqual(Array.from({ length: steps - count }, (_, index) => count + index + 1));
    expect(await verifyDatabase({ adminUrl: project.adminUrl, deployment, policy })).toMatchObject({ isSound: true });
  });

  it('[EXPORT-2] a file that ran, one too early, one of another store, version or database each say so', async () => {
    const run = (given: readonly (ExportedFile | undefined)[]) =>
      runEach(
        project.adminUrl,
        given.flatMap((file) => file ?? []),
      );
    await expect(run([files[1]])).rejects.toThrow('Step 2 runs after steps 1 to 1, and none has run here.');
    await run([files[0], files[1]]);
    await expect(run([files[0]])).rejects.toThrow('Step 1 has run here already: there is a schema natter.');
    await expect(run([files[1]])).rejects.toThrow('Step 2 has run here already.');
    await expect(run([files[3]])).rejects.toThrow(
      /Step 4 runs after steps 1 to 3 of the same version of Natter; here have run: 1 [0-9a-f]{12}, 2 [0-9a-f]{12}\./,
    );
    const elsewhere = await exportFor(project.database, { deployment: { ...deployment, tenantId: 'elsewhere' } });
    await expect(run([elsewhere.up[2]])).rejects.toThrow('belongs to another store or edition');
    const misplaced = await exportFor('postgres');
    await expect(run([misplaced.up[2]])).rejects.toThrow(/written for the database postgres, and this is supabase_/);
    await withClient(project.adminUrl, (client) =>
      client.query("UPDATE natter.schema_migrations SET checksum = 'of another version' WHERE version = 1"),
    );
    await expect(run([files[2]])).rejects.toThrow(/here have run: 1 of another v, 2/);
  });

  it('[EXPORT-2] statement by statement, outside of a transaction, nothing of it happens', async () => {
    const [file] = files;
    const answers = await withClient(project.adminUrl, async (client) => {
      const codes = new Set<string>();
      for (const statement of splitStatements(file?.text ?? '')) {
        const { code, message } = await attemptOn(client, statement);
        if (/must run in one transaction/.test(message ?? '')) codes.add('said');
        if (/^(CREATE|ALTER|INSERT)/.test(statement)) codes.add(code ?? statement);
      }
      expect((await client.query('SHOW default_transaction_read_only')).rows).toEqual([
        { default_transaction_read_only: 'off' },
      ]);
      return [...codes].sort();
    });
    // Some cannot begin, since what they belong to was not made; the rest may not write.
    expect(answers).toContain('said');
    expect(answers.filter((code) => !['said', '25006', '3F000', '42704', '42P01'].includes(code))).toEqual([]);
    expect(await withClient(project.adminUrl, listOurs)).toEqual({ steps: [], roles: 0 });
  });

  it('[EXPORT-2] two who push at once, or one who migrates meanwhile, make one installation', async () => {
    const first = files[0];
    const outcomes = await Promise.allSettled([
      ...[1, 2, 3].map(() => runEach(project.adminUrl, first === undefined ? [] : [first])),
      up(project.adminUrl),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(String(outcome.reason)).toMatch(/Step 1 has run here already/);
    }
    await up(project.adminUrl);
    expect(await verifyDatabase({ adminUrl: project.adminUrl, deployment, policy })).toMatchObject({ isSound: true });
  });
});

describe.skipIf(OLDEST === null)('psql of the operating system (skipped where it is not installed)', () => {
  const psql = promisify(execFile);
  let folder = '';
  let bare: BareDatabase;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'natter-psql-'));
    bare = await createBareDatabase(inject('databaseAdminUrl'), { administrator: 'createrole' });
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await bare.drop();
  });

  /** Runs the files one after another, errors of psql's among its words. */
  async function runFiles(files: readonly ExportedFile[], flags: readonly string[]): Promise<string> {
    let said = '';
    for (const { path, text } of files) {
      const file = join(folder, basename(path));
      await writeFile(file, text);
      const { stderr } = await psql(join(OLDEST ?? '', 'psql'), [bare.adminUrl, '-X', '-q', ...flags, '-f', file]);
      said += stderr;
    }
    return said;
  }

  it('[EXPORT-1] runs the plain files as they are, and the others in one transaction each', async () => {
    const plain = await exportFor(bare.name, { target: 'plain' });
    expect(await runFiles(plain.up, ['-v', 'ON_ERROR_STOP=1'])).not.toMatch(/ERROR|WARNING/);
    await expectAsMigrated(bare.adminUrl);
    expect(await runFiles(plain.down, ['-v', 'ON_ERROR_STOP=1'])).not.toMatch(/ERROR|WARNING/);
    const wrapped = await exportFor(bare.name);
    expect(await runFiles(wrapped.up, ['--single-transaction', '-v', 'ON_ERROR_STOP=1'])).not.toMatch(/ERROR|WARNING/);
    await expectAsMigrated(bare.adminUrl);
  });

  it('[EXPORT-2] leaves nothing where it does not stop at errors and is given no transaction', async () => {
    const said = await runFiles((await exportFor(bare.name)).up, []);
    expect(said).toContain('This file must run in one transaction');
    expect(await withClient(bare.adminUrl, listOurs)).toEqual({ steps: [], roles: 0 });
  });
});

/** The steps that are recorded, and how many roles there are. */
async function listOurs(client: pg.Client): Promise<{ steps: readonly number[]; roles: number }> {
  const { owner, app } = roleNames(databaseOfClient(client));
  const { rows } = await client.query<{ roles: number }>(
    'SELECT count(*)::int AS roles FROM pg_roles WHERE rolname = ANY ($1)',
    [[owner, app]],
  );
  return { steps: [...(await appliedSteps(client)).keys()], roles: rows[0]?.roles ?? 0 };
}

const databaseOfClient = (client: pg.Client): string => client.database ?? '';

describe('the files', () => {
  it('[EXPORT-3] are the same bytes for the same options, in order, each with its way back', async () => {
    const options: Partial<ExportOptions> = { timestamp: '20261231235958' };
    const [once, again] = [await exportFor('store', options), await exportFor('store', options)];
    expect(again).toEqual(once);
    expect(once.up.map(({ path }) => path).slice(0, 5)).toEqual([
      '20261231235958_001_direct_messaging_schema.sql',
      '20261231235959_002_direct_messaging_rls.sql',
      '20270101000000_003_direct_messaging_indexes.sql',
      '20270101000001_004_direct_messaging_functions.sql',
      '20270101000002_005_direct_messaging_triggers.sql',
    ]);
    const names = once.up.map(({ path }) => path);
    expect([...names].sort()).toEqual(names);
    expect(once.down.map(({ path }) => path)).toEqual(
      [...names].reverse().map((name) => `rollbacks/${name.replace('.sql', '_down.sql')}`),
    );
  });

  it('[EXPORT-3] hold no placeholder and no secret, and from a later step on only that and what follows', async () => {
    const { up: files } = await exportFor('store');
    for (const { text } of files) expect(text).not.toMatch(/\{\{|PASSWORD|CONCURRENTLY|VACUUM/);
    const later = await exportFor('store', { from: 3 });
    expect(later.up.map(({ path }) => path.slice(15)).slice(0, 2)).toEqual([
      '003_direct_messaging_indexes.sql',
      '004_direct_messaging_functions.sql',
    ]);
    expect(later.up[0]?.text.split('\n').slice(4)).toEqual(files[2]?.text.split('\n').slice(4));
  });
});
