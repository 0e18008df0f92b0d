import { readFileSync } from 'node:fs';

/** Ticks of the scheduler a second; Linux has said 100 to programs for ever. */
const TICKS_PER_SECOND = 100;

/** Processor time that these processes have used so far, in microseconds. Errors: where there is no /proc. */
export function cpuOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    // After the name, which may hold anything: utime and stime are the fields 14 and 15 (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return (ticks / TICKS_PER_SECOND) * 1_000_000;
}
