import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder } from './claim-folder.ts';
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts';
import { clusterIn } from './initialise-cluster.ts';
import { stopLeftOver } from './stop-left-over.ts';

/** How the folders of throw-away databases begin. */
export const EPHEMERAL_PREFIX = 'natter-postgres-';

/** Folders younger than this may belong to a starter that has not claimed its own yet. */
const YOUNGEST_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/** Removes the throw-away databases of runs that were killed: stops their servers, deletes their folders. Others' stay. */
export async function sweepEphemeral(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(EPHEMERAL_PREFIX)) continue;
    const folder = join(parent, name);
    try {
      const { uid, mtimeMs } = await stat(folder);
      if (uid !== (process.getuid?.() ?? uid) || Date.now() - mtimeMs < YOUNGEST_MS) continue;
      await claimFolder(folder);
      await stopLeftOver(clusterIn(folder), STOP_TIMEOUT_MS);
      await rm(folder, { recursive: true, force: true });
    } catch (error) {
      // In use by a living process, or removed by another sweeper meanwhile: both are as they should be.
      const inUse = error instanceof EmbeddedPostgresError && error.code === 'in_use';
      if (!inUse && systemErrorCode(error) !== 'ENOENT') throw error;
    }
  }
}
