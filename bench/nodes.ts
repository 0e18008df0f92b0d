/**
 * `npm run bench -- nodes`: what the log of commits costs a send: without its triggers, with them and no other node, with another node
 * registered, and with another node and a NOTIFY inside each transaction (as for processes that are no node). Statements of the
 * committer, two in flight, everything else left out. Quote ratios. `-- --rounds 12 --batches 40`
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type MessagingDatabase, migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import pg from 'pg';
import { makePairs } from './load/worlds.ts';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '12' }, batches: { type: 'string', default: '40' } },
});
const rounds = Number(options.rounds);
const batches = Number(options.batches);
const WARM_UP = 4;

const TRIGGERS = {
  conversations: ['conversations_followed'],
  conversation_participants: ['participants_followed', 'participants_joined'],
  member_state: ['member_state_followed'],
  users: ['users_followed'],
};
const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Pairs = Awaited<ReturnType<typeof makePairs>>;
type Contender = 'no triggers' | 'alone' | 'another node' | 'another node, NOTIFY inside';
const CONTENDERS: readonly Contender[] = ['no triggers', 'alone', 'another node', 'another node, NOTIFY inside'];

/** One statement of this many sends, each to a conversation of its own. */
async function sendBatch(database: MessagingDatabase, pairs: Pairs): Promise<number> {
  const started = performance.now();
  const verdicts = await database.sendMessages(
    pairs.map(({ conversationId, people: [sender] }) => ({
      conversationId,
      senderId: sender?.userId ?? '',
      clientId: randomUUID(),
      id: randomUUID(),
      type: 'text',
      content: 'a message as people write them, of some sixty characters or so',
      mentions: [],
      replyToId: null,
    })),
  );
  if (verdicts.some(({ verdict }) => verdict !== 'sent')) throw new Error('a send was refused');
  return performance.now() - started;
}

async function prepare(admin: pg.Client, contender: Contender): Promise<void> {
  const verb = contender === 'no triggers' ? 'DISABLE' : 'ENABLE';
  for (const [table, names] of Object.entries(TRIGGERS)) {
    for (const name of names) await admin.query(`ALTER TABLE natter.${table} ${verb} TRIGGER ${name}`);
  }
  await admin.query('DELETE FROM natter.nodes');
  await admin.query('TRUNCATE natter.commits');
  if (!contender.startsWith('another')) return;
  await admin.query(
    `INSERT INTO natter.nodes (id, origin, roles, started_at, lease_until, position)
     VALUES ('other', 'other', '{}', now(), now() + interval '1 hour', pg_current_snapshot())`,
  );
}

/** How long `count` statements take, two in flight, in milliseconds a statement. */
async function measure(database: MessagingDatabase, pairs: Pairs, size: number): Promise<number> {
  const half = Math.floor(pairs.length / 2);
  const lane = async (from: number, count: number) => {
    for (let n = 0; n < count; n++) {
      const at = from + ((n * size) % Math.max(1, half - size));
      await sendBatch(database, pairs.slice(at, at + size));
    }
  };
  await Promise.all([lane(0, WARM_UP), lane(half, WARM_UP)]);
  const started = performance.now();
  await Promise.all([lane(0, batches), lane(half, batches)]);
  return (performance.now() - started) / (2 * batches);
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const folder = await mkdtemp(join(tmpdir(), 'natter-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder });
try {
  const { appUrl } = await migrate({
    adminUrl: postgres.adminUrl,
    deployment: { tenantId: 'bench', edition: 'social' },
  });
  const node = openDatabase({ url: appUrl, log: silentLog, nodeId: 'bench' });
  const nobody = openDatabase({ url: appUrl, log: silentLog, nodeId: '' });
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  admin.on('error', (error) => say(`database: ${error.message}`));
  await admin.connect();
  const pairs = await makePairs(node, 300);
  for (const size of [1, 16, 128]) {
    const took = new Map<Contender, number[]>(CONTENDERS.map((name) => [name, []]));
    const ratios = new Map<Contender, number[]>(CONTENDERS.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      // Each round in another order, so that none always comes first.
      const order = CONTENDERS.map((_, index) => CONTENDERS[(index + round) % CONTENDERS.length] ?? 'alone');
      const now = new Map<Contender, number>();
      for (const contender of order) {
        await prepare(admin, contender);
        now.set(contender, await measure(contender.endsWith('inside') ? nobody : node, pairs, size));
      }
      const base = now.get('no triggers') ?? 0;
      for (const [name, ms] of now) {
        took.get(name)?.push(ms);
        ratios.get(name)?.push(ms / base);
      }
    }
    say(`\nstatements of ${size}, median of ${rounds} rounds of ${2 * batches}`);
    for (const name of CONTENDERS) {
      say(
        `  ${name.padEnd(28)} ${median(took.get(name) ?? []).toFixed(2)} ms   ${median(ratios.get(name) ?? []).toFixed(3)} of no triggers`,
      );
    }
  }
  await Promise.all([node.close(), nobody.close(), admin.end()]);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
