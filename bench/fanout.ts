/**
 * `npm run bench -- fanout`: one member of a group of 256 writes, and the others are told, beside bare Socket.IO with a room and no database.
 * One message after the other, the next when the last member has it. Then what each member adds, from 2 to 256.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createUuidIds, systemClock } from '@natter/server';
import { type MessagingDatabase, migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
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
const MEMBERS = 256;
const SIZES = [2, 10, 50, MEMBERS];
/** Messages under way at once: a group that talks, and enough for a server to batch what it can. */
const UNDER_WAY = 8;
const TEXT = 'The quick brown fox jumps over the lazy dog, twice on Sundays.';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Rate {
  readonly deliveries: number;
  /** Processor time of the server for each delivery, in microseconds. */
  readonly cpu: number;
}

/** Deliveries a second while one member writes to all others. */
async function fanOut(
  server: { url: string; pid: number },
  auths: readonly unknown[],
  conversationId: string,
): Promise<Rate> {
  const members: Held[] = [];
  for (const auth of auths) members.push(await hold(server.url, auth));
  const [sender, ...others] = members;
  if (sender === undefined) throw new Error('a group needs somebody');
  let delivered = 0;
  let isOver = false;
  const write = (): void =>
    sender.call('message:send', { conversationId, clientId: randomUUID(), type: 'text', content: TEXT });
  for (const other of others) {
    other.onFrame = (frame) => {
      if (!frame.startsWith('42["message:new"')) return;
      delivered += 1;
      // In one connection's order, so the last one's arrivals are everybody's.
      if (other === others.at(-1) && !isOver) write();
    };
  }
  const cpuBefore = cpuOf([server.pid]);
  for (let n = 0; n < UNDER_WAY; n += 1) write();
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1_000));
  isOver = true;
  const rate = { deliveries: delivered / SECONDS, cpu: (cpuOf([server.pid]) - cpuBefore) / Math.max(1, delivered) };
  for (const { socket } of members) socket.terminate();
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
  const env = { DATABASE_URL: appUrl, NATTER_JWT_SECRET: BENCH_SECRET, NATTER_MAX_SOCKETS_PER_IP: '0' };
  const groups = new Map<number, Awaited<ReturnType<typeof makeGroup>>>();
  for (const size of SIZES) groups.set(size, await makeGroup(database, size));
  const measure = async (size: number, file: 'natter/server.ts' | 'floor/fanout.ts'): Promise<Rate> => {
    const server = await startServer(file, env);
    const group = groups.get(size) ?? { id: '', auths: [] };
    try {
      return await fanOut({ url: server.url, pid: server.child.pid ?? 0 }, group.auths, group.id);
    } finally {
      await server.stop();
    }
  };
  const middle = (rates: readonly Rate[]): Rate => ({
    deliveries: median(rates.map(({ deliveries }) => deliveries)),
    cpu: median(rates.map(({ cpu }) => cpu)),
  });
  say(`a group's messages, ${UNDER_WAY} under way, median of ${ROUNDS} alternated runs of ${SECONDS} s`);
  say(
    '  members    bare Socket.IO, deliveries/s   natter   natter : bare   processor of each delivery, µs: bare, natter',
  );
  for (const size of SIZES) {
    const [bare, natter]: [Rate[], Rate[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await measure(size, 'floor/fanout.ts'));
      natter.push(await measure(size, 'natter/server.ts'));
    }
    const [one, other] = [middle(bare), middle(natter)];
    const aim = size === MEMBERS ? '   (aim: at least 0.80)' : '';
    say(
      `  ${String(size).padStart(7)}${one.deliveries.toFixed(0).padStart(33)}${other.deliveries.toFixed(0).padStart(9)}${(other.deliveries / one.deliveries).toFixed(2).padStart(16)}${`${one.cpu.toFixed(1)}, ${other.cpu.toFixed(1)}`.padStart(24)}${aim}`,
    );
  }
  await database.close();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
