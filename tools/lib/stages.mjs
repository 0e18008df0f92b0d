import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inRoot } from './paths.mjs';

const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
const playwright = inRoot('node_modules', '@playwright', 'test', 'cli.js');
const fromSource = ['--conditions=natter-source', '--import', 'tsx'];

/**
 * One step of `npm test`.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {object} Stage
 * @property {string} name as in `npm test -- name`
 * @property {string} title for people
 * @property {string[]} parameters for Node
 * @property {Record<string, string>} [env]
 * @property {string[]} [after] stages that must have passed, when they are part of the run
 * @property {boolean} [alone] nothing may run beside it: it measures time or needs both cores
 * @property {(output: string) => Counts | undefined} count undefined when it did not come to an end
 */

/** @type {(name: string, title: string, projects: string[], env?: Record<string, string>) => Stage} */
function vitestStage(name, title, projects, env = {}) {
  const report = reportOf(name);
  const flags = projects.flatMap((project) => ['--project', project]);
  return {
    name,
    title,
    env,
    parameters: [vitest, 'run', ...flags, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    count: () => countVitest(readReport(report)),
  };
}

/**
 * The stages of `npm test`, in order: the longest of those that run side by side begins first.
 *
 * @param {boolean} all with those of `npm run test:all`
 * @returns {Stage[]}
 */
export function listStages(all) {
  return [
    {
      name: 'build',
      title: 'server and web app',
      parameters: [inRoot('tools', 'build.mjs'), '--stale'],
      count: () => ({ passed: 0, failed: 0, skipped: 0 }),
    },
    vitestStage('unit', 'units and components', ['unit', 'dom'], all ? { NATTER_TEST_ALL: '1' } : {}),
    {
      name: 'sizes',
      title: 'bytes of the client, the kit and the web app',
      parameters: [inRoot('tools', 'sizes.mjs')],
      after: ['build'],
      count: countLastLine,
    },
    vitestStage('pg', 'with PostgreSQL', ['pg'], all ? { NATTER_TEST_ALL: '1' } : {}),
    {
      name: 'check',
      title: 'format, lint, types, import direction',
      parameters: [inRoot('tools', 'check.mjs')],
      count: countLastLine,
    },
    ...(all ? [...olderAndNewerPostgres(), operations(), brokenBuilds()] : []),
    {
      name: 'e2e',
      title: 'two people in a browser',
      // What is marked so repeats the same pages in further sizes and colours.
      parameters: [playwright, 'test', ...(all ? [] : ['--grep-invert', '@all'])],
      after: ['build'],
      alone: true,
      count: () => countPlaywright(readReport(reportOf('e2e'))),
    },
    ...torture('torture', 'about 100 s of faults under load, one server', ['--short']),
    ...(all
      ? torture('torture-nodes', '10 minutes of faults under load, three servers and Redis', [
          ...['--minutes', '10', '--nodes', '3', '--redis'],
        ])
      : []),
  ];
}

/** Reports of an earlier run must not be taken for this one's. */
export function removeReports() {
  rmSync(inRoot('.cache', 'test'), { recursive: true, force: true });
}

/** Other versions of PostgreSQL are used where the environment names them: `NATTER_TEST_DATABASE_URL_15` and so on. */
function olderAndNewerPostgres() {
  return ['15', '16', '18'].flatMap((major) => {
    const url = process.env[`NATTER_TEST_DATABASE_URL_${major}`];
    return url
      ? [vitestStage(`pg${major}`, `with PostgreSQL ${major}`, ['pg'], { NATTER_TEST_DATABASE_URL: url })]
      : [];
  });
}

/** What an operator's machine needs; each check that cannot be run here says so. */
function operations() {
  return {
    name: 'ops',
    title: 'systemd, nginx, recovery to a point in time',
    parameters: [...fromSource, inRoot('tools', 'ops', 'main.ts')],
    count: countLastLine,
  };
}

/** Promises broken on purpose, which the tests must notice. */
function brokenBuilds() {
  return {
    name: 'broken',
    title: 'builds that break a promise are caught',
    parameters: [...fromSource, inRoot('tools', 'broken', 'main.ts')],
    count: countLastLine,
  };
}

function hasProgram(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** What `npm run test:all` leaves out on this machine, in sentences. */
export function listOmissions() {
  const majors = ['15', '16', '18'].filter((major) => !process.env[`NATTER_TEST_DATABASE_URL_${major}`]);
  const redis = hasProgram('redis-server') ? [] : ['Redis: put a redis-server on the PATH (Debian: redis-server).'];
  return [
    ...majors.map(
      (major) => `PostgreSQL ${major}: set NATTER_TEST_DATABASE_URL_${major} to an administrator's URL of one.`,
    ),
    ...redis,
  ];
}

/** @type {(name: string, title: string, flags: string[]) => Stage[]} */
function torture(name, title, flags) {
  const script = 'e2e/torture/main.ts';
  if (!existsSync(inRoot(script))) return [];
  return [
    {
      name,
      title,
      parameters: [...fromSource, script, ...flags],
      after: ['build'],
      alone: true,
      count: countLastLine,
    },
  ];
}

function reportOf(name) {
  return inRoot('.cache', 'test', `${name}.json`);
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** A script of ours ends with a line such as `torture: 7 passed, 0 failed`. */
export function countLastLine(output) {
  const match = /: (\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(output.trimEnd());
  return match === null
    ? undefined
    : { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0) };
}

export function countVitest(report) {
  if (report === undefined) return undefined;
  // A file that could not be loaded has no tests to count, and is one failure.
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function countPlaywright(report) {
  if (report === undefined) return undefined;
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}
