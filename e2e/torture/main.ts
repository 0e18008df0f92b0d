/**
 * The torture: `node --conditions=natter-source --import tsx e2e/torture/main.ts [--seconds 60 | --minutes 10] [--seed N] [--rate 100]`.
 * Server and database are killed at random under load; then a checker judges. Ends with 0 only if every property held.
 */
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatReport, hasHeld } from './report.ts';
import { runTorture, type TortureOptions } from './run-torture.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    rate: { type: 'string', default: '100' },
    keep: { type: 'boolean', default: false },
  },
});

const seconds = values.minutes === undefined ? Number(values.seconds ?? 60) : Number(values.minutes) * 60;
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const rate = Number(values.rate);
if (!(seconds > 0) || !(rate > 0) || !Number.isSafeInteger(seed)) {
  process.stderr.write('torture: --seconds, --minutes and --rate are numbers above 0, --seed is a whole number\n');
  process.exit(2);
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
const cache = fileURLToPath(new URL('../../.cache/torture', import.meta.url));
// Beside the server's own sources, so that it finds the same libraries.
const bundleDir = fileURLToPath(new URL('../../packages/server/.cache', import.meta.url));
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

await mkdir(cache, { recursive: true });
const evidenceDir = await mkdtemp(`${cache}/run-`);
const options: TortureOptions = { seed, seconds, rate, evidenceDir, bundleDir, signal: interrupted.signal, say };

/** The histories and the server's log, for whoever looks into it. */
async function keepEvidence(): Promise<void> {
  const kept = `${cache}/seed-${seed}`;
  await rm(kept, { recursive: true, force: true });
  await rename(evidenceDir, kept);
  say(`histories and the server's log: ${kept}`);
}

try {
  const report = await runTorture(options);
  const isSound = report.verdict.rules.every(hasHeld);
  if (!isSound || values.keep) await keepEvidence();
  for (const line of formatReport(report, options)) say(line);
  process.exitCode = isSound ? 0 : 1;
} catch (error) {
  if (interrupted.signal.aborted) say('interrupted');
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  if (!interrupted.signal.aborted) await keepEvidence();
  say(`seed ${seed}`);
  say('torture: 0 passed, 1 failed');
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
} finally {
  await rm(evidenceDir, { recursive: true, force: true });
}
