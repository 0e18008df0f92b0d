import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from './embedded-postgres-error.ts';

/** What PostgreSQL writes into `postmaster.pid` while it runs. */
export interface PostmasterFile {
  readonly pid: number;
  readonly isReady: boolean;
}

const STATUS_LINE = 7;
/** It takes connections; `standby`: as a replica. */
const READY: ReadonlySet<string> = new Set(['ready', 'standby']);

/** @returns undefined when there is no such file, or not yet a pid in it */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const lines = await readLines(cluster);
  const pid = Number(lines?.[0]);
  if (lines === undefined || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, isReady: READY.has(lines[STATUS_LINE]?.trim() ?? '') };
}

/**
 * Tells PostgreSQL that the server named in the file has gone, when its pid now belongs to another program or to a zombie:
 * seeing that pid alive, it would refuse to start for ever. Our own pid goes in its place, because PostgreSQL takes the
 * pid of its parent for a leftover. The file itself must stay: its last line lets PostgreSQL see whether children of the
 * old server still use the database.
 */
export async function disownPostmasterFile(cluster: string): Promise<void> {
  const lines = await readLines(cluster);
  if (lines === undefined) return;
  await writeFile(join(cluster, 'postmaster.pid'), [String(process.pid), ...lines.slice(1)].join('\n'));
}

async function readLines(cluster: string): Promise<string[] | undefined> {
  try {
    return (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
