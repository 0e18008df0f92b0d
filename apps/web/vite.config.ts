import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env['NATTER_DEV_SERVER'] ?? 'http://127.0.0.1:4000';

const pwa = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src',
  filename: 'sw.ts',
  // The app registers it itself: no inline script in the page, so that `script-src 'self'` holds.
  injectRegister: false,
  injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png,webmanifest}'] },
  manifest: {
    id: '/',
    name: 'Natter',
    short_name: 'Natter',
    description: 'Direct messages.',
    start_url: '/messages',
    scope: '/',
    display: 'standalone',
    background_color: '#fbf9f6',
    theme_color: '#fbf9f6',
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
});

/** `vite build apps/web` makes the app; `--mode gallery` makes the component gallery instead, which the app never loads. */
export default defineConfig(({ mode }) => ({
  root: here('.'),
  plugins: [react(), ...(mode === 'gallery' ? [] : [pwa])],
  resolve: { conditions: ['natter-source', ...defaultClientConditions] },
  build: {
    target: 'es2022',
    outDir: mode === 'gallery' ? '../../.cache/gallery' : 'dist',
    emptyOutDir: true,
    // Nothing inline, whatever its size: images and fonts are files that `'self'` covers.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: here(mode === 'gallery' ? './gallery.html' : './index.html') },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/socket.io', '/healthz', '/readyz'].map((path) => [
        path,
        { target: server, ws: path === '/socket.io' },
      ]),
    ),
  },
}));
