import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { findBanned, listSources } from './lib/find-banned.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** @returns each broken rule as `rule: importing file` */
async function cruise(folder: string, paths: readonly string[]): Promise<string[]> {
  const flags = ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', ...paths];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [cruiser, ...flags], { cwd: folder, maxBuffer: 1 << 28 }, (error, stdout) => {
      if (error !== null && stdout === '') reject(error);
      else resolve(stdout);
    });
  });
  const { summary }: { summary: { violations: { from: string; to: string; rule: { name: string } }[] } } =
    JSON.parse(output);
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
}

/** A workspace with the packages of this one, each with nothing but the files given. */
function makeWorkspace(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'platform-arch-'));
  folders.push(folder);
  cpSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'));
  mkdirSync(join(folder, 'node_modules', '@natter'), { recursive: true });
  for (const name of readdirSync(join(root, 'packages'))) {
    mkdirSync(join(folder, 'packages', name), { recursive: true });
    cpSync(join(root, 'packages', name, 'package.json'), join(folder, 'packages', name, 'package.json'));
    symlinkSync(join('..', '..', 'packages', name), join(folder, 'node_modules', '@natter', name));
    files = { [`packages/${name}/src/index.ts`]: 'export const nothing = 0;\n', ...files };
  }
  for (const library of ['zod', 'pg']) {
    files = { [`node_modules/${library}/index.js`]: 'export {};\n', ...files };
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** That they hold in all that there is, `npm run check` looks at. */
describe('the direction of imports', () => {
  const forbidden = {
    'packages-protocol-direction': ['packages/protocol/src/a.ts', "import type { A } from '@natter/model';"],
    'packages-model-direction': ['packages/model/src/a.ts', "import '@natter/client';"],
    'packages-client-direction': ['packages/client/src/a.ts', "import type { A } from '@natter/server';"],
    'packages-react-direction': ['packages/react/src/a.tsx', "import '@natter/ui';"],
    'packages-ui-direction': ['packages/ui/src/a.tsx', "import '@natter/server';"],
    'packages-server-direction': ['packages/server/src/a.ts', "import type { A } from '@natter/client';"],
    'packages-host-direction': ['packages/host/src/a.ts', "import '@natter/server';"],
    'packages-testkit-direction': ['packages/testkit/src/a.ts', "import '@natter/ui';"],
    'apps-web-direction': ['apps/web/src/a.ts', "import type { A } from '@natter/server';"],
    'apps-natter-direction': ['apps/natter/src/a.ts', "import '@natter/ui';"],
    'apps-hosts-direction': ['apps/hosts/shop/src/server/a.ts', "import type { A } from '@natter/protocol';"],
    'host-pages-and-server-never-meet': [
      'apps/hosts/shop/src/web/a.ts',
      "import type { a } from '../server/elsewhere.ts';",
    ],
    'server-ports-direction': ['packages/server/src/ports/a.ts', "import type { A } from '../modules/one/index.ts';"],
    'server-platform-direction': ['packages/server/src/platform/a.ts', "import '../modules/one/index.ts';"],
    'server-editions-direction': ['packages/server/src/editions/a.ts', "import '../modules/one/index.ts';"],
    'server-config-direction': ['packages/server/src/config/a.ts', "import '../modules/one/index.ts';"],
    'server-modules-direction': [
      'packages/server/src/modules/one/a.ts',
      "import type { A } from '../../adapters/it.ts';",
    ],
    'server-edge-direction': ['packages/server/src/edge/a.ts', "import type { A } from '../database/it.ts';"],
    'server-adapters-direction': ['packages/server/src/adapters/a.ts', "import '../modules/one/index.ts';"],
    'server-database-direction': ['packages/server/src/database/a.ts', "import '../modules/one/index.ts';"],
    'module-front-door': ['packages/server/src/modules/two/b.ts', "import '../one/inner.ts';"],
    'module-front-door-from-edge': ['packages/server/src/edge/b.ts', "import '../modules/one/inner.ts';"],
    'protocol-needs-the-validator-only': ['packages/protocol/src/b.ts', "import 'pg';"],
    'model-needs-no-library': ['packages/model/src/b.ts', "import 'zod';"],
    'no-node-where-browsers-are': ['packages/client/src/b.ts', "import 'node:fs';"],
    'no-tests-in-the-product': ['packages/client/src/c.ts', "import './some.test.ts';"],
    'nothing-missing': ['packages/client/src/d.ts', "import './nowhere.ts';"],
    'packages-by-name': ['packages/client/src/e.ts', "import '../../model/src/index.ts';"],
  } as const;

  it('is broken by each of these imports', async () => {
    const folder = makeWorkspace({
      ...Object.fromEntries(Object.values(forbidden).map(([path, line]) => [path, `${line}\nexport const a = 0;\n`])),
      'packages/server/src/adapters/it.ts': 'export type A = 0;\n',
      'packages/server/src/database/it.ts': 'export type A = 0;\n',
      'packages/server/src/modules/one/index.ts': 'export type A = 0;\n',
      'packages/server/src/modules/one/inner.ts': 'export const inner = 0;\n',
      'apps/hosts/shop/src/server/elsewhere.ts': 'export const a = 0;\n',
      'packages/client/src/some.test.ts': 'export const some = 0;\n',
      // Two rules at once: a package that may not be imported is imported, and it is the test kit.
      'packages/model/src/kit.ts': "import type { A } from '@natter/testkit';\nexport type B = A;\n",
      'packages/ui/src/ring-1.ts': "import type { B } from './ring-2.ts';\nexport type A = B;\n",
      'packages/ui/src/ring-2.ts': "import type { A } from './ring-1.ts';\nexport type B = A;\n",
      // Allowed: in a test nearly everything is.
      'packages/model/src/free.test.ts': "import '@natter/testkit';\nimport 'node:fs';\n",
      'apps/hosts/shop/src/server/free.ts': "import 'node:fs';\nimport '@natter/host';\nimport '../shared/free.ts';\n",
      'apps/hosts/shop/src/shared/free.ts': 'export {};\n',
      'packages/client/src/free.node.ts': "import 'node:fs';\nimport '@natter/model';\n",
      'packages/server/src/wiring.ts':
        "import './adapters/it.ts';\nimport './modules/one/index.ts';\nimport './database/it.ts';\n",
    });
    const expected = Object.entries(forbidden).map(([rule, [path]]) => `${rule}: ${path}`);
    const both = [
      'packages-model-direction: packages/model/src/kit.ts',
      'test-kit-for-tests: packages/model/src/kit.ts',
    ];
    const ring = ['no-cycles: packages/ui/src/ring-1.ts'];
    expect(await cruise(folder, ['packages', 'apps'])).toEqual([...expected, ...both, ...ring].sort());
  }, 120_000);
});

describe('what a source takes from its surroundings', () => {
  it('is only what it was given', () => {
    const findings = listSources(root, 'packages').flatMap((file) => findBanned(root, file));
    expect(findings.map(({ file, line, found, instead }) => `${file}:${line} ${found}: ${instead}`)).toEqual([]);
  }, 120_000);

  it.each([
    'Date.now()',
    'new Date()',
    'Math.random()',
    'performance.now()',
    'setTimeout(work, 10)',
    'globalThis.setInterval(work, 10)',
    '({ setTimeout })',
    'process.env',
    "console.log('x')",
    "import { setTimeout as delay } from 'node:timers/promises'",
    "query('select natter.send_message($1)')",
    'query(`select * from natter.read_inbox ( $1 )`)',
  ])('would be found: %s', (line) => {
    const folder = makeWorkspace({ 'packages/client/src/probe.ts': `\n${line};\n` });
    expect(findBanned(folder, 'packages/client/src/probe.ts')).toMatchObject([{ line: 2 }]);
  });

  it.each([
    'new Date(0)',
    'clock.setTimeout(work, 10)',
    'const options = { setTimeout: work }',
    'function start({ setTimeout }: Timers) {}',
    'interface Timers { setTimeout(work: () => void): void }',
    'environment.process.environment',
  ])('is not found where there is nothing: %s', (line) => {
    const folder = makeWorkspace({ 'packages/client/src/probe.ts': `${line};\n` });
    expect(findBanned(folder, 'packages/client/src/probe.ts')).toEqual([]);
  });

  it('may be anything at the edges of the program', () => {
    const line = 'export const now = () => Date.now();\n';
    const files = [
      'packages/client/src/a.web.ts',
      'packages/server/src/adapters/a.ts',
      'packages/client/src/a.test.ts',
      'packages/testkit/src/a.ts',
    ];
    const folder = makeWorkspace(Object.fromEntries(files.map((file) => [file, line])));
    expect(files.flatMap((file) => findBanned(folder, file))).toEqual([]);
  });
});
