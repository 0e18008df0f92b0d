import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the scheduler a second; Linux has said 100 to programs for ever. */
const TICKS_PER_SECOND = 100;

/** Processor time that these processes have used so far, in microseconds. Errors: one is gone, or there is no /proc. */
export function cpuOf(pids: readonly number[]): number {
  const ticks = pids.reduce((sum, pid) => sum + readStat(pid).ticks, 0);
  return (ticks / TICKS_PER_SECOND) * 1_000_000;
}

/**
 * Seconds of processor that a process and all below it have used, as far as they still live: a cost that does not depend on what
 * else the machine does. Linux alone tells it; elsewhere not a number.
 */
export function cpuSecondsOf(pid: number): number {
  try {
    const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readIfThere(Number(name)) : []));
    const family = new Set([pid]);
    for (let size = 0; size !== family.size; ) {
      size = family.size;
      for (const one of all) if (family.has(one.parent)) family.add(one.pid);
    }
    return all.reduce((sum, one) => (family.has(one.pid) ? sum + one.ticks : sum), 0) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

function readStat(pid: number): Stat {
  // The name of the program stands in brackets and may hold anything; utime and stime are the fields 14 and 15 (proc(5)).
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

function readIfThere(pid: number): Stat[] {
  try {
    return [readStat(pid)];
  } catch {
    // It ended while we looked.
    return [];
  }
}
