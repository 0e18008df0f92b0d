import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Puts the server's process and all of our sources it needs into one file, so that a restart does not compile them again. */
export async function bundleServer(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('server-process.ts', import.meta.url))],
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
