/**
 * `npm run bench -- catchup`: a device comes back that missed 10,000 messages in 200 conversations, with its inbox open and somebody who
 * wants to be told. Told: how long until the inbox shows what is new, until it is live, and until its store holds them all, with the real client
 * and a store in memory, and beside it the same messages read by one bare query.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createNatterClient, memoryStorage, type Storage } from '@natter/client';
import { createUuidIds, systemClock } from '@natter/server';
import { type MessagingDatabase, migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import pg from 'pg';
import { startServer } from './lib/child.ts';
import { median } from './lib/statistics.ts';
import { BENCH_SECRET, signIn } from './load/worlds.ts';

const { values: options } = parseArgs({
  options: {
    messages: { type: 'string', default: '10000' },
    conversations: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
  },
});
const CONVERSATIONS = Number(options.conversations);
const EACH = Math.ceil(Number(options.messages) / CONVERSATIONS);
const ROUNDS = Number(options.rounds);
const BATCH = 256;
const GIVE_UP_MS = 60_000;
const ME = 'me';
const TEXT = 'The quick brown fox jumps over the lazy dog, twice on Sundays.';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const ids = createUuidIds(systemClock);

async function makeConversations(database: MessagingDatabase): Promise<readonly string[]> {
  await database.upsertUsers([{ id: ME }]);
  const made: string[] = [];
  for (let n = 0; n < CONVERSATIONS; n += 1) {
    await database.upsertUsers([{ id: `other-${n}` }]);
    const started = await database.startDirect({ userId: `other-${n}`, otherId: ME, id: ids.next(), newPerDay: 0 });
    if (!('id' in started)) throw new Error(started.outcome);
    made.push(started.id);
  }
  return made;
}

/** So many more in each, turn by turn, as a busy day would have it. */
async function write(database: MessagingDatabase, conversations: readonly string[], each: number): Promise<void> {
  const sends = Array.from({ length: each * conversations.length }, (_, n) => ({
    conversationId: conversations[n % conversations.length] ?? '',
    senderId: `other-${n % conversations.length}`,
    clientId: randomUUID(),
    id: ids.next(),
    type: 'text' as const,
    content: `${n} ${TEXT}`,
    mentions: [],
    replyToId: null,
  }));
  for (let at = 0; at < sends.length; at += BATCH) await database.sendMessages(sends.slice(at, at + BATCH));
}

/** A store that outlives its client and says how many messages it holds. */
function keepStore() {
  const held = new Set<string>();
  const inner = memoryStorage();
  const storage: Storage = {
    ...inner,
    read: (work) => inner.read(work),
    write: (work) =>
      inner.write((tx) =>
        work({
          ...tx,
          get: (table, key) => tx.get(table, key),
          all: (table) => tx.all(table),
          messages: (range) => tx.messages(range),
          put: (table, key, value) => tx.put(table, key, value),
          delete: (table, key) => tx.delete(table, key),
          deleteMessages: (id, from, to) => tx.deleteMessages(id, from, to),
          putMessage: (id, seq, value) => {
            held.add(`${id} ${seq}`);
            return tx.putMessage(id, seq, value);
          },
        }),
      ),
    close: async () => undefined,
    destroy: async () => undefined,
  };
  return { storage, held };
}

/**
 * Waits until the server has told live what was written: nobody comes back in the same second, and what is told to nobody would be
 * measured with the rest.
 */
async function settle(admin: pg.Client): Promise<void> {
  for (let calm = 0; calm < 5; ) {
    const { rows } = await admin.query(
      `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend' LIMIT 1`,
    );
    calm = rows.length === 0 ? calm + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Milliseconds from the start of a client to an inbox with something new in it, to being live, and to holding `expected` messages. */
async function comeBack(url: string, kept: ReturnType<typeof keepStore>, expected: number) {
  const began = performance.now();
  const { token } = await signIn(ME);
  const client = createNatterClient({
    url,
    userId: ME,
    getToken: async () => token,
    storage: async () => kept.storage,
  });
  let [newsMs, liveMs] = [Number.NaN, Number.NaN];
  const inbox = client.conversations.open({ filter: 'all' });
  inbox.subscribe(() => {
    const lastSeq = inbox.getSnapshot().items[0]?.conversation.lastSeq ?? 0;
    if (Number.isNaN(newsMs) && lastSeq >= expected / CONVERSATIONS) newsMs = performance.now() - began;
  });
  client.onNotice(() => undefined);
  client.connection.subscribe(() => {
    if (Number.isNaN(liveMs) && client.connection.getSnapshot().state === 'live') liveMs = performance.now() - began;
  });
  await client.start();
  while (kept.held.size < expected || Number.isNaN(liveMs)) {
    if (performance.now() - began > GIVE_UP_MS) throw new Error(`it holds ${kept.held.size} of ${expected}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const heldMs = performance.now() - began;
  inbox.close();
  await client.close();
  return { newsMs, liveMs, heldMs };
}

const folder = await mkdtemp(join(tmpdir(), 'natter-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder });
try {
  const { appUrl } = await migrate({
    adminUrl: postgres.adminUrl,
    deployment: { tenantId: 'bench', edition: 'social' },
  });
  const database = openDatabase({ url: appUrl, log: silentLog });
  const server = await startServer('natter/server.ts', { DATABASE_URL: appUrl, NATTER_JWT_SECRET: BENCH_SECRET });
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  admin.on('error', (error) => say(`database: ${error.message}`));
  await admin.connect();
  const conversations = await makeConversations(database);
  await write(database, conversations, 1);
  const kept = keepStore();
  await comeBack(server.url, kept, CONVERSATIONS);
  const [news, live, held, bare]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = kept.held.size;
    await write(database, conversations, EACH);
    await settle(admin);
    const took = await comeBack(server.url, kept, before + EACH * CONVERSATIONS);
    news.push(took.newsMs);
    live.push(took.liveMs);
    held.push(took.heldMs);
    const began = performance.now();
    await admin.query('SELECT * FROM natter.direct_messages WHERE seq > $1', [1 + round * EACH]);
    bare.push(performance.now() - began);
  }
  say(`${EACH * CONVERSATIONS} messages missed in ${CONVERSATIONS} conversations, median of ${ROUNDS} rounds`);
  say(`  the inbox shows what is new        ${median(news).toFixed(0)} ms`);
  say(`  live again                         ${median(live).toFixed(0)} ms`);
  say(`  all of them in the device's store  ${median(held).toFixed(0)} ms   (aim: 1,000 ms)`);
  say(
    `  the same rows by one bare query    ${median(bare).toFixed(0)} ms   (${(median(held) / median(bare)).toFixed(1)} times that)`,
  );
  await server.stop();
  await admin.end();
  await database.close();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
