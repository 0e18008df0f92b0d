import { spawnSync } from 'node:child_process';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** A small disk for the database, so that it can be filled without harm to anything else. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves it so many bytes, or none; answers how many were taken. */
  fill(leaveBytes: number): Promise<number>;
  /** Gives back what `fill` took. */
  free(): Promise<void>;
  remove(): void;
}

const PIECE = Buffer.alloc(64 * 1024 * 1024);

/** A tmpfs on this folder, or null where we may not mount one (only root may). */
export function mountSmallDisk(folder: string, sizeMb: number): SmallDisk | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const options = `size=${sizeMb}m,mode=0755`;
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'natter-torture', folder], { stdio: 'ignore' }).status !== 0) {
    return null;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: (leaveBytes) => writeFiller(filler, folder, leaveBytes),
    free: () => rm(filler, { force: true }),
    remove: () => void spawnSync('umount', ['-l', folder], { stdio: 'ignore' }),
  };
}

async function writeFiller(filler: string, folder: string, leaveBytes: number): Promise<number> {
  const file = await open(filler, 'w');
  let written = 0;
  try {
    for (;;) {
      const { bavail, bsize } = await statfs(folder);
      const free = bavail * bsize - leaveBytes;
      if (free <= 0) return written;
      const { bytesWritten } = await file.write(PIECE, 0, Math.min(PIECE.length, free));
      written += bytesWritten;
    }
  } catch (error) {
    // The last bytes of a disk are taken by whoever asks first.
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return written;
    throw error;
  } finally {
    await file.close();
  }
}
