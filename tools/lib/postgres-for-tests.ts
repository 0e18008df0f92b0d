import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import type { TestProject } from 'vitest/node';
import { bundlePrograms, type ProgramsForTests } from './programs-for-tests.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** An administrator's URL of the PostgreSQL of this run; every test file makes a database of its own in it. */
    databaseAdminUrl: string;
    programs: ProgramsForTests;
  }
}

/** Hundreds of databases come and go: a look into each for what to vacuum, and checkpoints, would be work for nobody. */
const FOR_TESTS = { autovacuum_naptime: '1h', checkpoint_timeout: '1h', max_wal_size: '4GB' };

/**
 * Starts one throw-away PostgreSQL for the whole run and tells the tests its address. `NATTER_TEST_DATABASE_URL` names
 * another server to use instead (an administrator's URL); that one is left as it is. Programs that tests start are built meanwhile.
 */
export default async function startPostgresForTests(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['NATTER_TEST_DATABASE_URL'];
  const isGiven = given !== undefined && given !== '';
  const [programs, postgres] = await Promise.all([
    bundlePrograms(),
    isGiven ? null : startEmbeddedPostgres({ ephemeral: true, settings: FOR_TESTS }),
  ]);
  project.provide('programs', programs);
  project.provide('databaseAdminUrl', postgres?.adminUrl ?? given ?? '');
  return postgres === null ? undefined : () => postgres.stop();
}
