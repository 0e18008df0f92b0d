import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const SKIPPED = new Set(['node_modules', 'dist', '.cache', '.natter']);

/** Every file below a folder of the repository, or the file itself, as sorted paths; nothing for what does not exist. */
export function listFiles(path) {
  const whole = join(root, path);
  const facts = statSync(whole, { throwIfNoEntry: false });
  if (facts === undefined) return [];
  if (!facts.isDirectory()) return [path];
  return readdirSync(whole)
    .filter((name) => !SKIPPED.has(name))
    .sort()
    .flatMap((name) => listFiles(`${path}/${name}`));
}

/** A hash of the names and contents of files. */
export function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}
