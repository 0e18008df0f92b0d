import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Transactions a second of `script` by pgbench, 32 clients; null where pgbench is not installed. */
export async function runPgbench(url: string, script: string, seconds: number): Promise<number | null> {
  const folder = await mkdtemp(join(tmpdir(), 'natter-pgbench-'));
  const file = join(folder, 'send.sql');
  try {
    await writeFile(file, script);
    const { stdout } = await run('pgbench', [
      '-n',
      '-M',
      'prepared',
      '-c',
      '32',
      '-j',
      '2',
      '-T',
      String(seconds),
      '-f',
      file,
      url,
    ]);
    const match = /tps = ([\d.]+)/.exec(stdout);
    return match === null ? null : Math.round(Number(match[1]));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
