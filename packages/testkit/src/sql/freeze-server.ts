import { readdir, readFile } from 'node:fs/promises';

/** Stops a database server and all processes of it where they stand (`SIGSTOP`), as a machine that hangs; the answer lets them go on. Linux. */
export async function freezeServer(postmaster: number): Promise<() => void> {
  const frozen = new Set<number>();
  const freeze = (pid: number) => {
    frozen.add(pid);
    process.kill(pid, 'SIGSTOP');
  };
  // The postmaster first, so that no child is born meanwhile.
  freeze(postmaster);
  for (const pid of await childrenOf(postmaster)) freeze(pid);
  return () => {
    for (const pid of frozen) {
      try {
        process.kill(pid, 'SIGCONT');
      } catch (error) {
        // One that was killed while it stood has gone.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
    }
    frozen.clear();
  };
}

async function childrenOf(parent: number): Promise<number[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(names.map(async (name) => ((await parentOf(name)) === parent ? [Number(name)] : [])));
  return found.flat();
}

/** The parent's pid by `/proc/PID/stat`, whose second field is a name in brackets that may hold anything. */
async function parentOf(pid: string): Promise<number | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It ended while we looked.
    return null;
  }
}
