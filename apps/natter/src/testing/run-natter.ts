import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RunOptions {
  /** The command line in one file, `inject('programs').natter`. */
  readonly program: string;
  /** The working folder, which is its home, too. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The user to run as; who runs the test by default. */
  readonly uid?: number | undefined;
}

/** A `natter` that runs, as a person would have started it. */
export interface RunningNatter {
  readonly pid: number;
  /** All it has said so far. */
  said(): string;
  complained(): string;
  /** Waits for something on standard output (or error); fails when the process ends without it. */
  saysLine(pattern: RegExp): Promise<RegExpMatchArray>;
  complainsOf(pattern: RegExp): Promise<RegExpMatchArray>;
  signal(signal: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts the command line in an environment of its own. */
export function startNatter(args: readonly string[], { program, folder, env = {}, uid }: RunOptions): RunningNatter {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const out = collect(child, 'stdout');
  const err = collect(child, 'stderr');
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => (code ?? signal) as number | NodeJS.Signals);
  const find = async (stream: Collected, pattern: RegExp): Promise<RegExpMatchArray> => {
    const found = await Promise.race([stream.finds(pattern), ended.then(() => null)]);
    const match = found ?? stream.text().match(pattern);
    if (match === null) throw new Error(`It ended without ${pattern}:\n${out.text()}\n${err.text()}`);
    return match;
  };
  return {
    pid: child.pid ?? 0,
    said: out.text,
    complained: err.text,
    saysLine: (pattern) => find(out, pattern),
    complainsOf: (pattern) => find(err, pattern),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

interface Collected {
  text(): string;
  finds(pattern: RegExp): Promise<RegExpMatchArray>;
}

function collect(child: ChildProcess, name: 'stdout' | 'stderr'): Collected {
  let text = '';
  const waiting = new Set<() => void>();
  child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (const look of waiting) look();
  });
  return {
    text: () => text,
    finds: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          const match = text.match(pattern);
          if (match === null) return;
          waiting.delete(look);
          resolve(match);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** The process of the embedded database of an edition, by the file it keeps. */
export function databasePid(folder: string, edition = 'social'): number {
  return Number(readFileSync(join(folder, '.natter', edition, 'pg17', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Whether a process lives. One that ended and was not yet taken note of by its parent counts as ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    // There is none.
    return false;
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // No such system files, or gone meanwhile; the signal above has answered for the first.
    return process.platform !== 'linux';
  }
}

/** The user id of an ordinary user without any right, present on every system we know. */
export const NOBODY = 65_534;

/** Whether a process of that user could be started here and read this program. */
export function canBecome(uid: number, program: string): boolean {
  if (process.getuid?.() !== 0) return false;
  const script = 'require("node:fs").readFileSync(process.argv[1])';
  return spawnSync(process.execPath, ['--eval', script, program], { uid, gid: uid, cwd: '/' }).status === 0;
}
