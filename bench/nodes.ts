/**
 * `npm run bench -- nodes`: what the log of commits costs a send: without its triggers, with them and no other node, with another node
 * registered, and with another node and a NOTIFY inside each transaction (as for processes that are no node). Statements of the
 * committer, two in flight, everything else left out. Processor time of the database's processes (Linux), which other work on the machine
 * changes little, and time beside it. Quote ratios. `-- --rounds 12 --batches 40`
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type MessagingDatabase, migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import pg from 'pg';
import { median } from './lib/statistics.ts';
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

interface Cost {
  /** Processor time of the backends and time, in milliseconds a statement. */
  readonly cpu: number;
  readonly wall: number;
}

/** How long the processes that serve the sends have been on a processor, in milliseconds (Linux: nanoseconds in schedstat). */
async function readCpu(admin: pg.Client): Promise<number> {
  const { rows } = await admin.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'natter send/%' AND datname = current_database()`,
  );
  let sum = 0;
  for (const { pid } of rows) sum += Number((await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ')[0]) / 1e6;
  return sum;
}

/** What a statement costs, two in flight. */
async function measure(admin: pg.Client, database: MessagingDatabase, pairs: Pairs, size: number): Promise<Cost> {
  const half = Math.floor(pairs.length / 2);
  const lane = async (from: number, count: number) => {
    for (let n = 0; n < count; n++) {
      const at = from + ((n * size) % Math.max(1, half - size));
      await sendBatch(database, pairs.slice(at, at + size));
    }
  };
  await Promise.all([lane(0, WARM_UP), lane(half, WARM_UP)]);
  const [started, cpu] = [performance.now(), await readCpu(admin)];
  await Promise.all([lane(0, batches), lane(half, batches)]);
  const wall = performance.now() - started;
  return { cpu: ((await readCpu(admin)) - cpu) / (2 * batches), wall: wall / (2 * batches) };
}

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
    const costs = new Map<Contender, Cost[]>(CONTENDERS.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      // Each round in another order, so that none always comes first.
      const order = CONTENDERS.map((_, index) => CONTENDERS[(index + round) % CONTENDERS.length] ?? 'alone');
      for (const contender of order) {
        await prepare(admin, contender);
        const database = contender.endsWith('inside') ? nobody : node;
        costs.get(contender)?.push(await measure(admin, database, pairs, size));
      }
    }
    say(`\nstatements of ${size}, median of ${rounds} rounds of ${2 * batches}`);
    const base = costs.get('no triggers') ?? [];
    for (const name of CONTENDERS) {
      const own = costs.get(name) ?? [];
      const ratio = (of: keyof Cost) => median(own.map((cost, n) => cost[of] / (base[n]?.[of] ?? 1))).toFixed(3);
      say(
        `  ${name.padEnd(28)} ${median(own.map(({ cpu }) => cpu)).toFixed(2)} ms of processor, ${ratio('cpu')}   ${median(own.map(({ wall }) => wall)).toFixed(2)} ms, ${ratio('wall')}`,
      );
    }
  }
  await Promise.all([node.close(), nobody.close(), admin.end()]);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
