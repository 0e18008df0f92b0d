/**
 * `npm run bench -- scale`: what a send, the pages and a stored message cost in stores of 10 thousand, 1 million and 10 million messages,
 * which are made by SQL and thrown away. Every table is also told as a ratio to the smallest store. Ends with 1 when a hot
 * statement reads more rows than it may: a plan that goes wrong with size. 10 million need 12 GB of disk and about a quarter of an hour.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createUuidIds, systemClock } from '@natter/server';
import type { MessagingDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { countReads, type GrownWorld, growWorld, hotQueries } from '@natter/testkit/sql';
import pg from 'pg';
import { cpuOf } from './lib/cpu.ts';
import { median } from './lib/statistics.ts';

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,1000000,10000000' },
    seconds: { type: 'string', default: '5' },
  },
});
const SIZES = options.sizes.split(',').map(Number);
const SECONDS = Number(options.seconds);
const BATCH = 64;
/** Conversations of the one person who reads: the same in every store, as the size of the store is what is asked about. */
const MINE = 50;
const MESSAGES_EACH = 99;
const CALLS = 40;
const TEXT = 'The quick brown fox jumps over the lazy dog, twice on Sundays.';

interface Place {
  readonly id: string;
  readonly people: readonly [string, string];
}
/** Figures of one store, by the name of the row that they make. */
type Figures = ReadonlyMap<string, number>;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const ids = createUuidIds(systemClock);

async function measure(messages: number, adminUrl: string): Promise<{ figures: Figures; isFine: boolean }> {
  const world = await createTestDatabase(adminUrl);
  try {
    const began = performance.now();
    // A person with many conversations, and as many others as it takes.
    const longest = Math.min(10_000, Math.floor(messages / 10));
    const others = Math.max(0, Math.round((messages - longest) / MESSAGES_EACH) - MINE);
    const grown = await growWorld(world.admin, { mine: MINE, others, messagesEach: MESSAGES_EACH, longest });
    await world.admin.query('VACUUM ANALYZE');
    await world.admin.query('CHECKPOINT');
    say(`${grown.messages.toLocaleString('en')} messages, made in ${seconds(began)} s`);
    const figures = new Map<string, number>();
    for (const [name, bytes] of await storedBytes(world)) figures.set(name, bytes / grown.messages);
    const isFine = await measureReads(world, grown, figures);
    await measureSends(world, figures);
    return { figures, isFine };
  } finally {
    await world.drop();
  }
}

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(0);

async function storedBytes(world: TestDatabase): Promise<readonly (readonly [string, number])[]> {
  const { rows } = await world.admin.query<{ name: string; bytes: number }>(
    `SELECT 'stored: row, bytes' AS name, pg_table_size('natter.direct_messages')::float8 AS bytes
     UNION ALL SELECT 'stored: ' || i.indexrelid::regclass::text || ', bytes', pg_relation_size(i.indexrelid)::float8
     FROM pg_index i WHERE i.indrelid = 'natter.direct_messages'::regclass AND pg_relation_size(i.indexrelid) > 100000
     UNION ALL SELECT 'stored: all, bytes', pg_total_relation_size('natter.direct_messages')::float8 ORDER BY 1`,
  );
  return rows.map(({ name, bytes }) => [name, bytes] as const);
}

/** As the committer does: batches, two in flight, into conversations anywhere in the store. */
async function measureSends(world: TestDatabase, figures: Map<string, number>): Promise<void> {
  const database = world.open();
  const { rows } = await world.admin.query<{ id: string; people: [string, string] }>(
    `SELECT c.id, array_agg(p.user_id) AS people FROM (SELECT id FROM natter.conversations ORDER BY random() LIMIT 5000) c
     JOIN natter.conversation_participants p ON p.conversation_id = c.id GROUP BY c.id`,
  );
  await send(database, { places: rows, forMs: 1_000 });
  const { rows: backends } = await world.admin.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
  );
  const pids = backends.map(({ pid }) => pid);
  const before = cpuOf(pids);
  const sent = await send(database, { places: rows, forMs: SECONDS * 1_000 });
  figures.set('send: a second, batches of 64, two in flight', sent / SECONDS);
  figures.set('send: PostgreSQL, µs of processor each', (cpuOf(pids) - before) / sent);
  await database.close();
}

