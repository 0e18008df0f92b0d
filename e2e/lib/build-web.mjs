import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPart, isStale, parts } from '../../tools/lib/build-parts.mjs';
import { inRoot } from '../../tools/lib/paths.mjs';

/**
 * Before the first journey: the web app is built when it is not what its sources say, and copied, so that all journeys of a
 * run go through the same app, whoever builds meanwhile. Answers what takes the copy away after the last one.
 */
export default async function buildWeb() {
  const web = parts.find(({ name }) => name === 'web');
  if (web !== undefined && isStale(web)) await buildPart(web);
  const folder = mkdtempSync(join(tmpdir(), 'natter-e2e-web-'));
  cpSync(inRoot('apps', 'web', 'dist'), folder, { recursive: true });
  process.env.JOURNEY_WEB_ROOT = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
