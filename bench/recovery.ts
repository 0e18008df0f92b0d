/**
 * `npm run bench -- recovery`: how long until people can go on. A database is stopped and started again, in good order and as by a crash, and a
 * real client that kept sending tells when its first message was acknowledged; a server is killed and started again, and 1,000 clients
 * tell when they were live. `-- --rounds 5`, `-- --clients 1000`, `-- --only database` (or `server`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createNatterClient, memoryStorage } from '@natter/client';
import { migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import { startServer } from './lib/child.ts';
import { BENCH_SECRET, makePairs } from './load/worlds.ts';

const { values: options } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    clients: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
});
/** How long the database is away, in milliseconds: long enough that everything has noticed. */
const AWAY_MS = 3_000;
const SEND_EVERY_MS = 100;
const GIVE_UP_MS = 30_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const spread = (values: readonly number[]): string => {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
  return `median ${seconds(at(0.5))}, worst ${seconds(at(1))}`;
};

/** A client that says something ten times a second and remembers when each was acknowledged; nothing is repeated by hand. */
function keepSaying(url: string, { userId, token }: { userId: string; token: string }, conversationId: string) {
  const client = createNatterClient({
    url,
    userId,
    getToken: async () => token,
    storage: async () => memoryStorage(),
  });
  const committedAt: number[] = [];
  let waiting = 0;
  let isOver = false;
  const run = async () => {
    while (!isOver) {
      // What waits in the outbox is enough to find out; a thousand more would measure something else.
      if (waiting < 20) {
        waiting++;
        client
          .sendMessage(conversationId, { content: `at ${Date.now()}` })
          .then(({ committed }) => committed)
          .then(() => committedAt.push(performance.now()))
          .finally(() => waiting--)
          .catch(() => undefined);
      }
      await pause(SEND_EVERY_MS);
    }
  };
  return {
    start: () => {
      void client.start();
      void run();
    },
    stop: () => {
      isOver = true;
      return client.close();
    },
    /** When the first one after `from` was acknowledged. */
    firstAfter: async (from: number): Promise<number> => {
      const end = performance.now() + GIVE_UP_MS;
      for (;;) {
        const found = committedAt.find((at) => at > from);
        if (found !== undefined) return found;
        if (performance.now() > end) throw new Error('no send was acknowledged');
        await pause(5);
      }
    },
  };
}

async function restartDatabase(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'natter-recovery-'));
  let postgres = await startEmbeddedPostgres({ dataDir: folder });
  const { port, adminUrl } = postgres;
  const { appUrl } = await migrate({ adminUrl, deployment: { tenantId: 'bench', edition: 'social' } });
  const database = openDatabase({ url: appUrl, log: silentLog });
  const [pair] = await makePairs(database, 1);
  await database.close();
  const server = await startServer('natter/server.ts', { DATABASE_URL: appUrl, NATTER_JWT_SECRET: BENCH_SECRET });
  const person = pair?.people[0];
  if (pair === undefined || person === undefined) throw new Error('nobody there');
  const sender = keepSaying(
    server.url,
    { userId: String(person['userId']), token: String(person['token']) },
    pair.conversationId,
  );
  try {
    sender.start();
    await sender.firstAfter(0);
    for (const mode of ['fast', 'immediate'] as const) {
      const took: number[] = [];
      for (let round = 0; round < Number(options.rounds); round++) {
        await postgres.stop(mode);
        await pause(AWAY_MS);
        postgres = await startEmbeddedPostgres({ dataDir: folder, port });
        const backAt = performance.now();
        took.push((await sender.firstAfter(backAt)) - backAt);
      }
      say(
        `database stopped (${mode}), away for ${seconds(AWAY_MS)}: from its return to the first acknowledged send of a client ${spread(took)}`,
      );
    }
  } finally {
    await sender.stop();
    await server.stop();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The storm's own program with this many clients. */
async function restartServer(): Promise<void> {
  const storm = fileURLToPath(new URL('./storm.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, storm, '--clients', options.clients, '--only', 'crash'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code]: unknown[] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the storm ended with ${String(code)}`);
}

say(`machine: ${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, Node ${process.version}`);
if (options.only !== 'server') await restartDatabase();
if (options.only !== 'database') await restartServer();
process.exit(0);
