/**
 * Bundles @natter/client as another commit has it, for `npm run torture -- --client-bundle FILE`:
 *
 *     git worktree add /tmp/earlier COMMIT
 *     node --conditions=natter-source --import tsx e2e/torture/build-client.ts /tmp/earlier .cache/torture/earlier.mjs
 *
 * Our packages are taken from there, libraries from here: FILE must lie where they are found.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const [folder, outfile] = process.argv.slice(2);
if (folder === undefined || outfile === undefined) {
  process.stderr.write('build-client.ts FOLDER FILE: a checkout of the other commit, and where the bundle goes\n');
  process.exit(2);
}

/** The source of a package of ours there, by its own list of exports. */
function sourceOf(path: string): string {
  const [, name = '', ...inside] = path.split('/');
  const at = resolve(folder ?? '', 'packages', name);
  const stated: unknown = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
  const entries: unknown = Reflect.get(Object(stated), 'exports');
  const entry: unknown = Reflect.get(Object(entries), ['.', ...inside].join('/'));
  const source: unknown = Reflect.get(Object(entry), 'natter-source');
  if (typeof source !== 'string') throw new Error(`${path} names no source in ${at}`);
  return join(at, source);
}

await build({
  entryPoints: [sourceOf('@natter/client')],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  conditions: ['natter-source'],
  logLevel: 'warning',
  plugins: [
    {
      name: 'ours-from-there',
      setup: ({ onResolve }) => {
        onResolve({ filter: /^@natter\// }, ({ path }) => ({ path: sourceOf(path) }));
        onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
          kind === 'entry-point' || path.startsWith('@natter/') ? undefined : { path, external: true },
        );
      },
    },
  ],
});
