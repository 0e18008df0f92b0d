import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const shop = process.env['SHOP_DEV_SERVER'] ?? 'http://127.0.0.1:4000';

/** The shop's pages. In development they come from here, and everything else from a shop that runs. */
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  resolve: { conditions: ['natter-source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    outDir: 'dist/pages',
    emptyOutDir: true,
    // Nothing inline: the shop's policy allows files of its own alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(
      ['/shop', '/api', '/socket.io'].map((path) => [path, { target: shop, ws: path === '/socket.io' }]),
    ),
  },
});
