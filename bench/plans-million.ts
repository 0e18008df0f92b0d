/**
 * The hot queries at a million messages, by hand: `node --conditions=natter-source --import tsx bench/plans-million.ts`.
 * Says what each reads and how long it takes, and how the pages that policies guard compare with the same queries without
 * them, both from Node on one connection. Ends with 1 when a query reads more than it may, or a ratio is below 0.5.
 */
import { loadMigrations, withRoles } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { countReads, type GrownWorld, growWorld, hotQueries } from '@natter/testkit/sql';
import pg from 'pg';
import { median } from './lib/statistics.ts';

const MINE = 1_000;
const LEAST_RATIO = 0.5;
const ROUNDS = 7;
const CALLS = 150;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function millisecondsEach(
  client: pg.Client,
  name: string,
  text: string,
  values: readonly unknown[],
  calls = CALLS,
) {
  const begin = performance.now();
  for (let call = 0; call < calls; call += 1) await client.query({ name, text, values: [...values] });
  return (performance.now() - begin) / calls;
}

/** The reading functions once more, for the administrator: the same queries, with no policy and no person. */
async function plantPlainReaders(database: TestDatabase): Promise<void> {
  const text = (await loadMigrations()).map((step) => withRoles(step.sql, database.roles)).join('\n');
  for (const name of ['conversation_views', 'read_history', 'read_inbox']) {
    const source = new RegExp(`CREATE FUNCTION natter\\.${name}\\([\\s\\S]*?\\n\\$\\$;`).exec(text)?.[0];
    if (source === undefined) throw new Error(`no function ${name}`);
    const plain = source
      .replaceAll(/natter\.(conversation_views|read_history|read_inbox)\(/g, 'natter.plain_$1(')
      .replace('PERFORM natter.read_as(p_user);', '');
    await database.admin.query(plain);
  }
}

async function checkReads(database: TestDatabase, client: pg.Client, world: GrownWorld): Promise<boolean> {
  const { rows } = await database.admin.query<{ xmax: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xmax',
  );
  let isFine = true;
  for (const { name, sql, values, most } of hotQueries(world, MINE, rows[0]?.xmax ?? '')) {
    const reads = await countReads(client, sql, values);
    const isWrite = name === 'send' || name === 'mark read';
    const took = isWrite ? null : await millisecondsEach(client, name, sql, values, 30);
    const told: string[] = [];
    for (const [table, { walked, fetched }] of Object.entries(reads)) {
      const isTooMuch =
        fetched > (most[table] ?? Number.POSITIVE_INFINITY) || (table === 'direct_messages' && walked > 0);
      if (isTooMuch) isFine = false;
      if (walked + fetched > 0)
        told.push(`${table} ${fetched}${walked > 0 ? ` (+${walked} walked)` : ''}${isTooMuch ? ' TOO MUCH' : ''}`);
    }
    say(
      `${name.padEnd(40)} ${took === null ? '       ' : `${took.toFixed(2)} ms`.padStart(9)}  reads ${told.join(', ')}`,
    );
  }
  return isFine;
}

async function compare(database: TestDatabase, client: pg.Client, world: GrownWorld): Promise<boolean> {
  const pages = [
    {
      name: 'history, 50 of 10,000',
      call: 'read_history($1, $2, NULL, 50, 0)',
      values: [world.me, world.longConversation],
      columns: 'range_first, range_last, (message).*',
    },
    {
      name: 'inbox, 20 of 1,000',
      call: "read_inbox($1, 'all', NULL, NULL, NULL, NULL, 20)",
      values: [world.me],
      columns: '*',
    },
  ];
  let isFine = true;
  for (const { name, call, values, columns } of pages) {
    const [guarded, plain]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      guarded.push(await millisecondsEach(client, `guarded ${name}`, `SELECT ${columns} FROM natter.${call}`, values));
      plain.push(
        await millisecondsEach(database.admin, `plain ${name}`, `SELECT ${columns} FROM natter.plain_${call}`, values),
      );
    }
    const ratio = median(plain) / median(guarded);
    if (ratio < LEAST_RATIO) isFine = false;
    say(
      `${name.padEnd(26)} with policies ${median(guarded).toFixed(2)} ms, without ${median(plain).toFixed(2)} ms: ${ratio.toFixed(2)} of the rate`,
    );
  }
  return isFine;
}

async function main(): Promise<boolean> {
  const postgres = await startEmbeddedPostgres({ ephemeral: true });
  try {
    const database = await createTestDatabase(postgres.adminUrl);
    const begin = performance.now();
    const world = await growWorld(database.admin, { mine: MINE, others: 9_000, messagesEach: 99, longest: 10_000 });
    say(`${world.messages.toLocaleString('en')} messages in ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
    const client = new pg.Client({ connectionString: database.appUrl, options: '-c timezone=UTC -c jit=off' });
    await client.connect();
    await database.admin.query('SET timezone = UTC; SET jit = off');
    say('before any statistics');
    let isFine = await checkReads(database, client, world);
    await database.admin.query('VACUUM ANALYZE');
    say('with statistics');
    isFine = (await checkReads(database, client, world)) && isFine;
    await plantPlainReaders(database);
    isFine = (await compare(database, client, world)) && isFine;
    await client.end();
    await database.drop();
    return isFine;
  } finally {
    await postgres.stop();
  }
}

process.exitCode = (await main()) ? 0 : 1;
