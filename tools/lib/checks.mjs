import { existsSync } from 'node:fs';
import { inRoot } from './paths.mjs';

const program = (...path) => inRoot('node_modules', ...path);
const biome = program('@biomejs', 'biome', 'bin', 'biome');
// The native compiler takes a fifth of the time; the other one, `typescript`, is what programs here import.
const tsc = program('typescript-7', 'bin', 'tsc');
const cruiser = program('dependency-cruiser', 'bin', 'dependency-cruise.mjs');

/** The folders whose imports are checked; one that has no content yet does not exist in a clone. */
const folders = ['packages', 'apps', 'tools', 'e2e', 'bench'].filter((folder) => existsSync(inRoot(folder)));

/** What `npm run check` looks at besides the tests: a name for people, and the arguments for Node. */
export const checks = [
  { name: 'format and lint', parameters: [biome, 'ci', '--colors=off', '--diagnostic-level=warn', '.'] },
  { name: 'types', parameters: [tsc, '--build'] },
  { name: 'import direction', parameters: [cruiser, '--config', '.dependency-cruiser.cjs', ...folders] },
];
