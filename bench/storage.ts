/**
 * What a message takes up: bytes of its row and of each index, measured on a database that the product itself filled, for texts of
 * several lengths. `node … bench/storage.ts [messages per length] [sends per commit]`.
 */
import { randomUUID } from 'node:crypto';
import type { MessagingDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';

const LENGTHS = [20, 100, 300, 1000];
const CONVERSATIONS = 500;
const BATCH = Number(process.argv[3] ?? 128);
const perLength = Number(process.argv[2] ?? 50_000);

interface Size {
  readonly name: string;
  readonly bytes: number;
}

async function measure(length: number): Promise<void> {
  const world = await createTestDatabase(postgres.adminUrl, { edition: 'bookstore', tenantId: 'bench' });
  const database = world.open();
  const conversations = await makePeople(database);
  const before = await sizes(world);
  const startedMs = Date.now();
  for (let done = 0; done < perLength; done += BATCH) await send(database, { conversations, done, length });
  const tookMs = Date.now() - startedMs;
  await database.close();
  await world.admin.query('VACUUM ANALYZE natter.direct_messages');
  const after = await sizes(world);
  const each = after.map(({ name, bytes }) => ({
    name,
    bytes: (bytes - (before.find((one) => one.name === name)?.bytes ?? 0)) / perLength,
  }));
  const total = each.reduce((sum, { bytes }) => sum + bytes, 0);
  say(
    `\n${length} characters, ${perLength} messages (sent at ${Math.round((perLength / tookMs) * 1000)} a second): ${total.toFixed(0)} bytes each`,
  );
  for (const { name, bytes } of each) say(`  ${name.padEnd(26)}${bytes.toFixed(0).padStart(6)}`);
  await world.drop();
}

/** People of the store, two and two in conversation. */
async function makePeople(database: MessagingDatabase): Promise<readonly { id: string; people: readonly string[] }[]> {
  const ids = Array.from({ length: CONVERSATIONS * 2 }, (_, n) => `person-${n}`);
  for (let at = 0; at < ids.length; at += 1000) {
    await database.upsertUsers(
      ids.slice(at, at + 1000).map((id) => ({ id, displayName: id, tier: 'privileged', roles: ['manager'] })),
    );
  }
  const made: { id: string; people: readonly string[] }[] = [];
  for (let n = 0; n < CONVERSATIONS; n += 1) {
    const people = [ids[2 * n] ?? '', ids[2 * n + 1] ?? ''];
    const started = await database.startDirect({
      userId: people[0] ?? '',
      otherId: people[1] ?? '',
      id: uuidv7(),
      newPerDay: 0,
    });
    if (!('id' in started)) throw new Error(started.outcome);
    made.push({ id: started.id, people });
  }
  return made;
}

async function send(
  database: MessagingDatabase,
  batch: { conversations: readonly { id: string; people: readonly string[] }[]; done: number; length: number },
): Promise<void> {
  const { conversations, done, length } = batch;
  const verdicts = await database.sendMessages(
    Array.from({ length: Math.min(BATCH, perLength - done) }, (_, n) => {
      // Bursts in some conversations, as people write.
      const { id, people } = conversations[Math.floor(((done + n) * 7919) / 8) % CONVERSATIONS] ?? {
        id: '',
        people: [],
      };
      return {
        conversationId: id,
        senderId: people[(done + n) % 2] ?? '',
        clientId: randomUUID(),
        id: uuidv7(),
        type: 'text' as const,
        content: textOf(length, done + n),
        mentions: [],
        replyToId: null,
      };
    }),
  );
  const refused = verdicts.find(({ verdict }) => verdict !== 'sent');
  if (refused !== undefined) throw new Error(`a send was ${refused.verdict}`);
}

const WORDS =
  'the a book of club we read chapter liked found author novel shelf tea maybe tomorrow evening poem copy lend'.split(
    ' ',
  );

/** Words, so that what compression does is near what it does to people's. */
function textOf(length: number, seed: number): string {
  let text = '';
  for (let n = seed; text.length < length; n = (n * 48_271 + 11) % 2_147_483_647) text += `${WORDS[n % WORDS.length]} `;
  return text.slice(0, length - 1).padEnd(length, '.');
}

let last = 0;
/** Ids as the server makes them (RFC 9562, 5.7): the time first, then chance. */
function uuidv7(): string {
  last = Math.max(last, Date.now());
  const hex = last.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15)}`;
}

async function sizes(world: TestDatabase): Promise<readonly Size[]> {
  const { rows } = await world.admin.query<Size>(
    `SELECT 'row (direct_messages)' AS name, pg_table_size('natter.direct_messages')::float8 AS bytes
     UNION ALL SELECT i.indexrelid::regclass::text, pg_relation_size(i.indexrelid)::float8
     FROM pg_index i WHERE i.indrelid = 'natter.direct_messages'::regclass ORDER BY 1 DESC`,
  );
  return rows;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const postgres = await startEmbeddedPostgres({ ephemeral: true });
try {
  for (const length of LENGTHS) await measure(length);
} finally {
  await postgres.stop();
}
