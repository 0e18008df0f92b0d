import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** An administrator's URL of the PostgreSQL of this run; every test file makes a database of its own in it. */
    databaseAdminUrl: string;
  }
}

/**
 * Starts one throw-away PostgreSQL for the whole run and tells the tests its address. `NATTER_TEST_DATABASE_URL` names
 * another server to use instead (an administrator's URL); that one is left as it is.
 */
export default async function startPostgresForTests(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['NATTER_TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') {
    project.provide('databaseAdminUrl', given);
    return undefined;
  }
  const postgres = await startEmbeddedPostgres({ ephemeral: true });
  project.provide('databaseAdminUrl', postgres.adminUrl);
  return () => postgres.stop();
}
