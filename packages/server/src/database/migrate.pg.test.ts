import { silentLog, withClient } from '@natter/testkit';
import {
  type BareDatabase,
  type BareDatabaseOptions,
  createBareDatabase,
  createSupabaseDouble,
  dumpSchema,
} from '@natter/testkit/sql';
import type pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type MigrateOptions, MigrationError, migrate } from './migrate.ts';
import { loadMigrations } from './migration-files.ts';
import { openDatabase } from './open-database.ts';
import { UnsafeConnectionError } from './pool.ts';

const deployment = { tenantId: 'test', edition: 'social' };
const opened: BareDatabase[] = [];

afterEach(async () => {
  for (const bare of opened.splice(0)) await bare.drop();
});

async function bareDatabase(options?: BareDatabaseOptions): Promise<BareDatabase> {
  const bare = await createBareDatabase(inject('databaseAdminUrl'), options);
  opened.push(bare);
  return bare;
}

const up = (bare: BareDatabase, more: Partial<MigrateOptions> = {}) =>
  migrate({ adminUrl: bare.adminUrl, deployment, ...more });

const dump = (bare: BareDatabase, roles: { owner: string; app: string }) =>
  withClient(bare.adminUrl, (client) => dumpSchema(client, roles));

/** What a server that is given this URL says to its first question. */
async function ask(url: string, allowUnsafeDurability = true): Promise<unknown> {
  const db = openDatabase({ url, log: silentLog, allowUnsafeDurability });
  try {
    return await db.ensurePerson('ada', 'Ada');
  } catch (error) {
    return error instanceof Error && error.cause !== undefined ? error.cause : error;
  } finally {
    await db.close();
  }
}

