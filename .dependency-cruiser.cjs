// The direction of imports (docs/architecture.md), checked by `npm run check`. Imports of types count, cycles are errors.
// tools/arch.test.ts proves that each rule bites.

/** What is not part of the product: tests, and what only tests use. */
const TEST = '\\.(test|spec|contract)\\.tsx?$|\\.test-d\\.ts$|/testing/|/__tests__/';

/** @returns a rule: files under `from`, tests aside, may import only these of our own packages. */
function mayImportOnly(from, allowed, comment) {
  const packages = allowed.map((name) => `^packages/${name}/`).join('|');
  return {
    name: `${from.replaceAll('/', '-')}-direction`,
    comment,
    severity: 'error',
    from: { path: `^${from}/`, pathNot: TEST },
    to: {
      path: '^(packages|apps|tools|e2e|bench)/',
      pathNot: [`^${from}/`, packages].filter((path) => path !== '').join('|'),
    },
  };
}

/** @returns a rule: the folder `from` of the server does not import these other folders of it. */
function serverForbids(from, forbidden, comment) {
  return {
    name: `server-${from}-direction`,
    comment,
    severity: 'error',
    from: { path: `^packages/server/src/${from}/`, pathNot: TEST },
    to: { path: `^packages/server/src/(${forbidden.join('|')})(/|\\.ts$)` },
  };
}

const directions = [
  mayImportOnly('packages/protocol', [], 'The protocol is a leaf.'),
  mayImportOnly('packages/model', ['protocol'], 'The model knows the protocol alone.'),
  mayImportOnly(
    'packages/client',
    ['model', 'protocol'],
    'The client knows the model and the protocol; client and server never meet.',
  ),
  mayImportOnly('packages/react', ['client', 'model', 'protocol'], 'The hooks stand on the client.'),
  mayImportOnly('packages/ui', ['react', 'client', 'model', 'protocol'], 'The components stand on the hooks.'),
  mayImportOnly(
    'packages/server',
    ['model', 'protocol'],
    'The server knows the model and the protocol; client and server never meet.',
  ),
  mayImportOnly(
    'packages/host',
    ['protocol'],
    "What a host's server needs speaks the protocol, and is no part of ours.",
  ),
  mayImportOnly(
    'packages/testkit',
    ['server', 'client', 'model', 'protocol'],
    'The test kit stands on what is below the apps.',
  ),
  mayImportOnly(
    'apps/web',
    ['ui', 'react', 'client', 'model', 'protocol'],
    'The web app reaches the server over the wire alone.',
  ),
  mayImportOnly(
    'apps/natter',
    ['server', 'testkit', 'model', 'protocol'],
    'The process has the server; the demo world comes from the test kit.',
  ),
  mayImportOnly(
    'apps/hosts',
    ['ui', 'react', 'client', 'host'],
    'A host has what a host installs: the packages that are published, and nothing below them.',
  ),
  {
    name: 'host-pages-and-server-never-meet',
    comment: "A host's pages reach its server over the wire alone; what both say stands in its `shared`.",
    severity: 'error',
    from: { path: '^apps/hosts/([^/]+)/src/(web|server|shared)/', pathNot: TEST },
    to: { path: '^apps/hosts/$1/src/', pathNot: '^apps/hosts/$1/src/($2|shared)/' },
  },
];

const server = [
  serverForbids(
    'ports',
    ['adapters', 'database', 'edge', 'modules', 'wiring', 'platform'],
    'A port says what is asked for; it knows nobody who gives or asks.',
  ),
  serverForbids(
    'platform',
    ['adapters', 'database', 'edge', 'modules', 'wiring'],
    'The platform is below the modules.',
  ),
  serverForbids('editions', ['adapters', 'database', 'edge', 'modules', 'wiring'], 'An edition is data and policy.'),
  serverForbids('config', ['adapters', 'database', 'edge', 'modules', 'wiring'], 'The configuration is data.'),
  serverForbids(
    'modules',
    ['adapters', 'database', 'edge', 'wiring'],
    'A module asks ports; who answers is decided in the wiring.',
  ),
  serverForbids('edge', ['adapters', 'database', 'wiring'], 'The edge calls modules.'),
  serverForbids(
    'adapters',
    ['edge', 'modules', 'wiring'],
    'An adapter implements a port and knows nobody who uses it.',
  ),
  serverForbids(
    'database',
    ['adapters', 'edge', 'modules', 'wiring'],
    'The database implements a port and knows nobody who uses it.',
  ),
  {
    name: 'module-front-door',
    comment: 'A module is entered through its index.ts.',
    severity: 'error',
    from: { path: '^packages/server/src/modules/([^/]+)/' },
    to: {
      path: '^packages/server/src/modules/([^/]+)/',
      pathNot: '^packages/server/src/modules/($1/|[^/]+/index\\.ts$)',
    },
  },
  {
    name: 'module-front-door-from-edge',
    comment: 'A module is entered through its index.ts.',
    severity: 'error',
    from: { path: '^packages/server/src/', pathNot: `^packages/server/src/modules/|${TEST}` },
    to: { path: '^packages/server/src/modules/[^/]+/', pathNot: '^packages/server/src/modules/[^/]+/index\\.ts$' },
  },
];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle has no beginning to read from.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-missing',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...directions,
    ...server,
    {
      name: 'protocol-needs-the-validator-only',
      comment: 'What everybody depends on depends on one library.',
      severity: 'error',
      from: { path: '^packages/protocol/src/', pathNot: TEST },
      to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    },
    {
      name: 'model-needs-no-library',
      comment: 'Pure rules.',
      severity: 'error',
      from: { path: '^packages/model/src/', pathNot: TEST },
      to: { path: 'node_modules/' },
    },
    {
      name: 'no-node-where-browsers-are',
      comment: 'Node modules only in files that say so (`.node.ts`).',
      severity: 'error',
      from: {
        path: '^((packages/(protocol|model|client|react|ui)|apps/web)/src|apps/hosts/[^/]+/src/(web|shared))/',
        pathNot: `\\.node\\.ts$|${TEST}`,
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'test-kit-for-tests',
      comment: 'Only tests, bench, e2e, tools and the process (for its demo) import the test kit.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: `^packages/testkit/|^apps/natter/|${TEST}` },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'What only tests use stays out of what is shipped.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'packages-by-name',
      comment: 'Another package is imported by its name, which ends at its entry points.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^(packages|apps)/', pathNot: '^$1/$2/', dependencyTypes: ['local'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.cache|\\.natter)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['natter-source', 'import', 'module', 'browser', 'node', 'require', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.css', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
};
