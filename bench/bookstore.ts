/**
 * A bookstore at a million messages, 10,000 conversations and 1,000 members, under its rules and without them, in turn in one run:
 * `node --conditions=natter-source --import tsx bench/bookstore.ts [--messages 1000000] [--rounds 9]`. The rules are switched by
 * `natter.policy`: the bookstore's (membership, tiers, retention, all features) and the social edition's. Aim: at least 0.8 of the
 * rate, and the documents' targets beaten twenty times. Ends with 1 when a ratio or a target is missed.
 */
import { randomUUID } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { defaultPolicy } from '@natter/server';
import { openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { createTestDatabase, silentLog, type TestDatabase } from '@natter/testkit';
import { median } from './lib/statistics.ts';

const { values: options } = parseArgs({
  options: { messages: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '9' } },
});
const MEMBERS = 1_000;
const CONVERSATIONS = 10_000;
const EACH = Math.round(Number(options.messages) / CONVERSATIONS);
const ROUNDS = Number(options.rounds);
const LEAST_RATIO = 0.8;
/** What the documents ask for, in milliseconds, and how many times we want to be faster. */
const TARGETS = { inbox: 100, history: 200, send: 2_000 } as const;
const TIMES_FASTER = 20;

type Database = ReturnType<typeof openDatabase>;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** The fastest tenth is what a neighbour's load disturbs least. */
function tell(times: readonly number[]) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  const [fast, middle, slow] = [at(0.1), at(0.5), at(0.99)];
  return { fast, middle, text: `p10 ${fast.toFixed(2)} p50 ${middle.toFixed(2)} p99 ${slow.toFixed(1)} ms` };
}

/** Members of all tiers in one club; each in twenty conversations; messages of the last thirty days, none expired. */
async function growStore({ admin }: TestDatabase): Promise<void> {
  const run = (sql: string, values: readonly unknown[] = []) => admin.query(sql, [...values]);
  await run(
    `INSERT INTO natter.users (tenant_id, id, display_name, tier, created_at, updated_at)
     SELECT 'test', 'm-' || n, 'Member ' || n, (ARRAY['free', 'privileged', 'privileged_plus'])[1 + n % 3], now() - interval '1 year', now()
     FROM generate_series(0, $1::int - 1) n`,
    [MEMBERS],
  );
  await run(
    `INSERT INTO natter.club_memberships (tenant_id, user_id, club_id, store_id, created_at)
     SELECT 'test', id, 'readers', 'test', now() FROM natter.users`,
  );
  await run(
    `CREATE TEMP TABLE grown AS SELECT n, gen_random_uuid() AS id, 'm-' || n % $2 AS one, 'm-' || (n % $2 + 1 + n / $2) % $2 AS other
     FROM generate_series(0, $1::int - 1) n`,
    [CONVERSATIONS, MEMBERS],
  );
  await run(
    `INSERT INTO natter.conversations (tenant_id, id, type, direct_key, created_by, last_seq, change_seq, created_at, updated_at)
     SELECT 'test', id, 'direct', least(one COLLATE "C", other) || ' ' || greatest(one COLLATE "C", other), one, $1, $1,
       now() - interval '29 days', now() - n * interval '1 second' FROM grown`,
    [EACH],
  );
  await run(
    `INSERT INTO natter.conversation_participants (tenant_id, conversation_id, user_id, joined_at)
     SELECT 'test', id, who, now() FROM grown CROSS JOIN LATERAL (VALUES (one), (other)) w(who)`,
  );
  await run(
    `INSERT INTO natter.member_state (tenant_id, user_id, conversation_id, read_seq, delivered_seq)
     SELECT 'test', who, id, $1 - n % 5, $1 FROM grown CROSS JOIN LATERAL (VALUES (one), (other)) w(who)`,
    [EACH],
  );
  await run(
    `INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, body_hash, change_seq,
       sent_at, retention_expires_at)
     SELECT 'test', g.id, s, gen_random_uuid(), w.who, gen_random_uuid(), 'text',
       'message ' || s || ' of conversation ' || g.n || repeat(' and some more words', 4), '\\x00', s, w.at,
       w.at + (CASE u.tier WHEN 'free' THEN 30 WHEN 'privileged' THEN 180 ELSE 365 END) * interval '24 hours'
     FROM grown g CROSS JOIN LATERAL generate_series(1, $1) s
     CROSS JOIN LATERAL (SELECT CASE WHEN s % 2 = 0 THEN g.one ELSE g.other END AS who,
       now() - interval '28 days' + s * interval '1 minute' AS at) w
     JOIN natter.users u ON u.id = w.who`,
    [EACH],
  );
  await run('DROP TABLE grown');
  await run('VACUUM ANALYZE');
}

