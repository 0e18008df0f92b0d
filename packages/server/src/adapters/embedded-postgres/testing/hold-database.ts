import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { inspectProcess, waitUntilGone } from '../inspect-process.ts';

const run = promisify(execFile);

/** The user id of an ordinary user without any right, present on every system we know. */
export const NOBODY = 65_534;

/** Another Node process that has started a database and holds it until it is killed. */
export interface Holder {
  readonly adminUrl: string;
  /** Of the database server. */
  readonly pid: number;
  /** Kills the Node process with SIGKILL; the server it started lives on. */
  killParent(): Promise<void>;
  /** Kills both with SIGKILL. May be called twice. */
  killAll(): Promise<void>;
}

/**
 * Starts a database from a process of its own.
 *
 * @param program `inject('programs').databaseHolder`
 * @param how.uid the user to do it as · how.path the search path it shall see
 * @throws when the launcher does, with its message
 */
export async function holdDatabase(
  program: string,
  dataDir: string,
  how: { uid?: number; path?: string } = {},
): Promise<Holder> {
  const child = spawn(process.execPath, [program, dataDir], {
    cwd: dirname(program),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: how.path ?? process.env['PATH'], HOME: '/tmp' },
    ...(how.uid !== undefined && { uid: how.uid, gid: how.uid }),
  });
  const said = await readLine(child);
  const answer: { adminUrl?: string; pid?: number; failure?: string } = JSON.parse(said);
  const { adminUrl, pid } = answer;
  if (adminUrl === undefined || pid === undefined) throw new Error(answer.failure);
  const server = await inspectProcess(pid);
  const killParent = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    adminUrl,
    pid,
    killParent,
    async killAll() {
      await killParent();
      if (server === undefined || (await inspectProcess(pid))?.identity !== server.identity) return;
      process.kill(pid, 'SIGKILL');
      await waitUntilGone(pid, server.identity, 30_000);
    },
  };
}

/** Whether a process of that user could read this program, which need not be so in somebody's home. */
export async function canBecome(uid: number, program: string): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  try {
    await run(process.execPath, ['--eval', 'require("node:fs").readFileSync(process.argv[1])', program], {
      uid,
      gid: uid,
      cwd: '/',
    });
    return true;
  } catch {
    // Closed to that user.
    return false;
  }
}

async function readLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The process has no output.');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The process ended without a word.');
}
