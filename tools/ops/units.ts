import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Check, inRoot, needs, run } from './check.ts';

const UNITS = [
  'natter@.service',
  'natter-backup@.service',
  'natter-backup@.timer',
  'natter-proof@.service',
  'natter-proof@.timer',
];
/** Of ten: systemd's own measure of what a service is left with. An ordinary service has 9.6. */
const MOST_EXPOSED = 2.5;

export const unitChecks: readonly Check[] = [
  {
    title: '[DEPLOY-1] systemd takes the units without a word',
    missing: needs('systemd-analyze', 'Debian: systemd'),
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'natter-units-'));
      try {
        for (const unit of UNITS) {
          const text = await readFile(inRoot('deploy', 'systemd', unit), 'utf8');
          // The program is where it will be; here only its place is not.
          const known = text.replaceAll('/usr/bin/node /opt/natter/apps/natter/dist/natter.mjs', process.execPath);
          await writeFile(join(folder, unit), known);
        }
        const { stdout, stderr } = await run('systemd-analyze', [
          'verify',
          '--man=no',
          ...UNITS.map((unit) => join(folder, unit)),
        ]);
        const said = `${stdout}${stderr}`
          .split('\n')
          .filter((line) => line.includes(folder) || line.includes('natter'));
        if (said.length > 0) throw new Error(said.join('\n'));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
  {
    title: '[DEPLOY-1] the server is left with little that it could do harm with',
    missing: needs('systemd-analyze', 'Debian: systemd'),
    run: async () => {
      const unit = inRoot('deploy', 'systemd', 'natter@.service');
      const threshold = String(MOST_EXPOSED * 10);
      await run('systemd-analyze', ['security', '--offline=true', '--no-pager', `--threshold=${threshold}`, unit]);
    },
  },
];
