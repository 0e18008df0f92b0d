import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@natter/server/embedded-postgres';
import pg from 'pg';
import { run } from './check.ts';

/** A PostgreSQL of the operating system with an archive of its write-ahead log, as docs/operations/point-in-time.md sets it up. */
export interface ArchivingCluster {
  readonly port: number;
  /** A superuser's URL of that database. */
  urlOf(database: string): string;
  /** `pg_basebackup` into the folder `base`. */
  takeBase(): Promise<void>;
  /** Everything the cluster is made of is gone at once, as with a disk. The base and the archive lie elsewhere. */
  destroy(): Promise<void>;
  /** The base and the archive up to this time (as PostgreSQL writes it); answers when the cluster can be written again. */
  recover(time: string): Promise<void>;
  remove(): Promise<void>;
}

const PASSWORD = 'for the check alone';

/** @param programs folder of the programs of a major version */
export async function startArchivingCluster(programs: string): Promise<ArchivingCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'natter-point-in-time-'));
  const account = await accountOf();
  const [data, base, archive] = ['data', 'base', 'archive'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const secret = join(folder, 'password');
  await writeFile(secret, PASSWORD);
  await mkdir(archive, { mode: 0o700 });
  if (account !== undefined) for (const path of [folder, secret, archive]) await chown(path, account.uid, account.gid);
  const options = { cwd: folder, ...account, env: { ...process.env, PGPASSWORD: PASSWORD } };
  const program = (name: string, ...parameters: string[]) => run(join(programs, name), parameters, options);
  const port = await findFreePort();
  await program('initdb', '-D', data, '-U', 'postgres', '--pwfile', secret, '-A', 'scram-sha-256', '-E', 'UTF8');
  const settings = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    'wal_level = replica',
    'archive_mode = on',
    `archive_command = 'test ! -f ${archive}/%f && cp %p ${archive}/%f'`,
    'archive_timeout = 60',
  ];
  const start = () => program('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-w', '-t', '60', 'start');
  await writeConfig(data, settings, account);
  await start();
  const urlOf = (database: string) =>
    `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;
  return {
    port,
    urlOf,
    takeBase: async () => {
      await program(
        'pg_basebackup',
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'postgres',
        '-D',
        base,
        '--checkpoint=fast',
        '--wal-method=none',
        '--no-manifest',
      );
    },
    destroy: async () => {
      await program('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
      await rm(data, { recursive: true });
    },
    recover: async (time) => {
      await run('cp', ['-a', base, data]);
      await writeConfig(
        data,
        [
          ...settings,
          `restore_command = 'cp ${archive}/%f %p'`,
          `recovery_target_time = '${time}'`,
          "recovery_target_action = 'promote'",
        ],
        account,
      );
      await writeFile(join(data, 'recovery.signal'), '');
      if (account !== undefined) await chown(join(data, 'recovery.signal'), account.uid, account.gid);
      await start();
      await waitForPromotion(urlOf('postgres'));
    },
    remove: async () => {
      await program('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop').catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A file of its own, which the configuration that initdb made takes in. */
async function writeConfig(
  data: string,
  lines: readonly string[],
  account: { readonly uid: number; readonly gid: number } | undefined,
): Promise<void> {
  const path = join(data, 'postgresql.auto.conf');
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

async function waitForPromotion(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (let isOver = false; !isOver; ) {
      const { rows } = await client.query<{ over: boolean }>('SELECT NOT pg_is_in_recovery() AS over');
      isOver = rows[0]?.over === true;
    }
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root; then it runs as the account that its package made. */
async function accountOf(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}
