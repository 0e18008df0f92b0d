import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { inRoot } from './paths.mjs';
import { runNode } from './run-command.mjs';

const FOLDER = inRoot('.cache', 'gallery');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Builds the gallery (a few seconds). Throws with what Vite said where that fails. */
export async function buildGallery(): Promise<void> {
  const { code, output } = await runNode(['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--mode', 'gallery']);
  if (code !== 0) throw new Error(`The gallery could not be built.\n${output}`);
}

/** Serves the built gallery on a free port of this machine. */
export async function serveGallery(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://gallery').pathname);
    const file = path === '/' ? '/gallery.html' : path;
    readFile(join(FOLDER, file)).then(
      (body) =>
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
