/**
 * Soak: `npm run soak -- [--minutes M] [--rate N] [--people N] [--seed N] [--write-report]`. People write and come and go while nothing is
 * broken; memory, files and timers of the server must stay where they are, and every acknowledged message be there once, in order, for
 * everybody. Ends with 0 only if all held.
 */
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeBetween } from '../torture/report-page.ts';
import { formatSoak, hasHeld } from './report.ts';
import { runSoak } from './run-soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '100' },
    people: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    'write-report': { type: 'boolean', default: false },
  },
});
const numbers = [values.minutes, values.rate, values.people, values.seed].map(Number);
const [minutes = 0, rate = 0, people = 0, seed = 0] = numbers;
if (numbers.some((value) => !(value > 0)) || people % 2 !== 0) {
  process.stderr.write('--minutes, --rate, --people and --seed are above 0, and people are an even number\n');
  process.exit(2);
}
const say = (line: string) => void process.stdout.write(`${line}\n`);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

try {
  const report = await runSoak({ seconds: minutes * 60, rate, people, seed, signal: interrupted.signal, say });
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  const lines = formatSoak(report, `${new Date().toISOString().slice(0, 10)}, on ${machine}`);
  for (const line of lines) say(line);
  const isSound = hasHeld(report);
  if (values['write-report'] && isSound) {
    const page = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));
    await writeBetween(page, 'soak', lines.join('\n'));
  }
  say(isSound ? 'soak: 1 passed, 0 failed' : 'soak: 0 passed, 1 failed');
  process.exitCode = isSound ? 0 : 1;
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  say('interrupted');
  process.exitCode = 130;
}
