import { mkdirSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { runNode } from './run-command.mjs';
import { say, seconds } from './say.mjs';

const AT_ONCE = 2;

/**
 * Runs stages, two at a time where they bear it, and tells of each when it has ended: a line when it passed, with all it
 * said when it did not. What each said is in `.cache/test/<name>.log` as well.
 *
 * @param {import('./stages.mjs').Stage[]} stages
 * @param {AbortSignal} [abort] starts no further stage once it is set
 * @returns {Promise<import('./stages.mjs').Counts>} the sum; a stage that ended badly without a failed test counts as one
 */
export async function runStages(stages, abort) {
  const waiting = [...stages];
  const running = new Map();
  const failedStages = new Set();
  const total = { passed: 0, failed: 0, skipped: 0 };
  const note = (stage, counts) => {
    for (const key of Object.keys(total)) total[key] += counts[key];
    if (counts.failed > 0) failedStages.add(stage.name);
  };
  while (waiting.length + running.size > 0) {
    if (abort?.aborted) waiting.length = 0;
    if (waiting.length + running.size === 0) break;
    const next = waiting.find((stage) => mayStart(stage, waiting, running));
    if (next === undefined || running.size >= AT_ONCE) {
      const { stage, counts } = await Promise.race(running.values());
      running.delete(stage.name);
      note(stage, counts);
      continue;
    }
    waiting.splice(waiting.indexOf(next), 1);
    const cause = next.after?.find((name) => failedStages.has(name));
    if (cause === undefined) {
      running.set(next.name, runStage(next));
    } else {
      say(`✗ ${next.name}: did not run, because ${cause} failed`);
      note(next, { passed: 0, failed: 1, skipped: 0 });
    }
  }
  return total;
}

/** Stages start in order; one that wants to be alone waits for all before it and holds up all after it. */
function mayStart(stage, waiting, running) {
  const earlier = waiting.slice(0, waiting.indexOf(stage));
  if (stage.alone) return earlier.length === 0 && running.size === 0;
  const alone = [...running.keys()].length > 0 && [...running.values()].some((work) => work.alone);
  return !alone && !earlier.some((other) => other.alone) && !(stage.after ?? []).some((name) => running.has(name));
}

function runStage(stage) {
  say(`▶ ${stage.name}: ${stage.title}`);
  const begin = performance.now();
  const still = setInterval(
    () => say(`  … ${stage.name} is still running, ${seconds(performance.now() - begin)}`),
    30_000,
  );
  const work = runNode(stage.parameters, { env: { ...stage.env, FORCE_COLOR: '0', NO_COLOR: '1' } }).then(
    ({ code, output }) => {
      clearInterval(still);
      mkdirSync(inRoot('.cache', 'test'), { recursive: true });
      writeFileSync(inRoot('.cache', 'test', `${stage.name}.log`), output);
      const counts = judge(stage.count(output), code);
      tell(stage, counts, output, seconds(performance.now() - begin));
      return { stage, counts };
    },
  );
  work.alone = stage.alone === true;
  return work;
}

function judge(counts, code) {
  if (counts === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function tell(stage, counts, output, took) {
  if (counts.failed > 0) {
    say(`\n${output.trim()}\n`);
    say(`✗ ${stage.name}: ${formatCounts(counts)} (${took})`);
  } else {
    say(`✓ ${stage.name}: ${formatCounts(counts)} (${took})`);
  }
}

/** `12 passed, 0 failed`, with the skipped ones where there are any. */
export function formatCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
