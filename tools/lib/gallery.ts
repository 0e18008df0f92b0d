import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The path of something in this repository. */
export const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const FOLDER = inRoot('.cache/gallery');
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
  const vite = ['node_modules/vite/bin/vite.js', 'build', 'apps/web', '--mode', 'gallery'];
  await promisify(execFile)(process.execPath, vite, { cwd: inRoot('.') });
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
