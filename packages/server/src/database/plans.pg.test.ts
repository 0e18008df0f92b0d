import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { countReads, type GrownWorld, growWorld, hotQueries } from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/* What the hot queries read, counted by PostgreSQL itself. `bench/plans-million.ts` asks the same of a million messages. */

const MINE = 150;
let database: TestDatabase;
let client: pg.Client;
let world: GrownWorld;
let horizon = '';

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  world = await growWorld(database.admin, { mine: MINE, others: 450, messagesEach: 10, longest: 100_000 });
  client = new pg.Client({ connectionString: database.appUrl, options: '-c jit=off' });
  await client.connect();
  const { rows } = await database.admin.query<{ xmax: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xmax',
  );
  horizon = rows[0]?.xmax ?? '';
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe.each(['before any statistics', 'with statistics'])('hot queries %s', (when) => {
  beforeAll(async () => {
    if (when === 'with statistics') await database.admin.query('ANALYZE');
  });

  it('[PERF-1] look at the rows they answer with and hardly any more, by an index of the messages', async () => {
    const excessive: string[] = [];
    for (const { name, sql, values, most } of hotQueries(world, MINE, horizon)) {
      const reads = await countReads(client, sql, values);
      for (const [table, { walked, fetched }] of Object.entries(reads)) {
        const bound = most[table];
        if (table === 'direct_messages' && walked > 0) excessive.push(`${name}: walked through ${walked} messages`);
        if (bound !== undefined && fetched > bound) excessive.push(`${name}: ${fetched} of ${table}, ${bound} at most`);
      }
    }
    expect(excessive).toEqual([]);
  });
});
