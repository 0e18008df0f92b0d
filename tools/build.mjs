// Builds all parts, or those named: `npm run build`. With `--stale`, only what is not up to date.
import { existsSync } from 'node:fs';
import { buildPart, isStale, parts } from './lib/build-parts.mjs';
import { checkNodeVersion } from './lib/check-node-version.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { inRoot } from './lib/paths.mjs';
import { say, withProgress } from './lib/say.mjs';

const onlyStale = process.argv.includes('--stale');
const named = process.argv.slice(2).filter((word) => word !== '--stale');

checkNodeVersion();
await ensureInstalled();

for (const part of parts) {
  if (named.length > 0 && !named.includes(part.name)) continue;
  if (onlyStale && !isStale(part)) continue;
  if (!existsSync(inRoot(part.entry))) {
    say(`The ${part.name} cannot be built: ${part.entry} is missing.`);
    process.exitCode = 1;
    continue;
  }
  try {
    await withProgress(`Building the ${part.name}`, () => buildPart(part));
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    say(`The ${part.name} could not be built.`);
    process.exitCode = 1;
  }
}
