import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openLog, readLogSince } from './bound-log.ts';
import { type Account, commandFor } from './choose-account.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { findFreePort } from './find-free-port.ts';
import { programEnvironment } from './initialise-cluster.ts';
import { readPostmasterFile } from './postmaster-file.ts';

const run = promisify(execFile);

/** How a server process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running server process that is our child. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Settles when the process has ended, whoever ended it. Never rejects. */
  readonly ended: Promise<Ending>;
  /** `fast` ends connections and writes all down; `immediate` is like a crash. Resolves when the process has ended. */
  stop(mode: 'fast' | 'immediate', timeoutMs: number): Promise<void>;
  /** Kills the process itself, as a power cut would. */
  kill(): Promise<Ending>;
}

export interface PostmasterOptions {
  readonly cluster: string;
  readonly logFile: string;
  /** Absent: a free one. */
  readonly port?: number;
  readonly settings: Readonly<Record<string, string>>;
  /** How long start-up, with the recovery after a crash, may take. */
  readonly timeoutMs: number;
}

/**
 * Starts the server on a database and waits until it takes connections. What passes by itself is tried again: children of
 * a killed server that still hold the database, and a port that somebody took between our look and our use.
 *
 * @throws EmbeddedPostgresError `start_failed` with the last lines of the log
 */
export async function runPostmaster(account: Account, options: PostmasterOptions): Promise<Postmaster> {
  const { cluster, logFile, settings, timeoutMs } = options;
  for (let waitedMs = 0; ; waitedMs += 100) {
    const port = options.port ?? (await findFreePort());
    const logStart = await openLog(account, logFile);
    const child = await launch(account, cluster, logFile, { ...settings, port: String(port) });
    const ended = new Promise<Ending>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    if (await waitUntilReady(child, cluster, timeoutMs)) return present(account, cluster, child, port, ended);

    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGQUIT');
      await ended;
    }
    const said = await readLogSince(logFile, logStart);
    const passes =
      /pre-existing shared memory block/.test(said) ||
      (options.port === undefined && /Address already in use/.test(said));
    if (!passes || waitedMs >= timeoutMs) {
      throw new EmbeddedPostgresError(
        'start_failed',
        `PostgreSQL did not start on port ${port}. Its log ${logFile} ends with:\n${said}`,
      );
    }
    await delay(100);
  }
}

async function launch(
  account: Account,
  cluster: string,
  logFile: string,
  settings: Record<string, string>,
): Promise<ChildProcess> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { command, parameters, user } = commandFor(account, account.binaries.postgres, ['-D', cluster, ...flags]);
  const log = await open(logFile, 'a');
  try {
    // Detached: Ctrl-C in a terminal reaches every process of the group, and the database must outlive the server's last writes.
    const child = spawn(command, parameters, {
      ...user,
      cwd: cluster,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: programEnvironment(),
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return child;
  } finally {
    await log.close();
  }
}

async function waitUntilReady(child: ChildProcess, cluster: string, timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs <= timeoutMs; waitedMs += 10) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const file = await readPostmasterFile(cluster);
    // On Windows the program may start another one; there the status alone counts.
    if (file?.isReady && (file.pid === child.pid || process.platform === 'win32')) return true;
    await delay(10);
  }
  return false;
}

function present(
  account: Account,
  cluster: string,
  child: ChildProcess,
  port: number,
  ended: Promise<Ending>,
): Postmaster {
  const endsWithin = (timeoutMs: number) =>
    Promise.race([ended.then(() => true), delay(timeoutMs, false, { ref: false })]);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stopProcess = async (mode: 'fast' | 'immediate') => {
    if (process.platform === 'win32') await run(account.binaries.pgCtl, ['stop', '-D', cluster, '-m', mode]);
    else child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  };
  return {
    pid: child.pid ?? 0,
    port,
    ended,
    async stop(mode, timeoutMs) {
      for (const attempt of mode === 'fast' ? (['fast', 'immediate'] as const) : (['immediate'] as const)) {
        if (hasEnded()) return;
        await stopProcess(attempt);
        if (await endsWithin(timeoutMs)) return;
      }
      child.kill('SIGKILL');
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      return await ended;
    },
  };
}
