/**
 * Torture: `npm run torture -- [options]`, see `run-options.ts`. Servers, database, Redis, wires and clients are broken in the order of a
 * seed while people write; then a checker judges. Ends with 0 only if every property held in every run.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadClient } from './clients/client-library.ts';
import { bundleClientOf } from './clients/client-of.ts';
import { hasRedis } from './faults/redis-control.ts';
import { describeFindings, formatReport, hasHeld, sumUp } from './report.ts';
import { writeReport } from './report-page.ts';
import { type AskedRun, readOptions, USAGE } from './run-options.ts';
import { runTorture, type TortureReport } from './run-torture.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const cache = fileURLToPath(new URL('../../.cache/torture', import.meta.url));
const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
// Beside the server's own sources, so that it finds the same libraries.
const bundleDir = fileURLToPath(new URL('../../packages/server/.cache', import.meta.url));

function readAsked(): AskedRun {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

const asked = readAsked();
const bundle = asked.clientOf === null ? asked.clientBundle : await bundleClientOf(asked.clientOf, cache);
const otherClient = bundle === null ? undefined : await loadClient(bundle);
if (otherClient) say(`The devices of every other person run ${bundle}.`);
const withRedis = asked.wantsRedis && hasRedis();
if (asked.wantsRedis && !withRedis) say('There is no redis-server here: this runs without Redis.');
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

/** What of this repository runs; null where git does not say. */
function readCommit(): string | null {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: cache, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/** The histories and the servers' logs, for whoever looks into it. */
async function keepEvidence(evidenceDir: string, seed: number): Promise<void> {
  const kept = `${cache}/seed-${seed}`;
  await rm(kept, { recursive: true, force: true });
  await rename(evidenceDir, kept);
  say(`histories and logs: ${kept}`);
}

async function runSeed(seed: number): Promise<TortureReport> {
  const evidenceDir = await mkdtemp(`${cache}/run-`);
  const { seconds, nodes, rate, burstRate, slack, keep } = asked;
  let isSound = false;
  try {
    const { signal } = interrupted;
    const report = await runTorture({
      seed,
      seconds,
      nodes,
      withRedis,
      rate,
      burstRate,
      slack,
      evidenceDir,
      bundleDir,
      otherClient,
      signal,
      say,
    });
    isSound = report.verdict.rules.every(({ findings }) => findings.length === 0);
    return report;
  } finally {
    if ((!isSound || keep) && !interrupted.signal.aborted) await keepEvidence(evidenceDir, seed);
    await rm(evidenceDir, { recursive: true, force: true });
  }
}

const reports: TortureReport[] = [];
await mkdir(cache, { recursive: true });
const commit = readCommit();
try {
  for (const seed of asked.seeds) {
    const report = await runSeed(seed);
    reports.push(report);
    for (const finding of describeFindings(report)) say(finding);
    const heldMb = Math.round(process.memoryUsage().rss / 1024 / 1024);
    if (asked.seeds.length > 1) say(`seed ${seed}: done; this process holds ${heldMb} MB`);
  }
  const summary = sumUp(reports, {
    ...{ nodes: asked.nodes, slack: asked.slack, withRedis, commit },
    command: ['npm run torture --', ...process.argv.slice(2)].join(' '),
  });
  for (const line of formatReport(summary)) say(line);
  const isSound = summary.rules.every(hasHeld);
  if (asked.writeReport && isSound) await writeReport(page, summary);
  process.exitCode = isSound ? 0 : 1;
} catch (error) {
  if (interrupted.signal.aborted) say('interrupted');
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  say(`seed ${asked.seeds[reports.length]}`);
  say('torture: 0 passed, 1 failed');
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
}
