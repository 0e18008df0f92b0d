import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { systemErrorCode } from './embedded-postgres-error.ts';

const run = promisify(execFile);

/** What is needed to recognise a process: a pid alone is not enough, because pids are given again. */
export interface ProcessFacts {
  /** Changes when the pid is given to another process; the same for the whole life of one. */
  readonly identity: string;
  readonly commandLine: string;
}

/**
 * Looks at a living process.
 *
 * @returns undefined when there is none, or only its remains (a zombie that nobody has awaited)
 */
export async function inspectProcess(pid: number): Promise<ProcessFacts | undefined> {
  if (!mayExist(pid)) return undefined;
  if (process.platform === 'linux') return await inspectByProc(pid);
  return process.platform === 'win32' ? { identity: String(pid), commandLine: '' } : await inspectByPs(pid);
}

/** Waits until the process is gone. @returns false when it still lives after `timeoutMs` */
export async function waitUntilGone(pid: number, identity: string, timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs <= timeoutMs; waitedMs += 20) {
    if ((await inspectProcess(pid))?.identity !== identity) return true;
    await delay(20);
  }
  return false;
}

function mayExist(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

async function inspectByProc(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const [stat, commandLine, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The second field, the name, may hold blanks and parentheses; the state is the first one after it, the start time the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { identity: `${boot.trim()}:${fields[19] ?? ''}`, commandLine: commandLine.replaceAll('\0', ' ').trim() };
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}

async function inspectByPs(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', 'state=,lstart=,command=', '-p', String(pid)]);
    const line = stdout.trim();
    if (line === '' || line.startsWith('Z')) return undefined;
    // "S Fri Nov 20 11:09:01 2026 /path/postgres -D …": the start time is five words.
    const words = line.split(/\s+/);
    return { identity: words.slice(1, 6).join(' '), commandLine: words.slice(6).join(' ') };
  } catch (error) {
    // ps answers 1 for a process that has gone.
    if (error instanceof Error && 'code' in error && error.code === 1) return undefined;
    throw error;
  }
}