async function send(database: MessagingDatabase, { places, forMs }: { places: readonly Place[]; forMs: number }) {
  const until = performance.now() + forMs;
  let sent = 0;
  // The two never meet in a conversation, as with the committer.
  const lane = async (of: number): Promise<void> => {
    const own = places.filter((_place, index) => index % 2 === of);
    while (performance.now() < until) {
      const batch = Array.from({ length: BATCH }, (_, n) => {
        const { id, people } = pick(own);
        const senderId = people[n % people.length] ?? people[0];
        return {
          conversationId: id,
          senderId,
          clientId: randomUUID(),
          id: ids.next(),
          type: 'text' as const,
          content: TEXT,
          mentions: [],
          replyToId: null,
        };
      });
      const verdicts = await database.sendMessages(batch);
      // Where somebody has blocked somebody, it says so; whatever else was refused would spoil the figure.
      const odd = verdicts.find(({ verdict }) => verdict !== 'sent' && verdict !== 'blocked');
      if (odd !== undefined) throw new Error(`a send was ${odd.verdict}`);
      sent += batch.length;
    }
  };
  await Promise.all([lane(0), lane(1)]);
  return sent;
}

function pick<T>(of: readonly T[]): T {
  const one = of[Math.floor(Math.random() * of.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

async function measureReads(world: TestDatabase, grown: GrownWorld, figures: Map<string, number>): Promise<boolean> {
  const client = new pg.Client({ connectionString: world.appUrl, options: '-c timezone=UTC -c jit=off' });
  await client.connect();
  const { rows } = await world.admin.query<{ xmax: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xmax',
  );
  let isFine = true;
  const queries = hotQueries(grown, MINE, rows[0]?.xmax ?? '');
  // What is read first, in transactions that are undone: the calls that are timed leave something behind.
  for (const { name, sql, values, most } of queries) {
    for (const [table, { walked, fetched }] of Object.entries(await countReads(client, sql, values))) {
      if (fetched <= (most[table] ?? Number.POSITIVE_INFINITY) && (table !== 'direct_messages' || walked === 0))
        continue;
      say(`  ${name}: reads ${fetched} and walks ${walked} rows of ${table}: TOO MUCH`);
      isFine = false;
    }
  }
  for (const { name, sql, values } of queries.filter((query) => query.name !== 'send' && query.name !== 'mark read')) {
    const took: number[] = [];
    for (let call = 0; call < CALLS; call += 1) {
      const began = performance.now();
      await client.query({ name, text: sql, values: [...values] });
      took.push(performance.now() - began);
    }
    figures.set(`call: ${name}, ms`, median(took));
  }
  await client.end();
  return isFine;
}

function show(stores: readonly { readonly size: number; readonly figures: Figures }[]): void {
  const names = [...new Set(stores.flatMap(({ figures }) => [...figures.keys()]))];
  const width = Math.max(...names.map((name) => name.length)) + 2;
  say(
    `\n${''.padEnd(width)}${stores.map(({ size }) => size.toLocaleString('en').padStart(14)).join('')}    last : first`,
  );
  for (const name of names) {
    const row = stores.map(({ figures }) => figures.get(name) ?? Number.NaN);
    const told = row.map((value) => (value < 10 ? value.toFixed(2) : value.toFixed(0)).padStart(14)).join('');
    say(`${name.padEnd(width)}${told}${((row.at(-1) ?? 0) / (row[0] ?? 1)).toFixed(2).padStart(16)}`);
  }
}

const postgres = await startEmbeddedPostgres({ ephemeral: true });
try {
  const stores: { size: number; figures: Figures }[] = [];
  let isFine = true;
  for (const size of SIZES) {
    const { figures, isFine: holds } = await measure(size, postgres.adminUrl);
    stores.push({ size, figures });
    isFine &&= holds;
  }
  show(stores);
  say(isFine ? 'plans: no hot statement reads more than it may, at any size' : 'plans: see above');
  process.exitCode = isFine ? 0 : 1;
} finally {
  await postgres.stop();
}
