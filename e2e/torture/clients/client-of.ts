import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { bundle } from '../../../tools/lib/bundle.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Bundles @natter/client as a commit of this repository has it, and answers the file: our packages are that commit's, libraries are those
 * that lie here. `folder` must be one from which they are found. Errors: git does not know the commit, or it does not build.
 */
export async function bundleClientOf(commit: string, folder: string): Promise<string> {
  const id = git('rev-parse', '--short', '--verify', `${commit}^{commit}`).trim();
  const outfile = join(folder, `client-${id}.mjs`);
  const sources = mkdtempSync(join(tmpdir(), 'natter-client-'));
  try {
    const archive = join(sources, 'packages.tar');
    git('archive', '--output', archive, id, 'packages');
    execFileSync('tar', ['-xf', archive, '-C', sources]);
    mkdirSync(folder, { recursive: true });
    await bundleFrom(sources, outfile);
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
  return outfile;
}

const git = (...words: string[]) => execFileSync('git', words, { cwd: root, encoding: 'utf8' });

async function bundleFrom(folder: string, outfile: string): Promise<void> {
  const sourceOf = (path: string) => findSource(folder, path);
  const oursFromThere: Plugin = {
    name: 'ours-from-there',
    setup: ({ onResolve }) => {
      onResolve({ filter: /^@natter\// }, ({ path }) => ({ path: sourceOf(path) }));
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind === 'entry-point' || path.startsWith('@natter/') ? undefined : { path, external: true },
      );
    },
  };
  await bundle(sourceOf('@natter/client'), outfile, oursFromThere);
}

/** The source of a package of ours there, by its own list of exports. */
function findSource(folder: string, path: string): string {
  const [, name = '', ...inside] = path.split('/');
  const at = resolve(folder, 'packages', name);
  const stated: unknown = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
  const entries: unknown = Reflect.get(Object(stated), 'exports');
  const entry: unknown = Reflect.get(Object(entries), ['.', ...inside].join('/'));
  const source: unknown = Reflect.get(Object(entry), 'natter-source');
  if (typeof source !== 'string') throw new Error(`${path} names no source in ${at}`);
  return join(at, source);
}
