/**
 * `npm run bench -- fanout`: members of a group write, and the others are told, beside bare Socket.IO with a room and no database. So many
 * messages are under way; the next one is written when the last member has one. Members take turns in writing, because a connection
 * that writes more than 200 a second is cut (SOCK-7): the run fails if one is, as its figures would be of a group that fell silent.
 * Few under way measure the wait for a commit, which bare Socket.IO has not; many measure what telling people costs.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createUuidIds, systemClock } from '@natter/server';
import { type MessagingDatabase, migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import pg from 'pg';
import { startServer } from './lib/child.ts';
import { cpuOf } from './lib/cpu.ts';
import { type Held, hold } from './lib/hold.ts';
import { median } from './lib/statistics.ts';
import { BENCH_SECRET, signIn } from './load/worlds.ts';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } },
});
const SECONDS = Number(options.seconds);
const ROUNDS = Number(options.rounds);
/** Messages that are not counted: a server's first ones find nothing compiled, and no connection to the database. */
const WARM_UP = 100;
const MEMBERS = 256;
/** How large a group, and how many of its messages are under way at once. */
const CASES = [
  { size: 10, underWay: 8 },
  { size: 50, underWay: 8 },
  { size: MEMBERS, underWay: 1 },
  { size: MEMBERS, underWay: 8 },
  { size: MEMBERS, underWay: 64 },
] as const;
/** Members that take turns; fewer where the group is smaller. The last member only listens. */
const WRITERS = 32;
const TEXT = 'The quick brown fox jumps over the lazy dog, twice on Sundays.';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Rate {
  /** A second. */
  readonly deliveries: number;
  /** Processor time of the server for each delivery, in microseconds. */
  readonly cpu: number;
  /** The same of PostgreSQL for each message. */
  readonly databaseCpu: number;
}

interface Stage {
  readonly url: string;
  readonly pid: number;
  /** The database's own processes that serve it. */
  readonly backends: () => Promise<readonly number[]>;
}

/** Deliveries a second while members write to all others. Errors: a connection that was cut. */
async function fanOut(
  stage: Stage,
  auths: readonly unknown[],
  of: { conversationId: string; underWay: number },
): Promise<Rate> {
  const members: Held[] = [];
  for (const auth of auths) members.push(await hold(stage.url, auth));
  const last = members.at(-1);
  const writers = members.slice(0, Math.min(WRITERS, members.length - 1));
  const cut = { count: 0 };
  let [delivered, heard, turn, isOver] = [0, 0, 0, false];
  let onWarm = (): void => undefined;
  const isWarm = new Promise<void>((resolve) => {
    onWarm = resolve;
  });
  const write = (): void => {
    const sent = { conversationId: of.conversationId, clientId: randomUUID(), type: 'text', content: TEXT };
    writers[turn++ % writers.length]?.call('message:send', sent);
  };
  for (const member of members) {
    member.socket.on('close', () => (cut.count += isOver ? 0 : 1));
    member.onFrame = (frame) => {
      if (!frame.startsWith('42["message:new"')) return;
      delivered += 1;
      if (member !== last || isOver) return;
      heard += 1;
      if (heard === WARM_UP) onWarm();
      write();
    };
  }
  for (let n = 0; n < of.underWay; n += 1) write();
  await isWarm;
  const backends = await stage.backends();
  const [before, serverBefore, databaseBefore] = [delivered, cpuOf([stage.pid]), cpuOf(backends)];
  const began = performance.now();
  await pause(SECONDS * 1_000);
  const [counted, seconds] = [delivered - before, (performance.now() - began) / 1_000];
  if (counted === 0) throw new Error('nobody heard anything');
  const rate = {
    deliveries: counted / seconds,
    cpu: (cpuOf([stage.pid]) - serverBefore) / counted,
    databaseCpu: ((cpuOf(backends) - databaseBefore) * (members.length - 1)) / counted,
  };
  isOver = true;
  for (const { socket } of members) socket.terminate();
  if (cut.count > 0) throw new Error(`${cut.count} connections were cut: nothing was measured`);
  return rate;
}

async function makeGroup(
  database: MessagingDatabase,
  size: number,
): Promise<{ id: string; auths: { token: string }[] }> {
  const ids = createUuidIds(systemClock);
  const people = Array.from({ length: size }, (_, n) => `g${size}-${n}`);
  await database.upsertUsers(people.map((id) => ({ id, displayName: id })));
  const made = await database.startGroup({
    userId: people[0] ?? '',
    id: ids.next(),
    clientId: randomUUID(),
    name: `Group of ${size}`,
    memberIds: people.slice(1),
    whoSends: 'everyone',
    whoAdds: 'everyone',
    newPerDay: 0,
  });
  if (!('id' in made)) throw new Error(`no group: ${made.outcome}`);
  return { id: made.id, auths: await Promise.all(people.map(signIn)) };
}

const folder = await mkdtemp(join(tmpdir(), 'natter-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder });
try {
  const { appUrl } = await migrate({
    adminUrl: postgres.adminUrl,
    deployment: { tenantId: 'bench', edition: 'social' },
  });
  const database = openDatabase({ url: appUrl, log: silentLog });
  const watch = new pg.Client({ connectionString: appUrl });
  await watch.connect();
  const backends = async () => {
    const { rows } = await watch.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
    );
    return rows.map(({ pid }) => pid);
  };
  const env = { DATABASE_URL: appUrl, NATTER_JWT_SECRET: BENCH_SECRET, NATTER_MAX_SOCKETS_PER_IP: '0' };
  const groups = new Map<number, Awaited<ReturnType<typeof makeGroup>>>();
  for (const size of new Set(CASES.map((one) => one.size))) groups.set(size, await makeGroup(database, size));
  const measure = async ({ size, underWay }: (typeof CASES)[number], file: 'natter/server.ts' | 'floor/fanout.ts') => {
    const server = await startServer(file, env);
    const group = groups.get(size) ?? { id: '', auths: [] };
    const stage = { url: server.url, pid: server.child.pid ?? 0, backends };
    try {
      return await fanOut(stage, group.auths, { conversationId: group.id, underWay });
    } finally {
      await server.stop();
    }
  };
  const middle = (rates: readonly Rate[], of: keyof Rate): number => median(rates.map((rate) => rate[of]));
  say(`a group's messages, median of ${ROUNDS} alternated runs of ${SECONDS} s`);
  say(
    '  members   under way   deliveries/s: bare    natter   natter : bare   µs a delivery: bare   natter   PostgreSQL, µs a message',
  );
  for (const one of CASES) {
    const [bare, natter]: [Rate[], Rate[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await measure(one, 'floor/fanout.ts'));
      natter.push(await measure(one, 'natter/server.ts'));
    }
    const [rate, ours] = [middle(bare, 'deliveries'), middle(natter, 'deliveries')];
    const row = [
      String(one.size).padStart(9),
      String(one.underWay).padStart(12),
      rate.toFixed(0).padStart(21),
      ours.toFixed(0).padStart(10),
      (ours / rate).toFixed(2).padStart(16),
      middle(bare, 'cpu').toFixed(1).padStart(22),
      middle(natter, 'cpu').toFixed(1).padStart(9),
      middle(natter, 'databaseCpu').toFixed(0).padStart(27),
    ];
    say(`${row.join('')}${one.size === MEMBERS && one.underWay > 1 ? '   (aim: at least 0.80)' : ''}`);
  }
  await watch.end();
  await database.close();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
