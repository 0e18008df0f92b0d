import { cpus, loadavg } from 'node:os';
import type { Verdict } from './checker/check.ts';
import { type RecoveryTimes, spread } from './report-times.ts';
import type { TortureReport } from './run-torture.ts';

const SHOWN_FINDINGS = 8;

type Rule = Verdict['rules'][number];

/** How runs were asked for. */
export interface RunOptions {
  readonly nodes: number;
  readonly withRedis: boolean;
  /** How many times as long as promised a device could take after healing. */
  readonly slack: number;
  /** What repeats it. */
  readonly command: string;
  /** What of this repository ran; null: git does not say. */
  readonly commit: string | null;
}

/** One run, or several together. */
export interface Summary extends RunOptions {
  readonly seeds: readonly number[];
  readonly seconds: number;
  readonly faults: readonly (readonly [kind: string, count: number])[];
  readonly faultCount: number;
  readonly sends: Verdict['sends'];
  readonly unknown: Verdict['unknown'];
  readonly times: RecoveryTimes;
  readonly healedToLive: readonly number[];
  readonly healedToEmpty: readonly number[];
  readonly healedToEqual: readonly number[];
  readonly healedToEqualDeaf: readonly number[];
  readonly healedToPresence: readonly number[];
  readonly rules: readonly Rule[];
  readonly omissions: readonly string[];
  readonly machine: string;
  readonly load: string;
}

/** Puts runs together: counts are added, findings keep their seed. */
export function sumUp(runs: readonly TortureReport[], options: RunOptions): Summary {
  const add = (read: (run: TortureReport) => number) => runs.reduce((sum, run) => sum + read(run), 0);
  const faults = new Map<string, number>();
  for (const run of runs) for (const [kind, count] of run.faults) faults.set(kind, (faults.get(kind) ?? 0) + count);
  const times = runs.map((run) => run.times);
  return {
    seeds: runs.map(({ seed }) => seed),
    seconds: add(({ seconds }) => seconds),
    ...options,
    faults: [...faults].sort(([, a], [, b]) => b - a),
    faultCount: [...faults.values()].reduce((sum, count) => sum + count, 0),
    sends: {
      invoked: add(({ verdict }) => verdict.sends.invoked),
      acknowledged: add(({ verdict }) => verdict.sends.acknowledged),
      stored: add(({ verdict }) => verdict.sends.stored),
    },
    unknown: {
      attempts: add(({ verdict }) => verdict.unknown.attempts),
      sends: add(({ verdict }) => verdict.unknown.sends),
      arrived: add(({ verdict }) => verdict.unknown.arrived),
      absent: add(({ verdict }) => verdict.unknown.absent),
    },
    times: {
      databaseToSend: times.flatMap((one) => one.databaseToSend),
      serverToSend: times.flatMap((one) => one.serverToSend),
      serverToLive: times.flatMap((one) => one.serverToLive),
    },
    healedToLive: runs.map(({ recovery }) => recovery.healedToLiveMs),
    healedToEmpty: runs.map(({ recovery }) => recovery.healedToEmptyMs),
    healedToEqual: runs.flatMap(({ recovery }) => recovery.healedToEqualMs),
    healedToEqualDeaf: runs.flatMap(({ recovery }) => recovery.healedToEqualDeafMs),
    healedToPresence: runs.flatMap(({ recovery }) => recovery.healedToPresenceMs),
    rules: mergeRules(runs),
    omissions: [...new Set(runs.flatMap(({ omissions }) => omissions))],
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
    load: loadavg()[0]?.toFixed(1) ?? 'unknown',
  };
}

function mergeRules(runs: readonly TortureReport[]): Rule[] {
  const merged = new Map<string, Rule>();
  for (const { seed, verdict } of runs) {
    for (const rule of verdict.rules) {
      const before = merged.get(rule.name);
      const findings = runs.length === 1 ? rule.findings : rule.findings.map((finding) => `seed ${seed}: ${finding}`);
      merged.set(rule.name, {
        ...rule,
        checked: (before?.checked ?? 0) + rule.checked,
        findings: [...(before?.findings ?? []), ...findings],
      });
    }
  }
  return [...merged.values()];
}

/** A property holds when it was looked at and nothing was found. */
export function hasHeld({ checked, findings }: Pick<Rule, 'checked' | 'findings'>): boolean {
  return checked > 0 && findings.length === 0;
}

/** The report for people. The last line is for programs: how many properties held and how many did not. */
export function formatReport(summary: Summary): string[] {
  const { sends, unknown, times, rules, seconds } = summary;
  const failed = rules.filter((rule) => !hasHeld(rule));
  return [
    '',
    `${describeRun(summary)}`,
    `on ${summary.machine}, load ${summary.load}`,
    ...summary.omissions,
    '',
    `faults: ${summary.faultCount}, of ${summary.faults.length} kinds`,
    ...summary.faults.map(([kind, count]) => `  ${String(count).padStart(4)}  ${kind}`),
    '',
    `sends: ${sends.invoked}, ${(sends.invoked / seconds).toFixed(0)} a second; ${sends.acknowledged} acknowledged; ${sends.stored} in the database`,
    `answers lost or passing: ${unknown.attempts}; sends never answered: ${unknown.sends}, of which ${unknown.arrived} arrived and ${unknown.absent} did not`,
    '',
    `database back → next acknowledgement   ${spread(times.databaseToSend)}`,
    `server back → next acknowledgement     ${spread(times.serverToSend)}`,
    `server back → all devices live         ${spread(times.serverToLive)}   (other faults go on meanwhile)`,
    `all healed → all devices live          ${spread(summary.healedToLive)}`,
    `all healed → outboxes empty            ${spread(summary.healedToEmpty)}`,
    `all healed → a device is equal         ${spread(summary.healedToEqual)}`,
    `  the same without any live event       ${spread(summary.healedToEqualDeaf)}`,
    `all healed → shown as here or away     ${spread(summary.healedToPresence)}`,
    '',
    '  found   looked at  property',
    ...rules.flatMap(({ name, meaning, checked, findings }) => [
      `${String(findings.length).padStart(7)}  ${String(checked).padStart(10)}  ${name}: ${meaning}${checked === 0 ? ' (nothing to look at: not shown)' : ''}`,
      ...findings.slice(0, SHOWN_FINDINGS).map((finding) => `             ✗ ${finding}`),
    ]),
    '',
    `torture: ${rules.length - failed.length} passed, ${failed.length} failed`,
  ];
}

/** What was found in one run, a line each, so that nobody waits for the other runs to hear of it. */
export function describeFindings({ seed, verdict }: TortureReport): string[] {
  return verdict.rules.flatMap(({ name, findings }) =>
    findings.slice(0, SHOWN_FINDINGS).map((finding) => `seed ${seed}: ✗ ${name}: ${finding}`),
  );
}

/** `seeds 1, 2: 600 s of faults, 3 servers with Redis`. */
export function describeRun({ seeds, seconds, nodes, withRedis }: Summary): string {
  const servers = `${nodes} server${nodes === 1 ? '' : 's'}${withRedis ? ' with Redis' : ''}`;
  return `seed${seeds.length === 1 ? '' : 's'} ${seeds.join(', ')}: ${seconds} s of faults, ${servers}`;
}
