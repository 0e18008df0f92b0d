import { withClient } from '@natter/testkit';
import {
  createBareDatabase,
  findSystemPostgres,
  hasLibrary,
  type SystemPostgres,
  startSystemPostgres,
} from '@natter/testkit/sql';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { defaultPolicy } from '../editions/deployment-policy.ts';
import { type ExportedFile, exportMigrations } from './export.ts';
import { roleNames } from './role-names.ts';

const exportFor = (database: string): Promise<readonly ExportedFile[]> =>
  exportMigrations({
    target: 'plain',
    database,
    roles: roleNames(database),
    deployment: { tenantId: 'test', edition: 'bookstore' },
    policy: defaultPolicy('bookstore'),
    timestamp: '20260101000000',
    from: 1,
  });

const isDown = ({ path }: ExportedFile): boolean => path.startsWith('rollbacks/');
const isSchedule = ({ path }: ExportedFile): boolean => path.includes('_schedule');

/** Runs the files and answers what the database had to say. */
async function run(client: pg.Client, files: readonly ExportedFile[]): Promise<readonly string[]> {
  const notices: string[] = [];
  const listen = ({ message }: { message?: string | undefined }): unknown => notices.push(message ?? '');
  client.on('notice', listen);
  for (const { text } of files) await client.query(text);
  client.off('notice', listen);
  return notices;
}

describe('the schedule', () => {
  it('[EXPORT-4] without pg_cron it says so and leaves nothing', async () => {
    const bare = await createBareDatabase(inject('databaseAdminUrl'), { administrator: 'createrole' });
    try {
      const files = await exportFor(bare.name);
      await withClient(bare.adminUrl, async (client) => {
        await run(
          client,
          files.filter((file) => !isDown(file) && !isSchedule(file)),
        );
        expect(
          await run(
            client,
            files.filter((file) => !isDown(file) && isSchedule(file)),
          ),
        ).toEqual([
          'pg_cron is not installed in this database: nothing is scheduled here, and the server runs these jobs itself.',
        ]);
        expect(
          await run(
            client,
            files.filter((file) => isDown(file) && isSchedule(file)),
          ),
        ).toEqual(['pg_cron is not installed in this database: nothing was scheduled here.']);
      });
    } finally {
      await bare.drop();
    }
  });
});

const programs = findSystemPostgres(15);
const hasCron = programs !== null && hasLibrary(programs, 'pg_cron');

// Debian: postgresql-15-cron.
describe.skipIf(!hasCron)('with pg_cron of the operating system (skipped where it is not installed)', () => {
  let postgres: SystemPostgres;
  beforeAll(async () => {
    postgres = await startSystemPostgres(programs ?? '', [
      'shared_preload_libraries=pg_cron',
      'cron.use_background_workers=on',
    ]);
  }, 180_000);
  afterAll(() => postgres.stop());

  it('[EXPORT-4] each job is scheduled once, can be run as it stands, and is taken back', async () => {
    const files = await exportFor('postgres');
    await withClient(postgres.adminUrl, async (client) => {
      await client.query('CREATE EXTENSION pg_cron');
      await run(
        client,
        files.filter((file) => !isDown(file)),
      );
      await run(
        client,
        files.filter((file) => !isDown(file) && isSchedule(file)),
      );
      const { rows } = await client.query<{ jobname: string; schedule: string; command: string; database: string }>(
        'SELECT jobname, schedule, command, database FROM cron.job ORDER BY jobid',
      );
      expect(rows.map(({ jobname, schedule, database }) => [jobname, schedule, database])).toEqual([
        ['natter-apply-tier-changes', '*/5 * * * *', 'postgres'],
        ['natter-soft-delete-expired-messages', '*/5 * * * *', 'postgres'],
        ['natter-vanish-messages', '* * * * *', 'postgres'],
        ['natter-cleanup-expired-messages', '*/5 * * * *', 'postgres'],
        ['natter-purge-reports', '17 * * * *', 'postgres'],
      ]);
      for (const { command } of rows) await client.query(command);
      const runs = await client.query('SELECT job, outcome FROM natter.job_runs ORDER BY id');
      expect(runs.rows).toEqual([
        { job: 'soft_delete', outcome: 'done' },
        { job: 'cleanup', outcome: 'done' },
      ]);
      await client.query("SELECT cron.schedule('of the host', '0 3 * * *', 'SELECT 1')");
      await run(
        client,
        files.filter((file) => isDown(file) && isSchedule(file)),
      );
      expect((await client.query('SELECT jobname FROM cron.job')).rows).toEqual([{ jobname: 'of the host' }]);
    });
  });
});