describe('migrating', () => {
  it('[MIG-1] a fresh database gets every step; a second run does nothing', async () => {
    const bare = await bareDatabase();
    const steps = (await loadMigrations()).map((step) => step.version);
    const first = await up(bare);
    expect(first.applied).toEqual(steps);
    const before = await dump(bare, first.roles);
    expect(before.length).toBeGreaterThan(10_000);
    const second = await up(bare);
    expect(second).toEqual({ ...first, applied: [] });
    expect(await dump(bare, first.roles)).toBe(before);
    expect(await ask(second.appUrl)).toMatchObject({ userId: 'ada' });
  });

  it('[MIG-2] one step after another makes the same schema as all at once', async () => {
    const [whole, stepwise] = [await bareDatabase(), await bareDatabase()];
    const migrations = await loadMigrations();
    const fresh = await up(whole);
    let upgraded = fresh;
    for (let count = 1; count <= migrations.length; count += 1) {
      upgraded = await up(stepwise, { migrations: migrations.slice(0, count) });
      expect(upgraded.applied).toEqual([count]);
    }
    expect(await dump(stepwise, upgraded.roles)).toBe(await dump(whole, fresh.roles));
  });

  it('[MIG-3] eight starters at once migrate once', async () => {
    const bare = await bareDatabase();
    const results = await Promise.all(Array.from({ length: 8 }, () => up(bare)));
    expect(results.filter((result) => result.applied.length > 0)).toHaveLength(1);
    expect(new Set(results.map((result) => result.appUrl)).size).toBe(1);
    expect(await ask(results[7]?.appUrl ?? '')).toMatchObject({ userId: 'ada' });
  });

  it('[MIG-4] a step that changed after it ran, and a database newer than the build, are refused', async () => {
    const bare = await bareDatabase();
    const migrations = await loadMigrations();
    await up(bare);
    const changed = migrations.map((step) => (step.version === 3 ? { ...step, checksum: 'another' } : step));
    await expect(up(bare, { migrations: changed })).rejects.toThrow(/Step 3 \(\w+\) has run in another version/);
    const older = up(bare, { migrations: migrations.slice(0, -1) });
    await expect(older).rejects.toThrow(/start the newer version/);
    await expect(older).rejects.toBeInstanceOf(MigrationError);
  });

  it("[MIG-5] another tenant's or edition's database is refused and left as it is", async () => {
    const bare = await bareDatabase();
    const { roles } = await up(bare);
    const before = await dump(bare, roles);
    for (const other of [{ tenantId: 'other' }, { edition: 'bookstore' }]) {
      await expect(up(bare, { deployment: { ...deployment, ...other } })).rejects.toThrow(MigrationError);
    }
    expect(await dump(bare, roles)).toBe(before);
  });

  it('[MIG-6] a step that fails or is killed half-way leaves nothing; the next run goes on', async () => {
    const bare = await bareDatabase();
    const migrations = await loadMigrations();
    const broken = migrations.map((step) => (step.version === 4 ? { ...step, sql: `${step.sql}\nSELECT 1/0;` } : step));
    await expect(up(bare, { migrations: broken })).rejects.toThrow('division by zero');
    // Killed: the step waits in its middle for a lock, and its backend ends.
    const killing = await withClient(bare.adminUrl, async (holder) => {
      await holder.query('SELECT pg_advisory_lock(4711)');
      const held = migrations.map((step) =>
        step.version === 4 ? { ...step, sql: `${step.sql}\nSELECT pg_advisory_lock(4711);` } : step,
      );
      const ended = up(bare, { migrations: held }).then(
        () => 'went through',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      await untilKilled(holder);
      return await ended;
    });
    expect(killing).toMatch(/terminat/);
    const whole = await bareDatabase();
    const [resumed, fresh] = [await up(bare), await up(whole)];
    expect(resumed.applied).toEqual(migrations.filter(({ version }) => version >= 4).map(({ version }) => version));
    expect(await dump(bare, resumed.roles)).toBe(await dump(whole, fresh.roles));
  });

  it('[MIG-7] an administrator who is no superuser, but may create roles, migrates as well', async () => {
    const [plain, humble] = [await bareDatabase(), await bareDatabase({ administrator: 'createrole' })];
    const [bySuperuser, byBoss] = [await up(plain), await up(humble)];
    expect(await dump(humble, byBoss.roles)).toBe(await dump(plain, bySuperuser.roles));
    expect((await up(humble)).applied).toEqual([]);
    expect(await ask(byBoss.appUrl)).toMatchObject({ userId: 'ada' });
  });

  it("[MIG-7] where Supabase's roles are, members get the same policies and nothing else differs", async () => {
    const supabase = await createSupabaseDouble(inject('databaseAdminUrl'));
    try {
      const { roles, appUrl } = supabase.migrated;
      const text = await withClient(supabase.adminUrl, (client) => dumpSchema(client, roles));
      const [members, grantees] = [/ to=\{authenticated,\{\{app\}\}\} /, /\b(anon|service_role)\b/];
      const policies = text.split('\n').filter((line) => line.startsWith('policy '));
      expect(policies.filter((line) => !members.test(line))).toEqual([]);
      expect(grantees.test(text)).toBe(false);
      expect(await ask(appUrl)).toMatchObject({ userId: 'ada' });
    } finally {
      await supabase.drop();
    }
  });
});

describe('the server login', () => {
  it('[MIG-8] with one URL a login is made, the same for every starter, and it works', async () => {
    const bare = await bareDatabase({ administrator: 'createrole' });
    const { appUrl, roles } = await up(bare);
    expect(new URL(appUrl).username).toBe(roles.app);
    expect(new URL(appUrl).password).not.toBe(new URL(bare.adminUrl).password);
    expect(await ask(appUrl)).toMatchObject({ userId: 'ada' });
  });

  it('[MIG-8] with two URLs the operator’s own login is used, made where it is missing', async () => {
    const bare = await bareDatabase();
    const login = await bare.createLogin('operator');
    const kept = await up(bare, { appUrl: login });
    expect(kept.appUrl).toBe(login);
    expect(await ask(login)).toMatchObject({ userId: 'ada' });
    const second = await bareDatabase();
    const missing = new URL(second.adminUrl);
    missing.username = `${second.name}_new`;
    missing.password = 'chosen by the operator';
    await up(second, { appUrl: missing.href });
    expect(await ask(missing.href)).toMatchObject({ userId: 'ada' });
  });

  it('[MIG-8] another login than the one the database was made for is refused, not left without rights', async () => {
    const bare = await bareDatabase();
    await up(bare);
    const other = await bare.createLogin('other');
    await expect(up(bare, { appUrl: other })).rejects.toThrow(MigrationError);
  });

  it('[AUTHZ-1] a login above row-level security is refused by migrate', async () => {
    for (const attributes of ['SUPERUSER', 'BYPASSRLS']) {
      const bare = await bareDatabase();
      const login = await bare.createLogin('mighty', attributes);
      await expect(up(bare, { appUrl: login })).rejects.toThrow(MigrationError);
    }
  });

  it('[AUTHZ-1] a connection above row-level security, or that could become the owner, is dropped', async () => {
    const bare = await bareDatabase();
    const { roles, appUrl } = await up(bare);
    const mighty = await bare.createLogin('mighty', 'BYPASSRLS');
    const heir = await bare.createLogin('heir');
    await withClient(bare.adminUrl, (client) => client.query(`GRANT "${roles.owner}" TO "${bare.name}_heir"`));
    for (const url of [bare.adminUrl, mighty, heir]) expect(await ask(url)).toBeInstanceOf(UnsafeConnectionError);
    expect(await ask(appUrl)).toMatchObject({ userId: 'ada' });
  });

  it('[DUR-1] a database that does not keep what it commits is refused', async () => {
    const bare = await bareDatabase();
    const { appUrl, roles } = await up(bare);
    const settings = await withClient(
      bare.adminUrl,
      async (client) => (await client.query('SHOW fsync')).rows[0]?.fsync,
    );
    const answer = await ask(appUrl, false);
    if (settings === 'on') expect(answer).toMatchObject({ userId: 'ada' });
    else expect(answer).toBeInstanceOf(UnsafeConnectionError);
    await withClient(bare.adminUrl, (client) => client.query(`ALTER ROLE "${roles.app}" SET synchronous_commit = off`));
    expect(String(await ask(appUrl, false))).toMatch(settings === 'on' ? /synchronous_commit is off/ : /is off/);
  });

  it('[MIG-9] two stores in one cluster share no role and reach no data of each other', async () => {
    const first = await bareDatabase({ administrator: 'createrole' });
    const second: BareDatabase = { ...first, adminUrl: await first.sibling() };
    const [one, other] = [await up(first), await up(second, { deployment: { tenantId: 'other', edition: 'social' } })];
    expect(new Set([one.roles.owner, one.roles.app, other.roles.owner, other.roles.app]).size).toBe(4);
    expect(await ask(one.appUrl)).toMatchObject({ userId: 'ada' });
    const foreign = new URL(one.appUrl);
    foreign.pathname = new URL(other.appUrl).pathname;
    await withClient(foreign.href, async (client) => {
      await expect(client.query('SELECT id FROM natter.users')).rejects.toMatchObject({ code: '42501' });
      await expect(client.query("SELECT natter.read_me('ada')")).rejects.toMatchObject({ code: '42501' });
    });
  });
});

/** Ends the backend that waits for the advisory lock 4711 as soon as it does. */
async function untilKilled(client: pg.Client): Promise<void> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    const { rowCount } = await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    if ((rowCount ?? 0) > 0) return;
    if (Date.now() > deadline) throw new Error('the step did not come to its lock');
  }
}
