import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertServer } from './assert-durable.ts';
import { boundLog } from './bound-log.ts';
import { chooseAccount } from './choose-account.ts';
import { claimFolder } from './claim-folder.ts';
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts';
import { clusterIn, hasCluster, initialiseCluster, MAJOR_VERSION } from './initialise-cluster.ts';
import { locateBinaries } from './locate-binaries.ts';
import { type Ending, type Postmaster, runPostmaster } from './run-postmaster.ts';
import { COMMON_SETTINGS, DURABLE_SETTINGS, EPHEMERAL_SETTINGS } from './settings.ts';
import { stopLeftOver } from './stop-left-over.ts';
import { EPHEMERAL_PREFIX, sweepEphemeral } from './sweep-ephemeral.ts';

/** Where the database lives: in a folder that stays, or in a temporary one that is removed at `stop`. */
export type EmbeddedPostgresPlace = { readonly dataDir: string } | { readonly ephemeral: true };

export type EmbeddedPostgresOptions = EmbeddedPostgresPlace & {
  /** Absent: a free port, another one each time. */
  readonly port?: number;
  /** Settings of PostgreSQL beside ours; those that make it durable cannot be changed for a folder that stays. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told, in a sentence, what takes time or was found. */
  readonly onProgress?: (sentence: string) => void;
  /** How long start-up may take, with the recovery after a crash. 60 000 by default. */
  readonly startTimeoutMs?: number;
};

/** A running database server that belongs to this process. */
export interface EmbeddedPostgres {
  readonly port: number;
  readonly pid: number;
  readonly majorVersion: number;
  /** URL of the superuser `postgres` in the database `postgres`. Contains the password: never log it. */
  readonly adminUrl: string;
  /** The folder of the database, with its log beside it. */
  readonly dataDir: string;
  /** Settles when the server process has ended, whoever ended it. Never rejects. */
  readonly ended: Promise<Ending>;
  /** Stops the server (`fast` unless told otherwise; `immediate` after ten seconds) and gives up the folder. May be called twice. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** Kills the server process as a crash would, for tests; the folder may be started again when it resolves. */
  kill(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const LOG_CHECK_EVERY_MS = 60_000;

/**
 * Starts the PostgreSQL that npm brought on a data folder, making the database on the first run; a server that an earlier
 * run left behind is stopped first, and PostgreSQL itself recovers after a crash. It listens on the loopback interface
 * only, with a random password that is kept in a file of mode 0600.
 *
 * @throws EmbeddedPostgresError with a message for a person; nothing is left running then
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const durable = 'dataDir' in options;
  const folder = durable ? await makeFolder(options.dataDir) : await makeTemporaryFolder();
  const claim = await claimFolder(folder);
  const giveUp = async () => {
    await claim.release();
    if (!durable) await rm(folder, { recursive: true, force: true });
  };
  try {
    const { postmaster, adminUrl, logFile } = await bringUp(folder, durable, options);
    return present({ folder, postmaster, adminUrl, logFile, giveUp, onProgress: options.onProgress });
  } catch (error) {
    await giveUp();
    throw error;
  }
}

async function bringUp(folder: string, durable: boolean, options: EmbeddedPostgresOptions) {
  const { port, settings, onProgress, startTimeoutMs: timeoutMs = START_TIMEOUT_MS } = options;
  const cluster = clusterIn(folder);
  const logFile = join(folder, 'postgres.log');
  const isThere = await hasCluster(folder);
  const password = await keepPassword(join(folder, 'postgres.password'), isThere);
  const account = await chooseAccount(locateBinaries(), folder, cluster);
  if (!isThere) {
    onProgress?.('Creating the database');
    await initialiseCluster(account, folder, password, durable);
  } else if (await stopLeftOver(cluster, STOP_TIMEOUT_MS)) {
    onProgress?.('Stopped a database server that an earlier run had left behind');
  }
  const postmaster = await runPostmaster(account, {
    cluster,
    logFile,
    timeoutMs,
    settings: { ...COMMON_SETTINGS, ...settings, ...(durable ? DURABLE_SETTINGS : EPHEMERAL_SETTINGS) },
    ...(port !== undefined && { port }),
  });
  const adminUrl = `postgres://postgres:${password}@127.0.0.1:${postmaster.port}/postgres`;
  try {
    await assertServer(adminUrl, durable, timeoutMs);
  } catch (error) {
    await postmaster.stop('fast', STOP_TIMEOUT_MS);
    throw error;
  }
  return { postmaster, adminUrl, logFile };
}

interface Running {
  readonly folder: string;
  readonly postmaster: Postmaster;
  readonly adminUrl: string;
  readonly logFile: string;
  readonly giveUp: () => Promise<void>;
  readonly onProgress: EmbeddedPostgresOptions['onProgress'];
}

function present({ folder, postmaster, adminUrl, logFile, giveUp, onProgress }: Running): EmbeddedPostgres {
  // The last resort when this process ends without `stop`: the server would live on. After SIGKILL the next start finds it.
  const askToEnd = () => process.kill(postmaster.pid, 'SIGINT');
  process.once('exit', askToEnd);
  const tellFailure = (error: unknown) =>
    onProgress?.(`The log of the database could not be shortened: ${String(error)}`);
  const watch = setInterval(() => void boundLog(logFile).catch(tellFailure), LOG_CHECK_EVERY_MS).unref();
  const cleanUp = postmaster.ended.then(async () => {
    process.off('exit', askToEnd);
    clearInterval(watch);
    await giveUp();
  });
  return {
    port: postmaster.port,
    pid: postmaster.pid,
    majorVersion: MAJOR_VERSION,
    adminUrl,
    dataDir: folder,
    ended: postmaster.ended,
    async stop(mode = 'fast') {
      await postmaster.stop(mode, STOP_TIMEOUT_MS);
      await cleanUp;
    },
    async kill() {
      await postmaster.kill();
      await cleanUp;
    },
  };
}

async function makeFolder(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return await realpath(dataDir);
}

async function makeTemporaryFolder(): Promise<string> {
  await sweepEphemeral(tmpdir());
  return await realpath(await mkdtemp(join(tmpdir(), EPHEMERAL_PREFIX)));
}

/** The password is made once and kept; without it an existing database is closed to us. */
async function keepPassword(path: string, clusterExists: boolean): Promise<string> {
  try {
    const kept = (await readFile(path, 'utf8')).trim();
    if (kept !== '') return kept;
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
  if (clusterExists) {
    throw new EmbeddedPostgresError(
      'damaged',
      `The password of the embedded database is missing: ${path}. Restore that file from a backup.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, password, { mode: 0o600 });
  return password;
}
