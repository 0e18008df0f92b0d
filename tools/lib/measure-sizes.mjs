import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inRoot } from './paths.mjs';

const zipped = (content) => gzipSync(content, { level: 9 }).length;

/**
 * The JavaScript that an app's bundler makes of a module, as far as it is loaded at once: what is imported later, by need, does
 * not count, nor does CSS.
 *
 * @param {string} source of the module, which may import our packages
 * @param {string[]} [external] packages that the app has anyway
 * @returns {Promise<number>} bytes after gzip
 */
export async function measureBundle(source, external = []) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: inRoot('tools'), loader: 'ts' },
    absWorkingDir: inRoot(),
    outdir: inRoot('.cache/sizes'),
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    conditions: ['natter-source'],
    external,
    logLevel: 'error',
  });
  const contents = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path].entryPoint === '<stdin>');
  const staticImports = (path) =>
    (metafile.outputs[path]?.imports ?? [])
      .filter(({ kind, external }) => kind === 'import-statement' && !external)
      .map(({ path: to }) => to);
  return sum(reach([entry], staticImports), (path) => zipped(contents.get(inRoot(...path.split('/')))));
}

/**
 * The JavaScript that a built page loads before anything is asked of it.
 *
 * @param {string} folder of the build
 * @param {string} page its name in there
 * @returns {number} bytes after gzip
 */
export function measurePage(folder, page) {
  const html = readFileSync(join(folder, page), 'utf8');
  const read = (path) => readFileSync(join(folder, path), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map(([, path]) => path);
  const staticImports = (path) =>
    [...read(path).matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)].map(([, to]) =>
      posix.join(dirname(path), to),
    );
  return sum(reach(named, staticImports), (path) => zipped(read(path)));
}

function reach(from, next) {
  const reached = new Set(from);
  for (const path of reached) for (const to of next(path)) reached.add(to);
  return [...reached];
}

function sum(paths, size) {
  return paths.reduce((total, path) => total + size(path), 0);
}
