/**
 * `npm run bench -- storm`: two thousand clients lose their server, by a crash and by a drain, and come back to the next one at once.
 * How long until all are live again, and what two bystanders' sends cost meanwhile. `-- --clients 2000`, `-- --only crash` (or `drain`).
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import { bundle } from '../tools/lib/bundle.ts';
import { cpuSecondsOf } from './lib/cpu-time.ts';
import { quantile } from './lib/statistics.ts';
import { BENCH_SECRET, makePairs } from './load/worlds.ts';
import { keepConnected, type Person, type ReturningClient } from './storm/returning-client.ts';

const { values: options } = parseArgs({
  allowPositionals: true,
  options: { clients: { type: 'string', default: '2000' }, only: { type: 'string' } },
});
const clients = Number(options.clients);
const EVERY_MS = 20;
/** The bystander sends more than a person may. */
const RAISED = { NATTER_LIMIT_SENDS_PER_MINUTE: '100000', NATTER_LIMIT_SENDS_BURST: '100000' };
/** A storm that takes longer than this has failed. */
const GIVE_UP_MS = 90_000;

/** In the repository, so that what it imports is found. */
const PROGRAM = fileURLToPath(new URL('../packages/server/.cache/storm-server.mjs', import.meta.url));

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function startNatter(databaseUrl: string, port: number) {
  const child = fork(PROGRAM, [], {
    execArgv: [],
    env: { ...process.env, DATABASE_URL: databaseUrl, NATTER_JWT_SECRET: BENCH_SECRET, PORT: String(port), ...RAISED },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('the server did not start')));
  await Promise.race([once(child, 'message'), failed]);
  // Its end is meant later on.
  failed.catch(() => undefined);
  return child;
}

/** Everybody who returns, and what they told since the storm began. */
class Crowd {
  readonly liveAt: number[] = [];
  connected = 0;
  refused = 0;
  told = 0;
  failed = 0;
  readonly #clients: ReturningClient[];

  constructor(url: string, people: readonly Person[]) {
    this.#clients = people.map((person) =>
      keepConnected(url, person, {
        live: (at) => {
          this.connected++;
          this.liveAt.push(at);
        },
        lost: () => void this.connected--,
        refused: (retryAfter) => {
          this.refused++;
          if (retryAfter !== undefined) this.told++;
        },
        failed: () => void this.failed++,
      }),
    );
  }

  forget(): void {
    this.liveAt.length = 0;
    this.refused = 0;
    this.told = 0;
    this.failed = 0;
  }

  stop(): void {
    for (const client of this.#clients) client.stop();
  }
}

async function until(holds: () => boolean): Promise<boolean> {
  const end = performance.now() + GIVE_UP_MS;
  while (!holds()) {
    if (performance.now() > end) return false;
    await pause(5);
  }
  return true;
}

/** Sends of one person at a steady pace until told to stop, each counted from when it was due; what they took, in milliseconds. */
async function sendMeanwhile(
  client: ReturningClient,
  { conversationId }: Person,
  isOver: () => boolean,
): Promise<number[]> {
  const took: number[] = [];
  const asked: Promise<void>[] = [];
  while (!isOver()) {
    const startedAt = performance.now();
    const body = { conversationId, clientId: crypto.randomUUID(), type: 'text', content: 'meanwhile' };
    asked.push(
      client.ask('message:send', body).then((answer) => {
        if ((answer as { ok?: boolean } | undefined)?.ok === true) took.push(performance.now() - startedAt);
        else took.push(Number.POSITIVE_INFINITY);
      }),
    );
    await pause(EVERY_MS);
  }
  await Promise.race([Promise.all(asked), pause(5_000)]);
  return took;
}

const folder = await mkdtemp(join(tmpdir(), 'natter-storm-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder });
try {
  const { appUrl } = await migrate({
    adminUrl: postgres.adminUrl,
    deployment: { tenantId: 'bench', edition: 'social' },
  });
  const database = openDatabase({ url: appUrl, log: silentLog });
  const pairs = await makePairs(database, clients / 2 + 1);
  await database.close();
  const people = pairs.flatMap(({ conversationId, people: two }) =>
    two.map(({ token }) => ({ token: String(token), conversationId })),
  );
  const [bystander, , ...crowdPeople] = people;
  if (bystander === undefined) throw new Error('nobody there');
  await bundle(fileURLToPath(new URL('storm/server.ts', import.meta.url)), PROGRAM);
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  say(
    `machine: ${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, Node ${process.version}, server, clients and PostgreSQL on it`,
  );

  let server = await startNatter(appUrl, port);
  const crowd = new Crowd(url, crowdPeople);
  if (!(await until(() => crowd.connected === clients))) throw new Error(`only ${crowd.connected} connected`);
  say(`${clients} clients connected\n`);

  for (const kind of ['crash', 'drain'] as const) {
    if (options.only !== undefined && options.only !== kind) continue;
    // Long enough for failures to be forgotten.
    await pause(1_000);
    crowd.forget();
    const ended = once(server, 'exit');
    const endedAt = performance.now();
    if (kind === 'crash') server.kill('SIGKILL');
    else server.send('stop');
    await ended;
    server = await startNatter(appUrl, port);
    const upAt = performance.now();
    const { failed: inVain } = crowd;
    const spentBefore = { server: cpuSecondsOf(server.pid ?? 0), database: cpuSecondsOf(postgres.pid) };
    let isOver = false;
    let isThere: () => void = () => undefined;
    const there = new Promise<void>((resolve) => {
      isThere = resolve;
    });
    const quiet = { lost: () => undefined, refused: () => undefined, failed: () => undefined };
    const writer = keepConnected(url, bystander, { ...quiet, live: () => isThere() });
    const sending = there.then(() => sendMeanwhile(writer, bystander, () => isOver));
    const areBack = await until(() => crowd.connected >= clients && crowd.liveAt.length >= clients);
    isOver = true;
    const spent = {
      server: cpuSecondsOf(server.pid ?? 0) - spentBefore.server,
      database: cpuSecondsOf(postgres.pid) - spentBefore.database,
    };
    const took = await sending;
    writer.stop();
    const since = crowd.liveAt.map((at) => at - upAt);
    say(`${kind}: the next server was there after ${seconds(upAt - endedAt)}`);
    say(
      `  live again, from then on: p50 ${seconds(quantile(since, 0.5))}, p99 ${seconds(quantile(since, 0.99))}, all ${areBack ? seconds(Math.max(...since)) : `NOT (${crowd.connected} of ${clients})`}`,
    );
    const each = (inSeconds: number) => `${((inSeconds * 1000) / clients).toFixed(2)} ms`;
    say(
      `  processor for each that came back, with all else meanwhile: server ${each(spent.server)}, PostgreSQL ${each(spent.database)}`,
    );
    say(
      `  attempts that found nobody ${inVain}, that failed later ${crowd.failed - inVain}, refused ${crowd.refused}, of these told when to come again ${crowd.told}`,
    );
    say(
      `  ${took.length} sends meanwhile: p50 ${quantile(took, 0.5).toFixed(1)} ms, p99 ${quantile(took, 0.99).toFixed(1)} ms, worst ${Math.max(...took).toFixed(1)} ms\n`,
    );
  }
  crowd.stop();
  server.kill('SIGKILL');
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
