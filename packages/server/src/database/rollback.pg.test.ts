import { withClient } from '@natter/testkit';
import { createSupabaseProject, type SupabaseProject } from '@natter/testkit/sql';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { type CatalogueEntry, readCatalogue } from './manifest.ts';
import { migrate } from './migrate.ts';
import { loadMigrations } from './migration-files.ts';
import { rollback } from './rollback.ts';

const deployment = { tenantId: 'test', edition: 'bookstore' };
const opened: SupabaseProject[] = [];

afterEach(async () => {
  for (const project of opened.splice(0)) await project.drop();
});

async function newProject(): Promise<SupabaseProject> {
  const project = await createSupabaseProject(inject('databaseAdminUrl'));
  opened.push(project);
  return project;
}

describe('rollbacks', () => {
  it('[ROLL-1] each leads exactly to the state before its step', async () => {
    const project = await newProject();
    const migrations = await loadMigrations();
    const states = new Map<number, readonly CatalogueEntry[]>();
    for (let count = 1; count <= migrations.length; count += 1) {
      await migrate({ adminUrl: project.adminUrl, deployment, migrations: migrations.slice(0, count) });
      states.set(count, await readCatalogueOf(project));
    }
    for (let to = migrations.length - 1; to > 0; to -= 1) {
      const { steps } = await rollback({ adminUrl: project.adminUrl, to, mayDestroy: false });
      expect(steps.map(({ version }) => version)).toEqual([to + 1]);
      expect(await readCatalogueOf(project)).toEqual(states.get(to));
    }
  });
});

const readCatalogueOf = (project: SupabaseProject): Promise<readonly CatalogueEntry[]> =>
  withClient(project.adminUrl, readCatalogue);
