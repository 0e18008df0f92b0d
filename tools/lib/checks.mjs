import { inRoot } from './paths.mjs';

const program = (...path) => inRoot('node_modules', ...path);

/** What `npm run check` looks at besides the tests: a name for people, and the arguments for Node. */
export const checks = [
  {
    name: 'format and lint',
    parameters: [program('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--colors=off', '--diagnostic-level=warn', '.'],
  },
  { name: 'types', parameters: [program('typescript', 'bin', 'tsc'), '--build'] },
  {
    name: 'import direction',
    parameters: [
      program('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'packages',
      'apps',
      'tools',
      'e2e',
      'bench',
    ],
  },
];
