import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMigrations } from '@natter/server/database';
import { withClient } from '@natter/testkit';
import { type BareDatabase, createBareDatabase } from '@natter/testkit/sql';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';

let folder: CliFolder;
let bare: BareDatabase;
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  folder = makeCliFolder();
  bare = await createBareDatabase(inject('databaseAdminUrl'), { administrator: 'createrole' });
  env = { DATABASE_URL: bare.adminUrl, NATTER_STORE_ID: 'the-back-room', NATTER_EDITION: 'bookstore' };
});
afterEach(async () => {
  folder.remove();
  await bare.drop();
});

const run = (...args: string[]) => folder.run(['migrate', ...args], env);
const query = (sql: string): Promise<unknown> => withClient(bare.adminUrl, (client) => client.query(sql));

describe('natter migrate verify', () => {
  it('[VERIFY-2] answers 0 where all is as installed, and 1 with a sentence for each thing that is not', async () => {
    expect(await run('verify')).toEqual({
      code: 1,
      out: 'Natter is not installed in this database: run `natter migrate`.\n',
      err: '1 thing is not as this version installs it.\n',
    });
    expect((await run()).code).toBe(0);
    const sound = await run('verify');
    expect([sound.code, sound.err]).toEqual([0, '']);
    expect(sound.out).toMatch(/^\d{3,} things compared: the database is what this version installs\.\n$/);
    await query('ALTER TABLE natter.direct_messages DISABLE ROW LEVEL SECURITY; DROP INDEX natter.ix_users_name');
    expect(await run('verify')).toEqual({
      code: 1,
      out: 'The index ix_users_name is missing.\nThe table direct_messages is altered: row-level security is off.\n',
      err: '2 things are not as this version installs them.\n',
    });
    const { code, out } = await run('verify', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      isSound: false,
      findings: [
        { severity: 'problem', what: 'missing', kind: 'index', name: 'ix_users_name' },
        { severity: 'problem', what: 'altered', kind: 'table', name: 'direct_messages' },
      ],
    });
  });

  it('[VERIFY-4] a configuration that differs from the rules is named, and `natter migrate` renews them', async () => {
    await run();
    const changed = { ...env, NATTER_RETENTION_FREE_DAYS: '14' };
    const verified = await folder.run(['migrate', 'verify'], changed);
    expect(verified.out).toBe(
      'The rule freeDays in natter.policy is 30, and the configuration says 14: run `natter migrate`.\n',
    );
    expect((await folder.run(['migrate'], changed)).code).toBe(0);
    expect((await folder.run(['migrate', 'verify'], changed)).code).toBe(0);
  });
});

describe('natter migrate export', () => {
  it('[EXPORT-3] writes the files once, keeps what is there, and overwrites nothing', async () => {
    const count = (await loadMigrations()).length + 1;
    mkdirSync(join(folder.path, 'supabase'));
    const args = ['export', '--to', 'supabase', '--timestamp', '20260102030405'] as const;
    writeFileSync(join(folder.path, 'supabase', '20250101000000_of_the_host.sql'), 'SELECT 1;');
    const first = await run(...args);
    expect([first.code, first.err]).toEqual([0, '']);
    const names = readdirSync(join(folder.path, 'supabase'));
    expect(names).toHaveLength(count + 2);
    expect(names).toContain('20260102030405_001_direct_messaging_schema.sql');
    expect(readdirSync(join(folder.path, 'supabase', 'rollbacks'))).toHaveLength(count);
    const again = await run(...args, '--json');
    expect(JSON.parse(again.out)).toMatchObject({ written: [], kept: expect.arrayContaining([names[1]]) });
    const other = await run('export', '--to', 'supabase', '--timestamp', '20260102030406');
    expect(other.code).toBe(3);
    expect(other.err).toContain('20260102030405_001_direct_messaging_schema.sql is the same step of another export.');
    const later = await run('export', '--to', 'supabase', '--from', String(count - 1), '--timestamp', '20260102030405');
    expect(later.code).toBe(3);
    writeFileSync(join(folder.path, 'supabase', '20260102030405_001_direct_messaging_schema.sql'), 'SELECT 2;');
    const refused = await run(...args);
    expect(refused.code).toBe(3);
    expect(refused.err).toMatch(/is there with another content\.\nNothing was written/);
    expect(readdirSync(join(folder.path, 'supabase'))).toEqual(names);
  });

  it('[EXPORT-3] later steps join the files of an earlier export', async () => {
    const count = (await loadMigrations()).length;
    await run('export', '--to', 'supabase', '--timestamp', '20260102030405');
    const last = readdirSync(join(folder.path, 'supabase')).find((name) =>
      name.includes(`_${String(count).padStart(3, '0')}_`),
    );
    rmSync(join(folder.path, 'supabase', last ?? ''));
    const joined = await run(
      'export',
      '--to',
      'supabase',
      '--from',
      String(count),
      '--timestamp',
      '20270101000000',
      '--json',
    );
    expect(joined.code).toBe(0);
    expect(JSON.parse(joined.out)).toMatchObject({
      kept: [],
      written: expect.arrayContaining([`20270101000000_${last?.slice(15)}`]),
    });
  });

  it('[EXPORT-1] what was written for a plain database makes that database', async () => {
    expect((await run('export', '--to', 'sql', '--target', 'plain')).code).toBe(0);
    const files = readdirSync(join(folder.path, 'sql')).filter((name) => name.endsWith('.sql'));
    for (const name of files.sort()) await query(readFileSync(join(folder.path, 'sql', name), 'utf8'));
    expect(await run()).toMatchObject({ code: 0, out: 'Nothing to apply.\n' });
    expect((await run('verify')).code).toBe(0);
  });

  it('[EXPORT-3] says what it needs', async () => {
    expect(await run('export')).toMatchObject({ code: 2, err: expect.stringContaining('--to DIR') });
    expect(await run('export', '--to', 'x', '--timestamp', '2026')).toMatchObject({ code: 2 });
    expect(await run('export', '--to', 'x', '--timestamp', '20261301000000')).toMatchObject({ code: 2 });
    expect(await run('export', '--to', 'x', '--from', '900')).toMatchObject({ code: 2 });
    const unnamed = await folder.run(['migrate', 'export', '--to', 'x', '--target', 'plain']);
    expect(unnamed).toMatchObject({ code: 2, err: expect.stringContaining('--database NAME') });
    const supabase = await folder.run(['migrate', 'export', '--to', 'x', '--tenant', 'a', '--edition', 'bookstore']);
    expect(supabase).toMatchObject({
      code: 0,
      out: expect.stringContaining('the database "postgres" of bookstore "a"'),
    });
  });
});

