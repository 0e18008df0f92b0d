import { describe, expect, it } from 'vitest';
import { formatCounts, runStages } from './run-stages.mjs';
import { countLastLine, countPlaywright, countVitest } from './stages.mjs';

const events = [];

/** A stage that says its result and ends with a code, after a while. */
function stage(name, { says = 'x: 1 passed, 0 failed', code = 0, ...more } = {}) {
  const script = `setTimeout(() => { console.log(${JSON.stringify(says)}); process.exit(${code}); }, 50)`;
  const count = (output) => {
    events.push(name);
    return countLastLine(output);
  };
  return { name: `probe-${name}`, title: 'a probe', parameters: ['--eval', script], count, ...more };
}

describe('a run of stages', () => {
  it('sums what they counted', async () => {
    const total = await runStages([
      stage('a', { says: 'a: 3 passed, 0 failed' }),
      stage('b', { says: 'b: 4 passed, 1 failed, 2 skipped', code: 1 }),
    ]);
    expect(total).toEqual({ passed: 7, failed: 1, skipped: 2 });
  });

  it('counts a stage that broke off, or ended badly without saying why, as one failure', async () => {
    const total = await runStages([
      stage('silent', { says: 'oh' }),
      stage('liar', { says: 'x: 5 passed, 0 failed', code: 1 }),
    ]);
    expect(total).toEqual({ passed: 5, failed: 2, skipped: 0 });
  });

  it('does not run what needs a stage that failed, and counts that as a failure', async () => {
    events.length = 0;
    const broken = stage('build', { says: 'x: 0 passed, 1 failed', code: 1 });
    const total = await runStages([broken, stage('after', { after: ['probe-build'] })]);
    expect(total).toEqual({ passed: 0, failed: 2, skipped: 0 });
    expect(events).toEqual(['build']);
  });

  it('lets a stage that wants to be alone wait for those before it and hold up those after it', async () => {
    events.length = 0;
    await runStages([stage('first'), stage('alone', { alone: true }), stage('last')]);
    expect(events).toEqual(['first', 'alone', 'last']);
  });

  it('starts nothing more once it is broken off', async () => {
    events.length = 0;
    const abort = new AbortController();
    const work = runStages([stage('begun', { alone: true }), stage('never')], abort.signal);
    abort.abort();
    expect(await work).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(events).toEqual(['begun']);
  });

  it('is put in words, with the skipped ones only where there are any', () => {
    expect(formatCounts({ passed: 2, failed: 0, skipped: 0 })).toBe('2 passed, 0 failed');
    expect(formatCounts({ passed: 2, failed: 1, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped');
  });
});

describe('reports', () => {
  it('of vitest count a file that could not be loaded as one failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
    ];
    const report = { testResults, numPassedTests: 4, numFailedTests: 1, numPendingTests: 1, numTodoTests: 0 };
    expect(countVitest(report)).toEqual({ passed: 4, failed: 2, skipped: 1 });
  });

  it('of Playwright count errors outside of tests as failures', () => {
    const report = { stats: { expected: 3, unexpected: 1, flaky: 0, skipped: 2 }, errors: [{}] };
    expect(countPlaywright(report)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it('that were never written are no result', () => {
    expect([countVitest(undefined), countPlaywright(undefined), countLastLine('no result here')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