/** The rules of an edition, with messages kept as they are: what is stored is the same for both. */
async function setRules({ admin }: TestDatabase, edition: 'bookstore' | 'social'): Promise<void> {
  const { entitlements, ...rules } = defaultPolicy(edition);
  await admin.query('BEGIN');
  await admin.query('SELECT natter.set_policy($1, $2)', [JSON.stringify(rules), JSON.stringify(entitlements)]);
  // The history of the switching is the bench's own, and no job of retention runs here.
  await admin.query('DELETE FROM natter.tier_changes');
  await admin.query('COMMIT');
}

interface Work {
  readonly name: keyof typeof TARGETS;
  readonly calls: number;
  run(db: Database, n: number): Promise<void>;
}

function makeWorks(talks: readonly (readonly [string, string])[]): readonly Work[] {
  const talk = (n: number) => talks[(n * 7) % talks.length] ?? ['', ''];
  return [
    {
      name: 'inbox',
      calls: 60,
      run: async (db, n) => {
        const rows = await db.readInbox(`m-${(n * 13) % MEMBERS}`, { filter: 'all', q: null, after: null, limit: 20 });
        if (rows.length !== 20) throw new Error(`an inbox of ${rows.length}`);
      },
    },
    {
      name: 'history',
      calls: 150,
      run: async (db, n) => {
        const [id, userId] = talk(n);
        const page = await db.readHistory(userId, id, { before: null, after: null, around: null, limit: 50 });
        if (page?.items.length !== Math.min(50, EACH)) throw new Error(`a page of ${page?.items.length}`);
      },
    },
    {
      name: 'send',
      calls: 150,
      run: async (db, n) => {
        const [conversationId, senderId] = talk(n);
        const [verdict] = await db.sendMessages([
          {
            conversationId,
            senderId,
            clientId: randomUUID(),
            id: randomUUID(),
            type: 'text',
            content: 'a message of the usual length, as people write them to each other',
            mentions: [],
            replyToId: null,
          },
        ]);
        if (verdict?.verdict !== 'sent') throw new Error(`a send was ${verdict?.verdict}`);
      },
    },
  ];
}

const postgres = await startEmbeddedPostgres({ ephemeral: true });
try {
  const database = await createTestDatabase(postgres.adminUrl);
  database.admin.on('error', () => undefined);
  await database.admin.query('SET jit = off');
  const begin = performance.now();
  await growStore(database);
  say(
    `${(CONVERSATIONS * EACH).toLocaleString('en')} messages, ${CONVERSATIONS.toLocaleString('en')} conversations, ${MEMBERS} members ` +
      `in ${((performance.now() - begin) / 1_000).toFixed(0)} s; ${cpus()[0]?.model} × ${cpus().length}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const { rows } = await database.admin.query<{ conversation_id: string; user_id: string }>(
    'SELECT conversation_id, user_id FROM natter.member_state ORDER BY md5(conversation_id::text) LIMIT 2000',
  );
  const works = makeWorks(rows.map(({ conversation_id, user_id }) => [conversation_id, user_id] as const));
  const db = openDatabase({ url: database.appUrl, log: silentLog, allowUnsafeDurability: true });
  let isFine = true;
  for (const { name, calls, run } of works) {
    const took = { bookstore: [] as number[], social: [] as number[] };
    const each = { bookstore: [] as number[], social: [] as number[] };
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const edition of round % 2 === 0 ? (['bookstore', 'social'] as const) : (['social', 'bookstore'] as const)) {
        await setRules(database, edition);
        const start = performance.now();
        for (let n = 0; n < calls; n += 1) {
          const one = performance.now();
          await run(db, n);
          if (round >= 0) each[edition].push(performance.now() - one);
        }
        // The first round warms up.
        if (round >= 0) took[edition].push((performance.now() - start) / calls);
      }
    }
    const [rules, plain] = [tell(each.bookstore), tell(each.social)];
    const ratio = rules.fast === 0 ? Number.NaN : plain.fast / rules.fast;
    const faster = TARGETS[name] / rules.middle;
    if (ratio < LEAST_RATIO || faster < TIMES_FASTER) isFine = false;
    say(
      `${name.padEnd(8)} with the rules ${rules.text}; without ${plain.text}: ${ratio.toFixed(2)} of the rate (fastest tenths), ` +
        `${(plain.middle / rules.middle).toFixed(2)} (medians), ${(median(took.social) / median(took.bookstore)).toFixed(2)} (rounds); ` +
        `${faster.toFixed(0)} times faster than ${TARGETS[name]} ms; load ${loadavg()[0]?.toFixed(1)}`,
    );
  }
  process.exitCode = isFine ? 0 : 1;
  await db.close();
  await database.drop();
} finally {
  await postgres.stop();
}
