import { withClient } from '@natter/testkit';
import {
  createSupabaseProject,
  readStepState,
  type StepState,
  type SupabaseProject,
  writeRollback,
} from '@natter/testkit/sql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { formatManifest } from './manifest.ts';
import { migrate } from './migrate.ts';
import { loadMigrations } from './migration-files.ts';

/*
 * Two things are written from the steps and kept beside them: what a fresh installation consists of, and how each step is taken
 * back. `npx vitest run --project pg packages/server/src/database/manifest.pg.test.ts -u` writes both anew after a step changed.
 */

let project: SupabaseProject;
/** The installation after each step; before the first there is nothing. */
const states: StepState[] = [{ catalogue: { entries: [], direct: [] }, definitions: new Map() }];

beforeAll(async () => {
  project = await createSupabaseProject(inject('databaseAdminUrl'));
  const migrations = await loadMigrations();
  const deployment = { tenantId: 'test', edition: 'bookstore' };
  for (const { version } of migrations) {
    const steps = migrations.slice(0, version);
    const { roles } = await migrate({ adminUrl: project.adminUrl, deployment, migrations: steps });
    states.push(await withClient(project.adminUrl, (client) => readStepState(client, roles)));
  }
});
afterAll(() => project.drop());

const fileName = ({ version, name }: { version: number; name: string }): string =>
  `${String(version).padStart(3, '0')}_${name}.sql`;

describe('what is written from the steps', () => {
  it('[VERIFY-1] the manifest is what a fresh installation consists of', async () => {
    const { catalogue } = states.at(-1) ?? {};
    if (catalogue === undefined) throw new Error('there is no step');
    expect(catalogue.entries.length).toBeGreaterThan(500);
    await expect(formatManifest(catalogue)).toMatchFileSnapshot('../../migrations/manifest.json');
  });

  it('[ROLL-1] each rollback is the difference that its step makes', async () => {
    for (const step of await loadMigrations()) {
      const [before, after] = [states[step.version - 1], states[step.version]];
      if (before === undefined || after === undefined) throw new Error(`there is no state of step ${step.version}`);
      await expect(writeRollback(step, before, after)).toMatchFileSnapshot(`../../migrations/down/${fileName(step)}`);
    }
  });
});
