import { readFile, writeFile } from 'node:fs/promises';
import { DEAF_BOUND_MS, LIVE_BOUND_MS } from './final/await-equal.ts';
import { PRESENCE_BOUND_MS } from './final/await-presence.ts';
import { describeRun, hasHeld, type Summary } from './report.ts';
import { spread } from './report-times.ts';

/** The report as a page has it. `at` is the day, as 2026-05-01. */
export function formatPage(summary: Summary, at: string): string {
  const { sends, unknown, times, rules, seconds } = summary;
  const held = rules.filter(hasHeld).length;
  return [
    `${at}${summary.commit === null ? '' : `, commit ${summary.commit}`}, ${describeRun(summary)}, on ${summary.machine} ` +
      `(load ${summary.load} at the end), everything on the one machine: \`${summary.command}\``,
    ...(summary.omissions.length > 0 ? ['', ...summary.omissions] : []),
    '',
    `**${held} of ${rules.length} properties held, under ${count(summary.faultCount)} faults of ${summary.faults.length} kinds.** ` +
      `${count(sends.invoked)} sends (${(sends.invoked / seconds).toFixed(0)} a second), ${count(sends.acknowledged)} acknowledged, ` +
      `${count(sends.stored)} in the database, where groups write lines of their own; ${count(unknown.attempts)} answers were lost or ` +
      `passing, and ${count(unknown.sends)} sends were never answered, of which ${count(unknown.arrived)} arrived and ` +
      `${count(unknown.absent)} did not.`,
    '',
    describeBounds(summary),
    '',
    ...table(
      ['property', 'meaning', 'looked at', 'found'],
      rules.map(({ name, meaning, checked, findings }) => [name, meaning, count(checked), findings.length]),
    ),
    '',
    ...table(
      ['from', 'to', 'it took'],
      [
        ['database back', 'next acknowledgement', spread(times.databaseToSend)],
        ['server back', 'next acknowledgement', spread(times.serverToSend)],
        ['server back', 'all devices live, other faults going on', spread(times.serverToLive)],
        ['all healed', 'all devices live', spread(summary.healedToLive)],
        ['all healed', 'all outboxes empty', spread(summary.healedToEmpty)],
        ['all healed', 'a device is equal to the database', spread(summary.healedToEqual)],
        ['all healed', 'one that gets no live event is', spread(summary.healedToEqualDeaf)],
        ['all healed', 'a device shows somebody as they are, here or away', spread(summary.healedToPresence)],
      ],
    ),
    '',
    ...table(['fault', 'times'], summary.faults),
  ].join('\n');
}

const count = (number: number) => number.toLocaleString('en-US');

/** What was promised, what this run allowed, and what it came to. */
function describeBounds({ slack, healedToEqual, healedToEqualDeaf, healedToPresence }: Summary): string {
  const longest = (times: readonly number[]) =>
    times.length === 0 ? 'was not looked at' : `took ${(Math.max(...times) / 1_000).toFixed(1)} s at most`;
  const allowed = slack === 1 ? '' : `; up to ${slack} times that was allowed here (\`--slack\`)`;
  return (
    `Promised after healing is that a device is equal to the database within ${LIVE_BOUND_MS / 1_000} s, one that gets no live event ` +
    `within ${DEAF_BOUND_MS / 1_000} s, and that whoever is gone is shown so within ${PRESENCE_BOUND_MS / 1_000} s${allowed}. ` +
    `The first ${longest(healedToEqual)}, the second ${longest(healedToEqualDeaf)}, the third ${longest(healedToPresence)}.`
  );
}

/** Puts a text between the two marks of this name in a page. Errors: the page has not both. */
export function replaceReport(page: string, name: string, report: string): string {
  const [beginMark, endMark] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [begin, end] = [page.indexOf(beginMark), page.indexOf(endMark)];
  if (begin < 0 || end < begin) throw new Error(`the page needs ${beginMark} and ${endMark}`);
  return `${page.slice(0, begin + beginMark.length)}\n\n${report}\n\n${page.slice(end)}`;
}

/** Writes a text between two marks of a file. Errors: those of the file, and a page without marks. */
export async function writeBetween(file: string, name: string, report: string): Promise<void> {
  await writeFile(file, replaceReport(await readFile(file, 'utf8'), name, report));
}

/** Writes the report into a page. Errors: as above. */
export async function writeReport(file: string, summary: Summary): Promise<void> {
  await writeBetween(file, 'torture', formatPage(summary, new Date().toISOString().slice(0, 10)));
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = [
    head,
    head.map(() => '---'),
    ...rows.map((row) => row.map((cell) => String(cell).replaceAll('|', '\\|'))),
  ];
  return cells.map((row) => `| ${row.join(' | ')} |`);
}
