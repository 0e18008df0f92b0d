import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from './history/history-event.ts';
import { formatReport, sumUp } from './report.ts';
import { formatPage, replaceReport } from './report-page.ts';
import { readTimes } from './report-times.ts';
import type { TortureReport } from './run-torture.ts';

const stamp = { device: 'harness', person: 'harness' };
const fault = (at: number, kind: string): HistoryEvent => ({ ...stamp, at, op: 'fault', kind, detail: '' });
const acknowledged = (at: number): HistoryEvent => ({
  ...{ ...stamp, at, op: 'send', phase: 'ok', clientId: 'k', conversationId: 'c', seq: 1, id: 'm' },
  ...{ content: 'x', duplicate: false },
});

function makeRun(seed: number, over: { checked?: number; findings?: string[]; events?: HistoryEvent[] } = {}) {
  const { checked = 10, findings = [], events = [] } = over;
  const run: TortureReport = {
    seed,
    seconds: 60,
    verdict: {
      rules: [{ name: 'lost', meaning: 'acknowledged, and not there', checked, findings }],
      sends: { invoked: 100, acknowledged: 90, stored: 95 },
      unknown: { attempts: 7, sends: 10, arrived: 5, absent: 5 },
    },
    faults: new Map([
      ['network cut (RST)', 2],
      [`only of ${seed}`, 1],
    ]),
    times: readTimes(events),
    recovery: {
      healedToLiveMs: 100 * seed,
      healedToEmptyMs: 200,
      healedToEqualMs: [300],
      healedToEqualDeafMs: [9_000],
      healedToPresenceMs: [20_000],
    },
    omissions: [],
  };
  return run;
}

const ONE = { nodes: 1, withRedis: false, slack: 1, command: 'npm run torture -- --seed 5', commit: 'abc1234' };

describe('the report', () => {
  it('adds runs together and keeps the seed with what was found', () => {
    const summary = sumUp([makeRun(1), makeRun(2, { findings: ['k1'] })], { ...ONE, nodes: 3, withRedis: true });
    expect(summary).toMatchObject({ seeds: [1, 2], seconds: 120, faultCount: 6, healedToLive: [100, 200] });
    expect(summary.faults[0]).toEqual(['network cut (RST)', 4]);
    expect(summary.sends).toEqual({ invoked: 200, acknowledged: 180, stored: 190 });
    expect(summary.rules).toEqual([
      { name: 'lost', meaning: 'acknowledged, and not there', checked: 20, findings: ['seed 2: k1'] },
    ]);
    expect(formatReport(summary).at(-1)).toBe('torture: 0 passed, 1 failed');
  });

  it('has passed what was looked at and found in order, not what nobody looked at', () => {
    expect(formatReport(sumUp([makeRun(1)], ONE)).at(-1)).toBe('torture: 1 passed, 0 failed');
    expect(formatReport(sumUp([makeRun(1, { checked: 0 })], ONE)).at(-1)).toBe('torture: 0 passed, 1 failed');
  });

  it('measures from what came back to what was waited for, and not where it went again before', () => {
    const events = [
      fault(1_000, 'database is back'),
      fault(2_000, 'database is back'),
      acknowledged(2_300),
      acknowledged(2_400),
      fault(3_000, 'server is back'),
      fault(3_900, 'all devices are live'),
      acknowledged(4_000),
    ];
    const { times } = sumUp([makeRun(1, { events })], ONE);
    expect(times).toEqual({ databaseToSend: [300], serverToSend: [1_000], serverToLive: [900] });
  });

  it('says what was promised, what was allowed and what it came to', () => {
    const page = formatPage(sumUp([makeRun(5), makeRun(6)], { ...ONE, slack: 3 }), '2026-01-02');
    expect(page).toContain('within 10 s, one that gets no live event within 65 s');
    expect(page).toContain('up to 3 times that was allowed here');
    expect(page).toContain(
      'The first took 0.3 s at most, the second took 9.0 s at most, the third took 20.0 s at most.',
    );
    expect(formatPage(sumUp([makeRun(5)], ONE), '2026-01-02')).not.toContain('allowed here');
  });

  it('replaces what is between the marks of a page, and nothing else', () => {
    const page = 'before\n<!-- torture: begin -->\nold\n<!-- torture: end -->\nafter\n';
    const report = formatPage(sumUp([makeRun(5)], ONE), '2026-01-02');
    const written = replaceReport(page, 'torture', report);
    expect(written).toContain('2026-01-02, commit abc1234, seed 5: 60 s of faults, 1 server');
    expect(written).toContain('`npm run torture -- --seed 5`');
    expect(written).not.toContain('old');
    expect([written.startsWith('before\n'), written.endsWith('\nafter\n')]).toEqual([true, true]);
    expect(replaceReport(written, 'torture', report)).toBe(written);
    expect(() => replaceReport('no marks', 'torture', report)).toThrow('torture: begin');
  });
});
