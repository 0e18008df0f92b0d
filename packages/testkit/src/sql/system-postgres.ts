import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from '@natter/server/embedded-postgres';

const run = promisify(execFile);

/** A throw-away cluster of a PostgreSQL that the operating system brought. */
export interface SystemPostgres {
  /** A superuser's URL. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

/** Where Debian and Ubuntu put the programs of a major version, or null where that one is not installed. */
export function findSystemPostgres(major: number): string | null {
  const folder = `/usr/lib/postgresql/${major}/bin`;
  return existsSync(join(folder, 'postgres')) ? folder : null;
}

/** Whether these programs come with an extension that has a library of its own. */
export function hasLibrary(programs: string, library: string): boolean {
  return existsSync(join(programs, '..', 'lib', `${library}.so`));
}

/** PostgreSQL refuses to run as root; then it runs as the account that its package made. */
async function chooseAccount(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  );
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

/** Starts a cluster from these programs on a free port of the loopback, in a folder of its own; `more` are settings, `name=value`. */
export async function startSystemPostgres(programs: string, more: readonly string[] = []): Promise<SystemPostgres> {
  const account = await chooseAccount();
  const folder = await mkdtemp(join(tmpdir(), 'natter-system-postgres-'));
  const options = { cwd: folder, ...account };
  const password = randomBytes(12).toString('hex');
  const secret = join(folder, 'password');
  await writeFile(secret, password);
  if (account !== undefined) {
    await chown(folder, account.uid, account.gid);
    await chown(secret, account.uid, account.gid);
  }
  const cluster = join(folder, 'cluster');
  await run(
    join(programs, 'initdb'),
    ['-D', cluster, '-U', 'postgres', '--pwfile', secret, '-A', 'scram-sha-256', '-E', 'UTF8', '--no-sync'],
    options,
  );
  const port = await findFreePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=40 ${more.map((setting) => `-c ${setting}`).join(' ')}`;
  await run(
    join(programs, 'pg_ctl'),
    ['-D', cluster, '-l', join(folder, 'log'), '-w', '-o', settings, 'start'],
    options,
  );
  return {
    adminUrl: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await run(join(programs, 'pg_ctl'), ['-D', cluster, '-m', 'immediate', '-w', 'stop'], options);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
