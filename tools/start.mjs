// `npm start`: installs what is missing, builds what is stale, runs the demo. Everything after `--` goes to the demo.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isStale, parts } from './lib/build-parts.mjs';
import { checkNodeVersion } from './lib/check-node-version.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { inRoot } from './lib/paths.mjs';
import { runHere } from './lib/run-here.mjs';

checkNodeVersion();
await ensureInstalled();
if (parts.some((part) => existsSync(inRoot(part.entry)) && isStale(part))) {
  // In a process of its own, so that the builders' memory is given back.
  const build = spawn(process.execPath, [inRoot('tools', 'build.mjs'), '--stale'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => build.once('close', resolve));
  if (code !== 0) process.exit(code ?? 1);
}
process.exit(await runHere([inRoot('apps', 'natter', 'dist', 'natter.mjs'), 'demo', ...process.argv.slice(2)]));
