/**
 * Builds that break a promise on purpose, each in a copy of the sources, and the project's own tests run on it: they must fail, and the
 * same tests must pass on an untouched copy. `node … tools/broken/main.ts [words of a name]`.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { BROKEN_BUILDS, type BrokenBuild } from './builds.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const Report = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** The sources as they are, with the libraries of this checkout, so that workspaces point into the copy. */
function copySources(): string {
  const copy = mkdtempSync(join(tmpdir(), 'natter-broken-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root })
    .toString()
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)));
  for (const file of files) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  linkLibraries(join(root, 'node_modules'), join(copy, 'node_modules'), copy);
  for (const folder of ['packages', 'apps', 'apps/hosts']) {
    for (const name of readdirSync(join(root, folder))) {
      const nested = join(folder, name, 'node_modules');
      if (existsSync(join(root, nested)) && existsSync(join(copy, folder, name)))
        symlinkSync(join(root, nested), join(copy, nested));
    }
  }
  return copy;
}

function linkLibraries(from: string, to: string, copy: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name !== '@natter') symlinkSync(join(from, name), join(to, name));
  }
  mkdirSync(join(to, '@natter'));
  for (const name of readdirSync(join(from, '@natter'))) {
    const place = ['packages', 'apps', 'apps/hosts'].map((folder) => join(copy, folder, name)).find(existsSync);
    if (place !== undefined) symlinkSync(place, join(to, '@natter', name));
  }
}

function apply(copy: string, { changes, name }: BrokenBuild): () => void {
  const before = new Map<string, string>();
  for (const { file, from, to } of changes) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (!before.has(path)) before.set(path, text);
    if (text.split(from).length !== 2)
      throw new Error(`"${name}": its text stands not once in ${file}: bring tools/broken/builds.ts up to date`);
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  return () => {
    for (const [path, text] of before) writeFileSync(path, text);
  };
}

/** Titles of the tests that failed; a file that could not be loaded is one without a title. */
async function failures(
  copy: string,
  { project, tests }: Pick<BrokenBuild, 'project' | 'tests'>,
): Promise<readonly string[]> {
  const report = join(copy, 'broken-report.json');
  rmSync(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      join(copy, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      project,
      ...tests,
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await new Promise((resolve) => child.once('exit', resolve));
  const { testResults } = Report.parse(JSON.parse(readFileSync(report, 'utf8')));
  if (testResults.length === 0) throw new Error(`no test ran of ${tests.join(', ')}`);
  return testResults.flatMap(({ status, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName);
    return failed.length === 0 && status === 'failed' ? ['(could not be loaded)'] : failed;
  });
}

const wanted = process.argv.slice(2).join(' ');
const builds = BROKEN_BUILDS.filter(({ name }) => name.includes(wanted));
const copy = copySources();
let passed = 0;
let failed = 0;
const note = (isFine: boolean, line: string): void => {
  say(`${isFine ? ' ✓' : ' ✗'} ${line}`);
  if (isFine) passed += 1;
  else failed += 1;
};
try {
  for (const project of ['unit', 'pg'] as const) {
    const tests = [...new Set(builds.filter((build) => build.project === project).flatMap((build) => build.tests))];
    if (tests.length === 0) continue;
    const found = await failures(copy, { project, tests });
    note(
      found.length === 0,
      `untouched sources pass (${tests.length} files, ${project})${found.map((title) => `\n     ${title}`).join('')}`,
    );
  }
  for (const build of builds) {
    const undo = apply(copy, build);
    const found = await failures(copy, build);
    undo();
    const why = found.find((title) => build.noticed.test(title));
    note(
      why !== undefined,
      `a build that ${build.name}: ${found.length} tests fail${why === undefined ? `, none that names why: ${found.join('; ')}` : `, as "${why}"`}`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
say(`broken builds: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
