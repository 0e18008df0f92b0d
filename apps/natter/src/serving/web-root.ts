import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built web app: beside us in an installed package, in its own folder in the sources. Undefined where it is not built. */
export function findWebRoot(): string | undefined {
  return ['./web/', '../../web/dist/']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .concat(fileURLToPath(new URL('../../../web/dist/', import.meta.url)))
    .find((folder) => existsSync(join(folder, 'index.html')));
}
