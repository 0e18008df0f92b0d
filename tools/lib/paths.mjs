import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** A path in the repository, with the separators of this system. */
export function inRoot(...parts) {
  return join(root, ...parts);
}
