import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { listSteps, withClient } from '../reaching/list-steps.ts';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';
import { makeFreshStore } from '../testing/small-store.ts';
import { checkDatabase } from './check-database.ts';
import { type DatabaseFacts, readFacts } from './read-facts.ts';

const NOW_MS = Date.UTC(2026, 10, 20);
const EXPECTED = { tenantId: 'test', edition: 'social', nowMs: NOW_MS };

let base: TestDatabase;
let folder: CliFolder;
let facts: DatabaseFacts;

beforeAll(async () => {
  base = await createTestDatabase(inject('databaseAdminUrl'));
  folder = makeCliFolder();
  facts = { ...(await readFacts(base.admin, null)), nowMs: NOW_MS };
});
afterAll(async () => {
  folder.remove();
  await base.drop();
});

/** A database of a test is throw-away and has a clock of its own: what a real one would answer instead. */
const sound = (): DatabaseFacts => ({
  ...facts,
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'on',
  clockSource: "BEGIN RETURN date_trunc('milliseconds', clock_timestamp()); END",
  tablesWithoutRules: [],
});
const faultsOf = async (changed: Partial<DatabaseFacts>) =>
  checkDatabase({ ...sound(), ...changed }, await listSteps(base.adminUrl), EXPECTED)
    .filter(({ level }) => level !== 'ok')
    .map(({ id, level }) => `${id} ${level}`);

