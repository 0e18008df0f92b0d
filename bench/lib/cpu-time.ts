import { readdirSync, readFileSync } from 'node:fs';

/** Hundredths of a second, as Linux counts them. */
const TICKS_PER_SECOND = 100;

/**
 * Seconds of processor that a process and all below it have used, as far as they still live: a cost that does not depend on what
 * else the machine does. Linux alone tells it; elsewhere not a number.
 */
export function cpuSecondsOf(pid: number): number {
  try {
    const all = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap(readStat);
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

function readStat(name: string): { pid: number; parent: number; ticks: number }[] {
  try {
    // The name of the program stands in brackets and may hold anything.
    const fields = readFileSync(`/proc/${name}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return [{ pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
  } catch {
    // It ended while we looked.
    return [];
  }
}
