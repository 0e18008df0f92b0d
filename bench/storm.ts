/**
 * `npm run bench -- storm`: two thousand clients lose their server, by a crash and by a drain, and come back to the next one at once.
 * How long until all are live again, and what two bystanders' sends cost meanwhile. `-- --clients 2000`, `-- --conversations 20` (of each, an even
 * number), `-- --only crash` (or `drain`). `-- --profile folder` writes there where the server's processor time went and what
 * PostgreSQL was asked; both cost time themselves.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { migrate, openDatabase } from '@natter/server/database';
import { findFreePort, startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import pg from 'pg';
import { bundle } from '../tools/lib/bundle.ts';
import { cpuSecondsOf } from './lib/cpu.ts';
import { quantile } from './lib/statistics.ts';
import { BENCH_SECRET, makeCircle } from './load/worlds.ts';
import { keepConnected, type Person, type ReturningClient } from './storm/returning-client.ts';

const { values: options } = parseArgs({
  allowPositionals: true,
  options: {
    clients: { type: 'string', default: '2000' },
    conversations: { type: 'string', default: '20' },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
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

async function startNatter(databaseUrl: string, port: number) {
  const child = fork(PROGRAM, [], {
    execArgv: options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`],
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

/** Seconds of processor so far: of the server, of PostgreSQL, and of this process, which is all the clients. */
function spentBy(server: number, database: number) {
  const { user, system } = process.cpuUsage();
  return { server: cpuSecondsOf(server), database: cpuSecondsOf(database), load: (user + system) / 1e6 };
}

async function watchStatements(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  return client;
}

async function tellStatements(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ calls: string; ms: number; top: boolean; query: string }>(
    `SELECT calls, total_exec_time AS ms, toplevel AS top, left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query
     FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 30`,
  );
  for (const { calls, ms, top, query } of rows)
    say(
      `  ${calls.padStart(8)} × ${((ms * 1000) / Number(calls)).toFixed(0).padStart(6)} µs ${top ? '' : '  within'} ${query}`,
    );
  say('');
}

const folder = await mkdtemp(join(tmpdir(), 'natter-storm-'));
const postgres = await startEmbeddedPostgres({
  dataDir: folder,
  ...(options.profile !== undefined && {
    settings: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track': 'all' },
  }),
});
try {
  const { appUrl } = await migrate({
    adminUrl: postgres.adminUrl,
    deployment: { tenantId: 'bench', edition: 'social' },
  });
  const database = openDatabase({ url: appUrl, log: silentLog });
  const circle = await makeCircle(database, { people: clients + 2, each: Number(options.conversations) });
  await database.close();
  const people = circle.map(({ token, conversationIds: [conversationId = ''] }) => ({ token, conversationId }));
  const [bystander, , ...crowdPeople] = people;
  if (bystander === undefined) throw new Error('nobody there');
  await bundle(fileURLToPath(new URL('storm/server.ts', import.meta.url)), PROGRAM);
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  say(
    `machine: ${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, Node ${process.version}, server, clients and PostgreSQL on it`,
  );

  const statements = options.profile === undefined ? null : await watchStatements(postgres.adminUrl);
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
    const spentBefore = spentBy(server.pid ?? 0, postgres.pid);
    await statements?.query('SELECT pg_stat_statements_reset()');
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
    const spent = spentBy(server.pid ?? 0, postgres.pid);
    const took = await sending;
    writer.stop();
    const since = crowd.liveAt.map((at) => at - upAt);
    say(`${kind}: the next server was there after ${seconds(upAt - endedAt)}`);
    say(
      `  live again, from then on: p50 ${seconds(quantile(since, 0.5))}, p99 ${seconds(quantile(since, 0.99))}, all ${areBack ? seconds(Math.max(...since)) : `NOT (${crowd.connected} of ${clients})`}`,
    );
    const each = (who: keyof typeof spent) => `${(((spent[who] - spentBefore[who]) * 1000) / clients).toFixed(2)} ms`;
    say(
      `  processor for each that came back, with all else meanwhile: server ${each('server')}, PostgreSQL ${each('database')}, the clients themselves ${each('load')}`,
    );
    if (statements !== null) await tellStatements(statements);
    say(
      `  attempts that found nobody ${inVain}, that failed later ${crowd.failed - inVain}, refused ${crowd.refused}, of these told when to come again ${crowd.told}`,
    );
    say(
      `  ${took.length} sends meanwhile: p50 ${quantile(took, 0.5).toFixed(1)} ms, p99 ${quantile(took, 0.99).toFixed(1)} ms, worst ${Math.max(...took).toFixed(1)} ms\n`,
    );
  }
  crowd.stop();
  if (options.profile === undefined) server.kill('SIGKILL');
  else {
    const ended = once(server, 'exit');
    server.send('stop');
    await ended;
  }
  await statements?.end();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