describe('doctor, of the database', () => {
  it('finds nothing wrong with one that is as migrate leaves it', async () => {
    expect(await faultsOf({})).toEqual([]);
    expect(sound().login).toMatchObject({ isSuperuser: false, bypassesRules: false, ownsMessages: false });
  });

  it('finds a real one right whose clock is the one that the steps make', async () => {
    const store = await makeFreshStore(inject('databaseAdminUrl'));
    try {
      const real = await withClient(store.adminUrl, (client) => readFacts(client, null));
      const found = checkDatabase(real, await listSteps(store.adminUrl), { ...EXPECTED, nowMs: real.nowMs });
      // The cluster of the tests is throw-away.
      expect(found.filter(({ level }) => level === 'problem').map(({ id }) => id)).toEqual([
        'fsync',
        'full-page-writes',
      ]);
    } finally {
      await store.drop();
    }
  });

  it('sees for itself that a throw-away database would lose what it acknowledged, and that its clock was replaced', async () => {
    const seen = checkDatabase(facts, await listSteps(base.adminUrl), EXPECTED);
    expect(seen.filter(({ level }) => level === 'problem').map(({ id }) => id)).toEqual([
      'fsync',
      'full-page-writes',
      'now',
      'row-security',
    ]);
  });

  it.each<[Partial<DatabaseFacts>, string]>([
    [{ versionNumber: 140_010 }, 'version problem'],
    [{ versionNumber: 190_000 }, 'version warning'],
    [{ encoding: 'SQL_ASCII' }, 'encoding problem'],
    [{ ctype: 'C', foldsLetters: false }, 'letters warning'],
    [{ nowMs: NOW_MS + 5_000 }, 'clock warning'],
    [{ nowMs: NOW_MS - 60_000 }, 'clock problem'],
    [{ publicMayTemp: true }, 'public warning'],
    [{ publicMayCreateInPublic: true }, 'public warning'],
    [{ login: null }, 'login problem'],
    [{ deployment: { tenantId: 'other', edition: 'social' } }, 'deployment problem'],
    [{ tablesWithoutRules: ['users'] }, 'row-security problem'],
    [{ clockSource: "SELECT '2000-01-01'::timestamptz" }, 'now problem'],
  ])('finds %j', async (changed, fault) => {
    expect(await faultsOf(changed)).toEqual([fault]);
  });

  it('finds a login above the rules, and one that may wait less than for the disk', async () => {
    const login = sound().login;
    if (login === null) throw new Error('no login');
    expect(await faultsOf({ login: { ...login, isSuperuser: true } })).toEqual(['login problem']);
    expect(await faultsOf({ login: { ...login, ownsMessages: true } })).toEqual(['login problem']);
    expect(await faultsOf({ login: { ...login, synchronousCommit: 'off' } })).toEqual(['synchronous-commit problem']);
  });

  it.each([
    ['C', 'UTF8', false],
    ['C.UTF-8', 'UTF8', true],
    ['C', 'SQL_ASCII', true],
  ])('sees what letters are in a database of %s and %s', async (ctype, encoding, foldsLetters) => {
    const name = `natter_test_letters_${process.pid}`;
    await base.admin.query(
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE '${ctype}'`,
    );
    const url = new URL(base.adminUrl);
    url.pathname = `/${name}`;
    try {
      expect(await withClient(url.href, (client) => readFacts(client, null))).toMatchObject({
        ctype,
        encoding,
        foldsLetters,
      });
    } finally {
      await base.admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });

  it('reads the real login’s rights', async () => {
    // Roles belong to the whole cluster, which other tests share: what is changed here is never committed.
    await base.admin.query('BEGIN');
    try {
      await base.admin.query(`ALTER ROLE "${base.roles.app}" BYPASSRLS`);
      expect((await readFacts(base.admin, null)).login).toMatchObject({ bypassesRules: true });
    } finally {
      await base.admin.query('ROLLBACK');
    }
  });

  it('answers a program by its exit code and as JSON', async () => {
    const env = {
      DATABASE_URL: base.adminUrl,
      NATTER_STORE_ID: 'test',
      NATTER_JWT_SECRET: '7b1e09c4f2a85d36'.repeat(4),
    };
    const { code, out } = await folder.run(['doctor', '--json'], env);
    expect(code).toBe(1);
    const { findings }: { findings: { id: string; level: string }[] } = JSON.parse(out);
    expect(findings).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'fsync', level: 'problem' })]));
  });
});

describe('natter migrate', () => {
  const env = () => ({ DATABASE_URL: base.adminUrl, NATTER_STORE_ID: 'test' });

  it('lists the steps and has nothing to do on a database that is up to date', async () => {
    expect((await folder.run(['migrate', 'status'], env())).out).toMatch(/^001_schema +applied$/m);
    expect(await folder.run(['migrate', '--dry-run'], env())).toEqual({ code: 0, out: 'Nothing to apply.\n', err: '' });
    expect(await folder.run(['migrate'], env())).toEqual({ code: 0, out: 'Nothing to apply.\n', err: '' });
  });

  it('refuses a database of another tenant', async () => {
    const foreign = await folder.run(['migrate'], { ...env(), NATTER_STORE_ID: 'other' });
    expect(foreign).toMatchObject({ code: 3, err: expect.stringContaining('belongs to social "test"') });
  });

  it('says what it would do, does not, and then does', async () => {
    const name = `natter_test_cli_${process.pid}`;
    await base.admin.query(`CREATE DATABASE ${name}`);
    const url = new URL(base.adminUrl);
    url.pathname = `/${name}`;
    const fresh = { DATABASE_URL: url.href };
    try {
      expect((await folder.run(['migrate', '--dry-run'], fresh)).out).toMatch(/^would apply 001_schema$/m);
      expect((await folder.run(['migrate', 'status', '--json'], fresh)).out).toMatch(/"state":"pending"/);
      expect(await hasSchema(url.href)).toBe(false);
      expect((await folder.run(['migrate'], fresh)).out).toMatch(/^applying 001_schema$/m);
      expect(await hasSchema(url.href)).toBe(true);
    } finally {
      await base.admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await base.admin.query(`DROP ROLE IF EXISTS natter_${name}_app, natter_${name}_owner`);
    }
  });

  it('finds a step that is not as it ran', async () => {
    const { rows } = await base.admin.query('SELECT checksum FROM natter.schema_migrations WHERE version = 2');
    await base.admin.query("UPDATE natter.schema_migrations SET checksum = 'other' WHERE version = 2");
    try {
      const { code, out } = await folder.run(['migrate', 'status'], env());
      expect(code).toBe(1);
      expect(out).toMatch(/^002_rls +CHANGED/m);
      expect((await folder.run(['migrate'], env())).code).toBe(3);
    } finally {
      await base.admin.query('UPDATE natter.schema_migrations SET checksum = $1 WHERE version = 2', [
        rows[0]?.checksum,
      ]);
    }
  });
});

async function hasSchema(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT to_regnamespace('natter') IS NOT NULL AS there");
    return rows[0]?.there === true;
  } finally {
    await client.end();
  }
}
