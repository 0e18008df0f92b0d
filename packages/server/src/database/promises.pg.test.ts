import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { openWallWorld, PROBES, type WallWorld } from '@natter/testkit/sql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

let database: TestDatabase;
let world: WallWorld;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  world = await openWallWorld(database);
});
afterAll(async () => {
  await world.close();
  await database.drop();
});

// Each is also run against a database in which something was broken on purpose: see mutations.pg.test.ts.
describe('what the database promises by itself', () => {
  it.each(PROBES)('$title', async ({ run }) => {
    await expect(run(world)).resolves.toBeUndefined();
  });
});
