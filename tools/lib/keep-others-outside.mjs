import { isBuiltin } from 'node:module';

/**
 * For a bundle of ours: packages that are not ours are imported at run time, from where the bundle lies. One that would be found there in another
 * version than our source sees (npm keeps both, at different depths) goes into the bundle instead.
 *
 * @param {string} folder where the bundle lies
 * @returns {import('esbuild').Plugin}
 */
export function keepOthersOutside(folder) {
  return {
    name: 'others-stay-outside',
    setup: (bundler) => {
      bundler.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, pluginData }) => {
        if (kind === 'entry-point' || path.startsWith('@natter/') || pluginData === 'looking') return undefined;
        if (isBuiltin(path)) return { path, external: true };
        const [here, there] = await Promise.all(
          [resolveDir, folder].map((from) => bundler.resolve(path, { kind, resolveDir: from, pluginData: 'looking' })),
        );
        return here.path === there.path ? { path, external: true } : here;
      });
    },
  };
}
