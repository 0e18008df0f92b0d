import { dirname } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { keepOthersOutside } from './keep-others-outside.mjs';

const REQUIRE =
  "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";

/**
 * Puts a program and all of our sources that it needs into one file, as the product is built: a start compiles nothing, and what is measured is not
 * the compiler. Libraries stay outside, so `outfile` must lie where they are found; `resolving` may take our packages from elsewhere. Errors: esbuild's, for what it cannot build.
 */
export async function bundle(
  entry: string,
  outfile: string,
  resolving: Plugin = keepOthersOutside(dirname(outfile)),
): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['natter-source'],
    logLevel: 'warning',
    // What is bundled although others wrote it may be in the old module format.
    banner: { js: REQUIRE },
    plugins: [resolving],
  });
}
