// Builds what a host installs: `npm run build:packages`. Leaves `packages/*/dist` that works outside of this repository, and
// fails when a package, as npm would pack it, lacks something it promises or imports. With `--pack <folder>` it also writes
// the archives there.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkNodeVersion } from './lib/check-node-version.mjs';
import { checkPacked } from './lib/check-packed.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { packageNames } from './lib/package-names.mjs';
import { inRoot } from './lib/paths.mjs';
import { runCommand, runNode } from './lib/run-command.mjs';
import { say, withProgress } from './lib/say.mjs';

checkNodeVersion();
await ensureInstalled();
const at = process.argv.indexOf('--pack');
const folder = at < 0 ? null : resolve(process.argv[at + 1] ?? '.');

await withProgress('Compiling the packages', compile);
await withProgress('Bundling the style sheet', bundleStyles);
let failed = 0;
for (const name of packageNames) {
  const faults = await check(name);
  for (const fault of faults) say(`✗ @natter/${name}: ${fault}`);
  failed += faults.length;
}
if (failed > 0) process.exitCode = 1;
else if (folder !== null) await withProgress(`Packing into ${folder}`, pack);

/** Types and JavaScript, one file for each source. What is left of sources that are gone is removed before. */
async function compile() {
  for (const name of packageNames) removeLeftOvers(name);
  const projects = packageNames.map((name) => inRoot('packages', name));
  const { code, output } = await runNode([inRoot('node_modules/typescript-7/bin/tsc'), '--build', ...projects]);
  if (code !== 0) throw new Error(output.trim());
  for (const name of packageNames) {
    for (const file of ['LICENSE', 'NOTICE']) copyFileSync(inRoot(file), inRoot('packages', name, 'dist', file));
  }
}

function removeLeftOvers(name) {
  const listOf = (part) => {
    try {
      return readdirSync(inRoot('packages', name, part), { recursive: true, encoding: 'utf8' });
    } catch (error) {
      if (error.code === 'ENOENT') return [];
      throw error;
    }
  };
  const sources = new Set(listOf('src').map((path) => path.replace(/\.tsx?$/, '')));
  for (const path of listOf('dist')) {
    const source = path.replace(/\.(d\.ts|js|js\.map)$/, '');
    if (source !== path && !sources.has(source)) rmSync(inRoot('packages', name, 'dist', path));
  }
}

/** `@natter/ui/styles.css` with what it imports, and the staff's pages' own beside it. */
async function bundleStyles() {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [
      { in: inRoot('packages/ui/src/styles/index.css'), out: 'styles' },
      { in: inRoot('packages/ui/src/styles/moderation.css'), out: 'moderation' },
    ],
    outdir: inRoot('packages/ui/dist'),
    bundle: true,
    minify: true,
    // What the kit's own floor of browsers knows (docs/embed.md); logical properties and nesting stay as they are.
    target: ['chrome111', 'safari16.4', 'firefox121'],
    logLevel: 'warning',
  });
}

/** Reads a package as npm would pack it, and says how much that is. */
async function check(name) {
  const { code, output } = await runCommand('npm', [
    'pack',
    '--dry-run',
    '--json',
    '--loglevel=error',
    `./packages/${name}`,
  ]);
  if (code !== 0) throw new Error(output.trim());
  const [packed] = JSON.parse(output.slice(output.indexOf('[')));
  const read = (path) => readFileSync(inRoot('packages', name, path), 'utf8');
  const files = new Map(packed.files.map(({ path }) => [path, read(path)]));
  say(`  @natter/${name}: ${files.size} files, ${kilobytes(packed.size)} packed${weighStyles(files)}`);
  return checkPacked(JSON.parse(read('package.json')), files);
}

function weighStyles(files) {
  const styles = files.get('dist/styles.css');
  return styles === undefined ? '' : `, styles.css ${kilobytes(gzipSync(styles).length)} after gzip`;
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

async function pack() {
  mkdirSync(folder, { recursive: true });
  const paths = packageNames.map((name) => `./packages/${name}`);
  const { code, output } = await runCommand('npm', [
    'pack',
    '--loglevel=error',
    '--pack-destination',
    folder,
    ...paths,
  ]);
  if (code !== 0) throw new Error(output.trim());
  for (const name of readdirSync(folder)) if (name.endsWith('.tgz')) say(`  ${basename(name)}`);
}
