// `npm start`: installs what is missing, builds what is stale, runs the demo. Everything after `--` goes to the demo.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isStale, parts } from './lib/build-parts.mjs';
import { checkNodeVersion } from './lib/check-node-version.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { inRoot } from './lib/paths.mjs';
import { readStartFlags } from './lib/read-start-flags.mjs';
import { runBookstore } from './lib/run-bookstore.mjs';
import { runHere } from './lib/run-here.mjs';

checkNodeVersion();
await ensureInstalled();
const args = process.argv.slice(2);
const flags = readStartFlags(args, process.env, process.cwd());
// The bookstore is shown by a host of its own that embeds Natter; the other editions by Natter's web app.
const shownBy = flags.edition === 'bookstore' && !flags.isHelp ? 'bookstore' : 'web';
const needed = parts.filter((part) => part.shownBy === undefined || part.shownBy.includes(shownBy));
if (needed.some((part) => existsSync(inRoot(part.entry)) && isStale(part))) {
  // In a process of its own, so that the builders' memory is given back.
  const build = spawn(process.execPath, [inRoot('tools', 'build.mjs'), '--stale', ...needed.map(({ name }) => name)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => build.once('close', resolve));
  if (code !== 0) process.exit(code ?? 1);
}
process.exit(
  shownBy === 'bookstore'
    ? await runBookstore(flags)
    : await runHere([inRoot('apps', 'natter', 'dist', 'natter.mjs'), 'demo', ...args]),
);