describe('natter migrate rollback', () => {
  it('[ROLL-3] says what it would do, and does it only when asked, with people’s rows only when that was said', async () => {
    await run();
    const count = (await loadMigrations()).length;
    expect(await run('rollback')).toMatchObject({ code: 2 });
    expect(await run('rollback', '--to', 'zero')).toMatchObject({ code: 2 });
    // The backup that is made before a rollback leaves a line in the database: that is no row of people.
    expect(await folder.run(['backup', '--to', '.'], env)).toMatchObject({ code: 0 });
    const plan = await run('rollback', '--to', String(count - 1));
    expect(plan).toMatchObject({ code: 3, out: expect.stringMatching(/^would take back \d{3}_\w+\n$/) });
    await query(
      `INSERT INTO natter.users (tenant_id, id, display_name, created_at, updated_at) VALUES ('the-back-room', 'ada', 'Ada', now(), now())`,
    );
    const refused = await run('rollback', '--to', '0', '--yes');
    expect(refused.code).toBe(3);
    expect(refused.err).toBe(
      'This would destroy 1 row of users. Make a backup first (`natter backup`), then say --destroy-messages.\n',
    );
    expect((await run('verify')).code).toBe(0);
    const done = await run('rollback', '--to', '0', '--yes', '--destroy-messages');
    expect(done.code).toBe(0);
    expect(done.out.split('\n')[0]).toMatch(new RegExp(`^taking back ${String(count).padStart(3, '0')}_`));
    expect(await run('rollback', '--to', '0', '--yes')).toMatchObject({ code: 0, out: 'Nothing to take back.\n' });
    expect((await run()).code).toBe(0);
  });
});

describe('natter migrate', () => {
  it('a login without the right, a wrong password and a database that is away are sentences', async () => {
    await run();
    const login = await bare.createLogin('reader');
    const answer = await folder.run(['migrate', 'verify'], { ...env, DATABASE_URL: login });
    expect([answer.code, answer.err.split('\n')[0]]).toEqual([
      1,
      'This login has not the right to do that: use the one that migrates (DATABASE_ADMIN_URL).',
    ]);
    for (const [change, sentence] of [
      [(url: URL) => (url.port = '1'), 'Nobody answers at the address of the database.'],
      [(url: URL) => (url.pathname = '/nowhere'), 'There is no such database.'],
    ] as const) {
      const url = new URL(bare.adminUrl);
      change(url);
      for (const action of ['verify', 'status', 'rollback']) {
        const away = await folder.run(['migrate', action, '--to', '0'], { ...env, DATABASE_URL: url.href });
        expect([action, away.code, away.err.split('\n')[0]]).toEqual([action, 1, sentence]);
      }
    }
  });

  it('an action that there is not is refused', async () => {
    expect(await run('down')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no `natter migrate down`'),
    });
  });
});
