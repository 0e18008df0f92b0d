/**
 * `npm run bench -- connections`: 10,000 people connected and silent on one server. Told: how fast they came in, what each costs in resident
 * memory, and what sends of others take meanwhile.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import { runLoad, startServer } from './lib/child.ts';
import { cpuOf } from './lib/cpu.ts';
import { type Held, hold } from './lib/hold.ts';
import { BENCH_SECRET, makePairs, signIn } from './load/worlds.ts';

const { values: options } = parseArgs({ options: { count: { type: 'string', default: '10000' } } });
const COUNT = Number(options.count);
/** Handshakes under way at once. */
const AT_ONCE = 100;
const UPSERT = 1_000;
/** One round of pings and some more. */
const QUIET_SECONDS = 30;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const folder = await mkdtemp(join(tmpdir(), 'natter-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder });
try {
  const { appUrl } = await migrate({
    adminUrl: postgres.adminUrl,
    deployment: { tenantId: 'bench', edition: 'social' },
  });
  const database = openDatabase({ url: appUrl, log: silentLog });
  const people = Array.from({ length: COUNT }, (_, n) => `idle-${n}`);
  for (let at = 0; at < COUNT; at += UPSERT) {
    await database.upsertUsers(people.slice(at, at + UPSERT).map((id) => ({ id, displayName: id })));
  }
  const pairs = await makePairs(database, 50);
  const server = await startServer('natter/server.ts', {
    DATABASE_URL: appUrl,
    NATTER_JWT_SECRET: BENCH_SECRET,
    NATTER_MAX_SOCKETS_PER_IP: '0',
  });
  const load = { url: server.url, seconds: 4, pairs, mode: 'open', by: 'library', perSecond: 200 } as const;
  await runLoad(load);
  const alone = await runLoad(load);
  const before = await server.memory();
  const pid = server.child.pid ?? 0;
  const comingBefore = cpuOf([pid]);
  const began = performance.now();
  const held: Held[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let who = people[next++]; who !== undefined; who = people[next++])
      held.push(await hold(server.url, await signIn(who)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const took = (performance.now() - began) / 1_000;
  const coming = (cpuOf([pid]) - comingBefore) / COUNT / 1_000;
  const cpuBefore = cpuOf([pid]);
  await new Promise((resolve) => setTimeout(resolve, QUIET_SECONDS * 1_000));
  const cpu = (cpuOf([pid]) - cpuBefore) / QUIET_SECONDS / 10_000;
  const after = await server.memory();
  const beside = await runLoad(load);
  say(
    `${held.length} connections, each of somebody else, in ${took.toFixed(0)} s (${(COUNT / took).toFixed(0)} a second)`,
  );
  say(
    `  each              ${((after - before) / COUNT / 1024).toFixed(1)} KiB of resident memory   (aim: at most 20 KiB)`,
  );
  say(`  letting one in    ${coming.toFixed(2)} ms of the server's processor`);
  say(`  keeping them      ${cpu.toFixed(1)} % of a core`);
  say(
    `  200 sends a second of 100 others: p99 ${alone.p99.toFixed(1)} ms before, ${beside.p99.toFixed(1)} ms beside them, errors ${beside.errors}`,
  );
  for (const { socket } of held) socket.terminate();
  await server.stop();
  await database.close();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
