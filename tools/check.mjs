// `npm run check`: format, lint, types and import direction. Says all faults of all checks, not those of the first alone.
import { checkNodeVersion } from './lib/check-node-version.mjs';
import { checks } from './lib/checks.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { runNode } from './lib/run-command.mjs';
import { say, seconds } from './lib/say.mjs';

checkNodeVersion();
await ensureInstalled();

let failed = 0;
for (const { name, parameters } of checks) {
  const begin = performance.now();
  const { code, output } = await runNode(parameters);
  const took = seconds(performance.now() - begin);
  say(code === 0 ? `✓ ${name} (${took})` : `✗ ${name} (${took})\n${output.trim()}`);
  if (code !== 0) failed += 1;
}
say(`check: ${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
