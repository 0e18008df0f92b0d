import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPart, isStale, parts } from '../../tools/lib/build-parts.mjs';
import { inRoot } from '../../tools/lib/paths.mjs';

/** What pages are served from, and the name by which the journeys find the copy of it. */
const PAGES = {
  JOURNEY_WEB_ROOT: ['apps', 'web', 'dist'],
  JOURNEY_SHOP_PAGES: ['apps', 'hosts', 'bookstore', 'dist', 'pages'],
};

/**
 * Before the first journey: what is not what its sources say is built, once for all workers, and the pages are copied, so that
 * all journeys of a run go through the same ones, whoever builds meanwhile. Answers what takes the copies away after the last one.
 */
export default async function buildApps() {
  for (const part of parts) {
    if (isStale(part)) await buildPart(part);
  }
  const folder = mkdtempSync(join(tmpdir(), 'natter-e2e-pages-'));
  for (const [name, path] of Object.entries(PAGES)) {
    process.env[name] = join(folder, name);
    cpSync(inRoot(...path), join(folder, name), { recursive: true });
  }
  return () => rmSync(folder, { recursive: true, force: true });
}
