import { randomBytes } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import { link, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CommandError, EXIT } from '../exit-codes.ts';

/** Where a backup goes, and what it is called until it is known to be good. */
export interface FilePlace {
  readonly path: string;
  readonly partialPath: string;
}

/**
 * Reads `--to`: a file that is not there yet, or a folder in which one is named after the store and the moment.
 *
 * @throws CommandError for a path that is taken or whose folder is not there
 */
export function placeFile(
  to: string,
  { workingFolder, tenantId, now }: { workingFolder: string; tenantId: string; now: Date },
): FilePlace {
  const given = resolve(workingFolder, to);
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `natter-${tenantId.replaceAll(/[^A-Za-z0-9_.-]/g, '_')}-${stamp}.tar.gz`;
  // With a stroke at its end it means a folder, also one that is not there.
  const path = isFolder(given) || /[/\\]$/.test(to) ? join(given, name) : given;
  if (exists(path))
    throw new CommandError(EXIT.refused, `${path} is there already: a backup never overwrites another one.`);
  if (!isFolder(dirname(path))) throw new CommandError(EXIT.usage, `There is no folder ${dirname(path)}.`);
  const suffix = randomBytes(4).toString('hex');
  return { path, partialPath: join(dirname(path), `.${basename(path)}.${suffix}.partial`) };
}

/** Gives a good file its name, on disk before this answers. Errors: `EEXIST` where somebody was faster. */
export async function publishFile({ path, partialPath }: FilePlace): Promise<void> {
  try {
    // Unlike a rename, a link never replaces what appeared meanwhile.
    await link(partialPath, path);
    await unlink(partialPath);
  } catch (error) {
    if (!isUnsupported(error)) throw error;
    await rename(partialPath, path);
  }
  const folder = await open(dirname(path));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Some file systems have no links. */
function isUnsupported(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'].includes(String(error.code))
  );
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
const exists = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
