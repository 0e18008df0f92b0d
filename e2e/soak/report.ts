import { median } from '../../bench/lib/statistics.ts';
import type { SoakReport } from './run-soak.ts';
import { DEVICES } from './world.ts';

const SHOWN = 8;

/** Nothing was lost, nobody is behind, nothing grew, and there was something to look at. */
export function hasHeld({ judged, behind, growth }: SoakReport): boolean {
  const { lost, duplicate, gap, acknowledged } = judged;
  const isWhole = [lost, duplicate, gap, behind].every((findings) => findings.length === 0);
  return acknowledged > 0 && isWhole && growth.every(({ isFlat }) => isFlat);
}

/** The report as a page has it, in Markdown. `where`: day and machine. */
export function formatSoak(
  { options, judged, behind, growth, returns, refused, delivery }: SoakReport,
  where: string,
): string[] {
  const { seconds, rate, people } = options;
  const findings = { lost: judged.lost, duplicate: judged.duplicate, gap: judged.gap, behind };
  const [first, last] = [
    delivery.slice(0, Math.ceil(delivery.length / 3)),
    delivery.slice(-Math.ceil(delivery.length / 3)),
  ];
  const middle = (times: typeof delivery, name: 'p50' | 'p99') => median(times.map((one) => one[name])).toFixed(1);
  return [
    `${where}: ${Math.round(seconds / 60)} minutes at ${rate} messages a second, ${people} people and ${DEVICES} clients that came and went.`,
    '',
    `${judged.acknowledged} messages acknowledged, ${judged.stored} stored; ${returns} returns; ${refused} refusals with a time to come again.`,
    '',
    '| looked for | found |',
    '| --- | --- |',
    ...Object.entries(findings).map(([name, found]) => `| ${name} | ${found.length} |`),
    ...Object.entries(findings).flatMap(([name, found]) =>
      found.slice(0, SHOWN).map((one) => `| ✗ ${name} | ${one} |`),
    ),
    '',
    '| what it holds, after a collection | first third | last third | growth an hour | allowed | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...growth.map(
      (one) =>
        `| ${one.name} | ${one.first.toFixed(1)} | ${one.last.toFixed(1)} | ${one.perHour.toFixed(1)} | ${one.allowed.toFixed(1)} | ${one.isFlat ? 'flat' : '✗ grows'} |`,
    ),
    '',
    `Delivery p50 and p99, medians of half minutes: ${middle(first, 'p50')} and ${middle(first, 'p99')} ms in the first third, ` +
      `${middle(last, 'p50')} and ${middle(last, 'p99')} ms in the last.`,
  ];
}
