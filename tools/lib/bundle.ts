import { build } from 'esbuild';

/**
 * Puts a program and all of our sources that it needs into one file, as the product is built: a start compiles nothing, and what is measured is not
 * the compiler. Libraries stay outside, so `outfile` must lie where they are found. Errors: esbuild's, for what it cannot build.
 */
export async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['natter-source'],
    logLevel: 'warning',
    plugins: [
      {
        name: 'others-stay-outside',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@natter/') ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
}
