import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { inspectProcess } from './inspect-process.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.ts';
import { EPHEMERAL_PREFIX, sweepEphemeral } from './sweep-ephemeral.ts';
import { canBecome, type Holder, holdDatabase, NOBODY } from './testing/hold-database.ts';

const run = promisify(execFile);
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function makeFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'platform-launcher-'));
  cleanups.push(() => rm(parent, { recursive: true, force: true }));
  return join(parent, 'my data');
}

async function start(
  dataDir: string,
  more: { settings?: Record<string, string>; port?: number } = {},
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, ...more });
  cleanups.push(() => postgres.stop());
  return postgres;
}

async function hold(dataDir: string, how?: Parameters<typeof holdDatabase>[2]): Promise<Holder> {
  const holder = await holdDatabase(inject('programs').databaseHolder, dataDir, how);
  cleanups.push(holder.killAll);
  return holder;
}

async function ask(adminUrl: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function writeNumbers(adminUrl: string): Promise<void> {
  await ask(adminUrl, 'create table numbers as select generate_series(1, 2000) as n');
}

const countNumbers = (adminUrl: string) => ask(adminUrl, 'select count(*)::int from numbers');

describe('a folder that stays', () => {
  it('is made on the first start and found again on the second', async () => {
    const dataDir = await makeFolder();
    const first = await start(dataDir);
    await writeNumbers(first.adminUrl);
    await first.stop();
    const second = await start(dataDir);
    expect(await countNumbers(second.adminUrl)).toEqual([2000]);
    expect(second.majorVersion).toBe(17);
  });

  it('is durable, whatever settings are asked for, and sorts and stores UTF-8', async () => {
    const postgres = await start(await makeFolder(), { settings: { fsync: 'off', work_mem: '7MB' } });
    const names = [
      'fsync',
      'full_page_writes',
      'synchronous_commit',
      'work_mem',
      'data_checksums',
      'server_encoding',
      'idle_in_transaction_session_timeout',
    ];
    const values = await ask(
      postgres.adminUrl,
      names
        .map((name) => `current_setting('${name}')`)
        .join(', ')
        .replace(/^/, 'select '),
    );
    expect(values).toEqual(['on', 'on', 'on', '7MB', 'on', 'UTF8', '10s']);
  });

  it('is refused when a role would commit without waiting for the disk', async () => {
    const dataDir = await makeFolder();
    const first = await start(dataDir);
    await ask(first.adminUrl, 'create role hasty');
    await ask(first.adminUrl, 'alter role hasty set synchronous_commit = off');
    await first.stop();
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'unsafe_settings',
      message: expect.stringContaining('synchronous_commit=off'),
    });
  });

  it('is reachable from the loopback interface only, with the password that only its owner can read', async () => {
    const dataDir = await makeFolder();
    const postgres = await start(dataDir);
    expect(
      await ask(
        postgres.adminUrl,
        "select current_setting('listen_addresses'), current_setting('unix_socket_directories')",
      ),
    ).toEqual(['127.0.0.1', '']);
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
    const wrong = new URL(postgres.adminUrl);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('is refused to a second starter while the first one lives, and free after it', async () => {
    const dataDir = await makeFolder();
    const first = await start(dataDir);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: 'in_use' });
    expect(await ask(first.adminUrl, 'select 1')).toEqual([1]);
    await first.stop();
    await first.stop();
    await start(dataDir);
  });

  it('goes to exactly one of several starters at the same moment', async () => {
    const dataDir = await makeFolder();
    const outcomes = await Promise.allSettled([start(dataDir), start(dataDir), start(dataDir)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('is refused when it holds a database of another major version, and left as it is', async () => {
    const dataDir = await makeFolder();
    await (await start(dataDir)).stop();
    await writeFile(join(dataDir, 'pg17', 'PG_VERSION'), '16\n');
    await expect(start(dataDir)).rejects.toMatchObject({ code: 'wrong_major' });
    await rename(join(dataDir, 'pg17'), join(dataDir, 'pg16'));
    await expect(start(dataDir)).rejects.toMatchObject({ code: 'wrong_major' });
    await expect(stat(join(dataDir, 'pg17'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is made anew over the remains of an interrupted first start', async () => {
    const dataDir = await makeFolder();
    await mkdir(join(dataDir, 'pg17.draft', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'pg17.draft-password'), 'x');
    expect(await ask((await start(dataDir)).adminUrl, 'select 1')).toEqual([1]);
  });

  it('says which port is taken', async () => {
    const first = await start(await makeFolder());
    await expect(start(await makeFolder(), { port: first.port })).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining(`port ${first.port}`),
    });
  });

  it('keeps what was written out of its log when a statement fails', async () => {
    const dataDir = await makeFolder();
    const postgres = await start(dataDir);
    await ask(postgres.adminUrl, 'create table secrets (word text unique)');
    await ask(postgres.adminUrl, "insert into secrets values ('rosebud')");
    await expect(ask(postgres.adminUrl, "insert into secrets values ('rosebud')")).rejects.toMatchObject({
      code: '23505',
    });
    const log = await readFile(join(dataDir, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('rosebud');
  });
});

describe('after a crash', () => {
  it('of the database server: all that was committed is there', async () => {
    const dataDir = await makeFolder();
    const first = await start(dataDir);
    await writeNumbers(first.adminUrl);
    await first.kill();
    expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await countNumbers((await start(dataDir)).adminUrl)).toEqual([2000]);
  });

  it('of our process: the server it left behind is stopped and its data found', async () => {
    const dataDir = await makeFolder();
    const holder = await hold(dataDir);
    await writeNumbers(holder.adminUrl);
    await holder.killParent();
    expect(await inspectProcess(holder.pid)).toBeDefined();
    expect(await countNumbers((await start(dataDir)).adminUrl)).toEqual([2000]);
    expect(await inspectProcess(holder.pid)).toBeUndefined();
  });

  it('of both: the database is recovered', async () => {
    const dataDir = await makeFolder();
    const holder = await hold(dataDir);
    await writeNumbers(holder.adminUrl);
    await holder.killAll();
    expect(await countNumbers((await start(dataDir)).adminUrl)).toEqual([2000]);
  });

  it('never touches a foreign process that was given the old pid', async () => {
    const dataDir = await makeFolder();
    await (await start(dataDir)).kill();
    const file = join(dataDir, 'pg17', 'postmaster.pid');
    const foreign = execFile('sleep', ['60']);
    cleanups.push(async () => foreign.kill());
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(foreign.pid)));
    expect(await ask((await start(dataDir)).adminUrl, 'select 1')).toEqual([1]);
    expect(await inspectProcess(foreign.pid ?? 0)).toBeDefined();
  });
});

describe('a throw-away database', () => {
  it('is gone when it is stopped', async () => {
    const postgres = await startEmbeddedPostgres({ ephemeral: true });
    expect(await ask(postgres.adminUrl, "select current_setting('fsync')")).toEqual(['off']);
    await postgres.stop();
    await expect(stat(postgres.dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the throw-away databases of earlier runs', () => {
  it('are removed when their run was killed, and left alone while it lives', async () => {
    const parent = join(await makeFolder(), '..');
    const [dead, alive] = [join(parent, `${EPHEMERAL_PREFIX}dead`), join(parent, `${EPHEMERAL_PREFIX}alive`)];
    const killed = await hold(dead);
    await hold(alive);
    await killed.killParent();
    for (const folder of [dead, alive]) await utimes(folder, 0, 0);
    await sweepEphemeral(parent);
    expect(await readdir(parent)).toEqual([`${EPHEMERAL_PREFIX}alive`]);
    expect(await inspectProcess(killed.pid)).toBeUndefined();
  });
});

const isRoot = process.getuid?.() === 0;
const canBeNobody = await canBecome(NOBODY, inject('programs').databaseHolder);

describe('whoever starts it', () => {
  it.skipIf(!isRoot)('as root without namespaces, it runs as an unprivileged user', async () => {
    const dataDir = await makeFolder();
    await run('chmod', ['755', join(dataDir, '..')]);
    // A search path without `unshare` is a machine that does not allow namespaces.
    const holder = await hold(dataDir, { path: '/nonexistent' });
    expect(await ask(holder.adminUrl, 'select 1')).toEqual([1]);
    expect((await stat(join(dataDir, 'pg17'))).uid).not.toBe(0);
    await holder.killParent();
    expect(await ask((await start(dataDir)).adminUrl, 'select 1')).toEqual([1]);
  });

  it.skipIf(!isRoot)('as root without namespaces, in a folder closed to others, it says what to do', async () => {
    const dataDir = await makeFolder();
    await expect(hold(dataDir, { path: '/nonexistent' })).rejects.toThrow(/refuses to run as root.*NATTER_DATA_DIR/);
  });

  // Skipped where we are not root (then every other test here is the proof), or where the sources are closed to others.
  it.skipIf(!canBeNobody)('as an ordinary user, it runs as that user', async () => {
    const dataDir = await makeFolder();
    await run('chown', ['-R', `${NOBODY}:${NOBODY}`, join(dataDir, '..')]);
    const holder = await hold(dataDir, { uid: NOBODY });
    expect(await ask(holder.adminUrl, 'select 1')).toEqual([1]);
    expect((await stat(join(dataDir, 'pg17'))).uid).toBe(NOBODY);
  });

  it('finds the folder under a link', async () => {
    const dataDir = await makeFolder();
    await mkdir(dataDir);
    await symlink(dataDir, `${dataDir}-link`);
    const holder = await hold(`${dataDir}-link`);
    await holder.killParent();
    expect(await ask((await start(dataDir)).adminUrl, 'select 1')).toEqual([1]);
  });
});
