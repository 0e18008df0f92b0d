// `npm test`: everything that needs nothing but Node and npm. `npm test -- unit pg` runs only those stages;
// `npm run test:all` runs what needs more as well, and says what it had to leave out.
import { checkNodeVersion } from './lib/check-node-version.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { stopCommands } from './lib/run-command.mjs';
import { formatCounts, runStages } from './lib/run-stages.mjs';
import { say, sinceStart } from './lib/say.mjs';
import { listOmissions, listStages, removeReports } from './lib/stages.mjs';

checkNodeVersion();
const abort = new AbortController();
// Ctrl-C reaches what runs from the terminal; any other end has to be passed on.
process.once('SIGINT', () => abort.abort());
process.once('SIGTERM', () => {
  abort.abort();
  stopCommands();
});

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const all = process.argv.includes('--all');
const stages = listStages(all);
const unknown = wanted.filter((name) => stages.every((stage) => stage.name !== name));
if (unknown.length > 0) {
  say(`There is no stage ${unknown.join(', ')}. There are: ${stages.map((stage) => stage.name).join(', ')}.`);
  process.exit(2);
}

await ensureInstalled();
removeReports();
const total = await runStages(chooseStages(), abort.signal);
if (abort.signal.aborted) process.exit(130);
if (all) for (const omission of listOmissions()) say(`left out: ${omission}`);
say(`took ${sinceStart()}`);
say(`total: ${formatCounts(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** The stages asked for, with those that they need before them. */
function chooseStages() {
  if (wanted.length === 0) return stages;
  const needed = stages.filter(({ name }) => wanted.includes(name)).flatMap((stage) => stage.after ?? []);
  return stages.filter(({ name }) => wanted.includes(name) || needed.includes(name));
}
