import type { MessagingDatabase } from '@natter/server';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './start-server.ts';

export interface TestHouseOptions extends Omit<TestServerOptions, 'database' | 'world'> {
  /** `test` unless told. */
  readonly tenantId?: string;
}

/** A server on a database of its own. */
export interface TestHouse {
  readonly world: TestDatabase;
  readonly database: MessagingDatabase;
  readonly server: TestServer;
  /** Ends both. */
  close(): Promise<void>;
}

/** Makes a database for one test file, with the rules that these options ask for, and starts a server on it. */
export async function startTestHouse(
  adminUrl: string,
  { tenantId, ...options }: TestHouseOptions = {},
): Promise<TestHouse> {
  const { edition } = options;
  const world = await createTestDatabase(adminUrl, { ...(edition && { edition }), ...(tenantId && { tenantId }) });
  const database = world.open();
  const server = await startTestServer({ ...options, database, world });
  return {
    world,
    database,
    server,
    async close() {
      await server.close();
      await database.close();
      await world.drop();
    },
  };
}
