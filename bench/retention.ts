/**
 * Sends while a hundred thousand expired messages are marked and purged, beside the same without, in one run:
 * `node --conditions=natter-source --import tsx bench/retention.ts [--expired 100000] [--senders 8]`. The purge is the server's own
 * (`run-job.ts`: its batches and its pauses). Aim: p99 at most doubled. Ends with 1 when it is missed.
 */
import { randomUUID } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { createTestDatabase, silentLog, type TestDatabase } from '@natter/testkit';
import { growWorld } from '@natter/testkit/sql';
import { systemClock } from '../packages/server/src/adapters/system/system-clock.ts';
import { runJob } from '../packages/server/src/modules/retention/run-job.ts';

const { values: options } = parseArgs({
  options: { expired: { type: 'string', default: '100000' }, senders: { type: 'string', default: '8' } },
});
const EXPIRED = Number(options.expired);
const SENDERS = Number(options.senders);
/** A pause of each sender between two sends, so that what is measured is latency and not a full queue. */
const THINK_MS = 5;
const MAX_RATIO = 2;
const QUIET_SECONDS = 15;

type Database = ReturnType<typeof openDatabase>;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const wait = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
const at = (sorted: readonly number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

/** Some of the world expire: the oldest messages of every conversation, as they would. */
async function expireSome({ admin }: TestDatabase, count: number): Promise<void> {
  await admin.query(
    `UPDATE natter.direct_messages m SET retention_expires_at = natter.now() - interval '10 days' - m.seq * interval '1 second'
     FROM (SELECT conversation_id, seq FROM natter.direct_messages WHERE NOT is_deleted AND retention_expires_at = 'infinity'
       AND seq <= 60 ORDER BY seq, conversation_id LIMIT $1) old
     WHERE m.conversation_id = old.conversation_id AND m.seq = old.seq`,
    [count],
  );
  await admin.query('ANALYZE natter.direct_messages');
  await admin.query('CHECKPOINT');
}

/** Everybody sends until told to stop; the latencies in milliseconds. */
async function measureSends(db: Database, talks: readonly (readonly [string, string])[], until: () => boolean) {
  const latencies: number[] = [];
  const sender = async (number: number): Promise<void> => {
    for (let n = number; !until(); n += SENDERS) {
      const [conversationId, senderId] = talks[n % talks.length] ?? ['', ''];
      const begin = performance.now();
      const [verdict] = await db.sendMessages([
        {
          conversationId,
          senderId,
          clientId: randomUUID(),
          id: randomUUID(),
          type: 'text',
          content: 'a message of the usual length, as people write them',
          mentions: [],
          replyToId: null,
        },
      ]);
      if (verdict?.verdict !== 'sent') throw new Error(`a send was ${verdict?.verdict}`);
      latencies.push(performance.now() - begin);
      await wait(THINK_MS);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, (_, number) => sender(number)));
  return latencies.sort((one, other) => one - other);
}

const postgres = await startEmbeddedPostgres({ ephemeral: true });
try {
  const database = await createTestDatabase(postgres.adminUrl);
  // The end of the database ends this connection too; what matters has failed before then.
  database.admin.on('error', () => undefined);
  await database.admin.query('SET jit = off');
  const world = await growWorld(database.admin, { mine: 500, others: 4_500, messagesEach: 60, longest: 1_000 });
  await database.admin.query('VACUUM ANALYZE');
  const { rows: talks } = await database.admin.query<{ conversation_id: string; user_id: string }>(
    'SELECT conversation_id, user_id FROM natter.member_state ORDER BY md5(conversation_id::text) LIMIT 3000',
  );
  const pairs = talks.map(({ conversation_id, user_id }) => [conversation_id, user_id] as const);
  const db = openDatabase({ url: database.appUrl, log: silentLog, allowUnsafeDurability: true });
  say(
    `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} at the start; ${world.messages.toLocaleString('en')} messages; ${SENDERS} senders`,
  );
  // Once to warm up.
  const warmUntil = performance.now() + 3_000;
  await measureSends(db, pairs, () => performance.now() > warmUntil);
  await expireSome(database, EXPIRED);
  const forSeconds = (seconds: number) => {
    const end = performance.now() + seconds * 1_000;
    return () => performance.now() > end;
  };
  const before = await measureSends(db, pairs, forSeconds(QUIET_SECONDS));
  let isOver = false;
  const begin = performance.now();
  const jobs = (async () => {
    const deps = { database: db, clock: systemClock, pause: wait, isStopping: () => false };
    const { done: marked } = await runJob('soft_delete', deps);
    const { done: purged } = await runJob('cleanup', deps);
    isOver = true;
    return { marked, purged, seconds: (performance.now() - begin) / 1_000 };
  })();
  const [busy, { marked, purged, seconds }] = await Promise.all([measureSends(db, pairs, () => isOver), jobs]);
  const after = await measureSends(db, pairs, forSeconds(QUIET_SECONDS));
  const tell = (name: string, sorted: readonly number[]) =>
    say(
      `${name.padEnd(14)} p50 ${at(sorted, 0.5).toFixed(2).padStart(7)} ms   p99 ${at(sorted, 0.99).toFixed(2).padStart(7)} ms   ` +
        `${sorted.length} sends   load ${loadavg()[0]?.toFixed(1)}`,
    );
  tell('before', before);
  tell('while purging', busy);
  tell('after', after);
  say(`${marked} marked and ${purged} purged in ${seconds.toFixed(0)} s`);
  const quiet = [...before, ...after].sort((one, other) => one - other);
  const ratio = at(busy, 0.99) / at(quiet, 0.99);
  say(
    `p99 while purging : without = ${ratio.toFixed(2)} (aim: at most ${MAX_RATIO}); p50 ${(at(busy, 0.5) / at(quiet, 0.5)).toFixed(2)}`,
  );
  process.exitCode = ratio <= MAX_RATIO && purged >= EXPIRED ? 0 : 1;
  await db.close();
  await database.drop();
} finally {
  await postgres.stop();
}
