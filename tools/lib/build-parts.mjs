import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hashFiles, listFiles } from './hash-files.mjs';
import { keepOthersOutside } from './keep-others-outside.mjs';
import { inRoot } from './paths.mjs';
import { runNode } from './run-command.mjs';

const SHARED = [
  'package-lock.json',
  'tsconfig.base.json',
  'tools/lib/build-parts.mjs',
  'tools/lib/keep-others-outside.mjs',
];
const BOOKSTORE = 'apps/hosts/bookstore';
const isTest = (path) => /\.(test|contract)\.tsx?$|\/__snapshots__\//.test(path);

/**
 * The parts that `npm start` needs built: what each is made of, what must exist afterwards, and how it is made. `shownBy`: the
 * ways to start that show it; one without is for all of them.
 *
 * @typedef {object} Part
 * @property {string} name
 * @property {string} entry
 * @property {string[]} sources
 * @property {string} output
 * @property {('web' | 'bookstore')[]} [shownBy]
 * @property {() => Promise<void>} build
 * @type {Part[]}
 */
export const parts = [
  {
    name: 'server',
    entry: 'apps/natter/src/main.ts',
    sources: [
      'apps/natter/src',
      'packages/protocol',
      'packages/model',
      'packages/server',
      'packages/client',
      'packages/testkit',
    ],
    output: 'apps/natter/dist/natter.mjs',
    build: buildServer,
  },
  {
    name: 'web',
    entry: 'apps/web/vite.config.ts',
    sources: ['apps/web', 'packages/protocol', 'packages/model', 'packages/client', 'packages/react', 'packages/ui'],
    output: 'apps/web/dist/index.html',
    shownBy: ['web'],
    build: () => buildPages('apps/web'),
  },
  {
    name: 'bookstore',
    entry: `${BOOKSTORE}/src/server/main.ts`,
    sources: [`${BOOKSTORE}/src/server`, `${BOOKSTORE}/src/shared`, 'packages/protocol', 'packages/host'],
    output: `${BOOKSTORE}/dist/server.mjs`,
    shownBy: ['bookstore'],
    build: () => bundle({ app: BOOKSTORE, entry: 'src/server/main.ts', output: 'dist/server.mjs' }),
  },
  {
    name: 'bookstore pages',
    entry: `${BOOKSTORE}/vite.config.ts`,
    sources: [
      ...['src/web', 'src/shared', 'public', 'index.html', 'vite.config.ts'].map((path) => `${BOOKSTORE}/${path}`),
      ...['protocol', 'model', 'client', 'react', 'ui'].map((name) => `packages/${name}`),
    ],
    output: `${BOOKSTORE}/dist/pages/index.html`,
    shownBy: ['bookstore'],
    build: () => buildPages(BOOKSTORE),
  },
];

/** Whether a part has to be built again: its output is missing, or its sources are not those it was made of. */
export function isStale(part) {
  const stamp = stampOf(part);
  return !existsSync(inRoot(part.output)) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hashOf(part);
}

/** Builds a part and remembers of what. */
export async function buildPart(part) {
  const hash = hashOf(part);
  rmSync(stampOf(part), { force: true });
  await part.build();
  mkdirSync(dirname(stampOf(part)), { recursive: true });
  writeFileSync(stampOf(part), hash);
}

/** The process, and the migrations beside it. */
async function buildServer() {
  rmSync(inRoot('apps/natter/dist'), { recursive: true, force: true });
  await bundle({ app: 'apps/natter', entry: 'src/main.ts', output: 'dist/natter.mjs' });
  cpSync(inRoot('packages/server/migrations'), inRoot('apps/natter/dist/migrations'), { recursive: true });
}

/** One file with all that is ours; what others wrote stays in node_modules. */
async function bundle({ app, entry, output }) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [inRoot(app, entry)],
    outfile: inRoot(app, output),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['natter-source'],
    sourcemap: true,
    banner: { js: bannerFor(`${app}/${entry}`) },
    logLevel: 'warning',
    plugins: [keepOthersOutside(inRoot(app))],
  });
  chmodSync(inRoot(app, output), 0o755);
}

/** `require` for what is written in the old module format; the first line too, unless the source brings it. */
function bannerFor(entry) {
  const shebang = readFileSync(inRoot(entry), 'utf8').startsWith('#!') ? [] : ['#!/usr/bin/env node'];
  const require =
    "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";
  return [...shebang, require].join('\n');
}

/** In a process of its own, whose words are shown only when it fails. */
async function buildPages(app) {
  const { code, output } = await runNode([inRoot('node_modules/vite/bin/vite.js'), 'build', app]);
  if (code !== 0) throw new Error(output.trim());
}

function hashOf(part) {
  return hashFiles(
    [...SHARED, ...part.sources]
      .flatMap((path) => listFiles(path))
      .filter((path) => !isTest(path) && !path.endsWith('.tsbuildinfo')),
  );
}

function stampOf(part) {
  return inRoot('.cache', `built-${part.name.replaceAll(' ', '-')}`);
}
