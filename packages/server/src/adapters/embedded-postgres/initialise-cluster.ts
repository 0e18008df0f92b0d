import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, commandFor, giveTo } from './choose-account.ts';
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts';

const run = promisify(execFile);

/** The major version that we bring; a database of another one cannot be opened by it. */
export const MAJOR_VERSION = 17;
const CLUSTER = `pg${MAJOR_VERSION}`;

/** The folder of the database inside the data folder; its name tells the major version. */
export function clusterIn(folder: string): string {
  return join(folder, CLUSTER);
}

/**
 * Says what there is in a data folder.
 *
 * @returns whether it holds a database that we can open
 * @throws EmbeddedPostgresError `wrong_major`, rather than to start with an empty one beside it
 */
export async function hasCluster(folder: string): Promise<boolean> {
  const names = (await readdir(folder)).filter((name) => /^pg\d+$/.test(name));
  const other = names.find((name) => name !== CLUSTER);
  if (!names.includes(CLUSTER)) {
    if (other === undefined) return false;
    throw wrongMajor(folder, other.slice(2));
  }
  const version = await readOptional(join(folder, CLUSTER, 'PG_VERSION'));
  if (version === undefined) {
    throw new EmbeddedPostgresError(
      'damaged',
      `${join(folder, CLUSTER)} is not a database of PostgreSQL: it has no PG_VERSION.`,
    );
  }
  if (version.trim() !== String(MAJOR_VERSION)) throw wrongMajor(folder, version.trim());
  return true;
}

/**
 * Makes the database. It grows beside its place and is renamed into it when whole, so a crash leaves nothing half made.
 *
 * @param password of the superuser `postgres`; only scram authentication is allowed
 * @param safe false leaves out the wait for the disk, for throw-away databases
 */
export async function initialiseCluster(
  account: Account,
  folder: string,
  password: string,
  safe: boolean,
): Promise<void> {
  await removeDrafts(folder);
  const draft = join(folder, `${CLUSTER}.draft`);
  const passwordFile = join(folder, `${CLUSTER}.draft-password`);
  await mkdir(draft, { mode: 0o700 });
  await giveTo(account, draft);
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(account, passwordFile);
  const common = [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--data-checksums',
    '--no-instructions',
    ...(safe ? [] : ['--no-sync']),
  ];
  try {
    await runInitdb(account, common, ['--locale=C.UTF-8']);
  } catch (error) {
    // Not every system has that locale; PostgreSQL brings one of its own that sorts the same.
    if (!/invalid locale/i.test(String(error))) throw error;
    await runInitdb(account, common, ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']);
  }
  await rm(passwordFile);
  await rename(draft, clusterIn(folder));
}

async function runInitdb(account: Account, common: readonly string[], locale: readonly string[]): Promise<void> {
  const { command, parameters, user } = commandFor(account, account.binaries.initdb, [...common, ...locale]);
  try {
    await run(command, parameters, { ...user, env: programEnvironment() });
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new EmbeddedPostgresError('start_failed', `The database could not be created: ${said}`, { cause });
  }
}

/** Nothing of ours that could steer the programs (`PGDATA`, `PGOPTIONS` …) or that they need not know. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return {
    ...(PATH && { PATH }),
    ...(SystemRoot && { SystemRoot }),
    ...(TEMP && { TEMP }),
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
  };
}

async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${CLUSTER}.draft`)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function wrongMajor(folder: string, found: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'wrong_major',
    `The data folder ${folder} holds a database of PostgreSQL ${found}; this version of Natter brings ${MAJOR_VERSION}. Use the version of Natter that made it, or another folder with NATTER_DATA_DIR.`,
  );
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
