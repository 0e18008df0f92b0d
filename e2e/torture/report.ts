import { cpus } from 'node:os';
import type { HistoryEvent } from './history/history-event.ts';
import type { TortureOptions, TortureReport } from './run-torture.ts';

const SHOWN_FINDINGS = 8;

/** The table for people. The last line is for programs: how many properties held and how many did not. */
export function formatReport({ verdict, faults, events, recovery }: TortureReport, options: TortureOptions): string[] {
  const total = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const { sends, unknown } = verdict;
  const failed = verdict.rules.filter((rule) => !hasHeld(rule));
  return [
    '',
    `seed ${options.seed}, ${options.seconds} s, on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
    '',
    `faults: ${total}`,
    ...[...faults].sort(([, a], [, b]) => b - a).map(([kind, count]) => `  ${String(count).padStart(4)}  ${kind}`),
    '',
    `sends: ${sends.invoked}, ${(sends.invoked / options.seconds).toFixed(0)} a second; ${sends.acknowledged} acknowledged; ${sends.stored} in the database`,
    `answers lost or passing: ${unknown.attempts}; sends never answered: ${unknown.sends}, of which ${unknown.arrived} arrived and ${unknown.absent} did not`,
    '',
    `database back → next acknowledgement   ${spread(between(events, 'database is back', isAcknowledgement))}`,
    `server back → next acknowledgement     ${spread(between(events, 'server is back', isAcknowledgement))}`,
    `server back → all devices live         ${spread(between(events, 'server is back', isAllLive))}   (other faults go on meanwhile)`,
    `all healed → all live ${recovery.healedToLiveMs} ms, → outboxes empty ${recovery.healedToEmptyMs} ms, → equal to the database ${recovery.healedToEqualMs} ms`,
    '',
    '  found   looked at  property',
    ...verdict.rules.flatMap(({ name, meaning, checked, findings }) => [
      `${String(findings.length).padStart(7)}  ${String(checked).padStart(10)}  ${name}: ${meaning}${checked === 0 ? ' (nothing to look at: not shown)' : ''}`,
      ...findings.slice(0, SHOWN_FINDINGS).map((finding) => `             ✗ ${finding}`),
    ]),
    '',
    `torture: ${verdict.rules.length - failed.length} passed, ${failed.length} failed`,
  ];
}

/** A property holds when it was looked at and nothing was found. */
export function hasHeld({ checked, findings }: { checked: number; findings: readonly string[] }): boolean {
  return checked > 0 && findings.length === 0;
}

const isAcknowledgement = (event: HistoryEvent) => event.op === 'send' && event.phase === 'ok';
const isAllLive = (event: HistoryEvent) => event.op === 'fault' && event.kind === 'all devices are live';

/** From each event of a kind to the next that is wanted; where another of the kind came first it is not counted. */
function between(events: readonly HistoryEvent[], kind: string, wanted: (event: HistoryEvent) => boolean): number[] {
  const times: number[] = [];
  let since: number | null = null;
  for (const event of events) {
    if (event.op === 'fault' && event.kind === kind) since = event.at;
    else if (since !== null && wanted(event)) {
      times.push(event.at - since);
      since = null;
    }
  }
  return times;
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return sorted.length === 0 ? 'never' : `median ${at(0.5)} ms, longest ${at(1)} ms, of ${sorted.length}`;
}
