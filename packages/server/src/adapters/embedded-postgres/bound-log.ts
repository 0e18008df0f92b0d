import { copyFile, open, stat, truncate } from 'node:fs/promises';
import { type Account, giveTo } from './choose-account.ts';
import { systemErrorCode } from './embedded-postgres-error.ts';

/** Beyond this the log moves to `….1`, so that both together never hold more than about twice as much. */
const LARGEST_LOG_BYTES = 4 * 1024 * 1024;

/**
 * Moves a log that has grown too large aside. It is copied and emptied, not renamed: PostgreSQL keeps it open for
 * appending, also while no process of ours runs.
 */
export async function boundLog(path: string): Promise<void> {
  if ((await sizeOf(path)) <= LARGEST_LOG_BYTES) return;
  await copyFile(path, `${path}.1`);
  await truncate(path, 0);
}

/** Makes sure that the log exists and only its owner can read it. @returns its present size in bytes */
export async function openLog(account: Account, path: string): Promise<number> {
  await boundLog(path);
  const file = await open(path, 'a', 0o600);
  await file.close();
  await giveTo(account, path);
  return await sizeOf(path);
}

/** What was written to the log after `fromBytes`, at most the last 4 kB. */
export async function readLogSince(path: string, fromBytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(Math.min(fromBytes, size), size - 4096);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.subarray(0, bytesRead).toString('utf8').trim();
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
