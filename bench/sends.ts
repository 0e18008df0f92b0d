/**
 * `npm run bench -- sends`: the product beside its floor, in one run on one machine. Quote the ratios; absolute figures are this machine's.
 * `-- --seconds 8` lengthens each measurement, `-- --rounds 5` repeats the alternating ones (the median is shown),
 * `-- --only closed` (or `open`, `idle`) leaves out the others.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import pg from 'pg';
import { FLOOR_SCHEMA, FLOOR_SINGLE } from './floor/schema.ts';
import { runLoad, startServer } from './lib/child.ts';
import { runPgbench } from './lib/pgbench.ts';
import { median } from './lib/statistics.ts';
import type { LoadOrder, LoadReport } from './load/generate.ts';
import { BENCH_SECRET, makeFloorPairs, makePairs, PAIRS } from './load/worlds.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const isWanted = (part: 'closed' | 'open' | 'idle'): boolean => (options.only ?? part) === part;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Contender {
  readonly name: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly pairs: LoadOrder['pairs'];
}

/** One load on a server of its own. */
async function measure(contender: Contender, load: Pick<LoadOrder, 'mode' | 'perSecond'>): Promise<LoadReport> {
  const server = await startServer(contender.file, contender.env);
  try {
    return await runLoad({ url: server.url, by: 'library', seconds, pairs: contender.pairs, ...load });
  } finally {
    await server.stop();
  }
}

/** Both, in turn, `rounds` times: so a machine that changes its speed changes it for both. */
async function alternate(one: Contender, other: Contender, load: Pick<LoadOrder, 'mode' | 'perSecond'>) {
  const reports = { one: [] as LoadReport[], other: [] as LoadReport[] };
  for (let round = 0; round < rounds; round += 1) {
    reports.one.push(await measure(one, load));
    reports.other.push(await measure(other, load));
  }
  const middle = (list: readonly LoadReport[]) => ({
    perSecond: median(list.map((report) => report.perSecond)),
    p50: median(list.map((report) => report.p50)),
    p99: median(list.map((report) => report.p99)),
    errors: list.reduce((sum, report) => sum + report.errors, 0),
  });
  return { one: middle(reports.one), other: middle(reports.other) };
}

/** Bytes that one idle connection costs the server, from many of them. */
async function idleCost(contender: Contender): Promise<number> {
  const server = await startServer(contender.file, contender.env);
  try {
    const load: LoadOrder = {
      ...{ url: server.url, mode: 'idle', by: 'library', seconds: 3, perSecond: 0 },
      pairs: contender.pairs,
    };
    // Once to warm the process up, so that what is measured is connections and not code.
    await runLoad(load);
    const before = await server.memory();
    let held = 0;
    const many = [load, load, load].map((order) =>
      runLoad({ ...order, seconds: 12 }, async () => {
        held += order.pairs.length * 2;
      }),
    );
    const until = performance.now() + 10_000;
    while (held < PAIRS * 6 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    const after = await server.memory();
    await Promise.all(many);
    return (after - before) / held;
  } finally {
    await server.stop();
  }
}

/** Each sends, waits for the arrival, and sends again: how many a second, and what of the floor that is. */
async function measureClosed(floor: Contender, natter: Contender, adminUrl: string): Promise<void> {
  const closed = await alternate(floor, natter, { mode: 'closed', perSecond: 0 });
  const singles: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const tps = await runPgbench(adminUrl, FLOOR_SINGLE, seconds);
    if (tps !== null) singles.push(tps);
  }
  say(`sends, ${PAIRS * 2} people in pairs, each waiting for arrival`);
  say(
    `  pgbench, one transaction a send   ${singles.length === 0 ? 'skipped: pgbench is not installed' : `${median(singles)}/s`}`,
  );
  say(
    `  floor                             ${closed.one.perSecond}/s   p50 ${closed.one.p50.toFixed(1)} ms  p99 ${closed.one.p99.toFixed(1)} ms`,
  );
  say(
    `  natter                            ${closed.other.perSecond}/s   p50 ${closed.other.p50.toFixed(1)} ms  p99 ${closed.other.p99.toFixed(1)} ms   errors ${closed.other.errors}`,
  );
  say(
    `  natter : floor                    ${(closed.other.perSecond / closed.one.perSecond).toFixed(2)}   (aim: at least 0.75)`,
  );
}

/** A steady number a second: how long until it has arrived. */
async function measureOpen(floor: Contender, natter: Contender): Promise<void> {
  const open = await alternate(floor, natter, { mode: 'open', perSecond: 500 });
  say('\ndelivery at 500 sends a second offered');
  say(`  floor    p50 ${open.one.p50.toFixed(2)} ms   p99 ${open.one.p99.toFixed(2)} ms`);
  say(
    `  natter   p50 ${open.other.p50.toFixed(2)} ms   p99 ${open.other.p99.toFixed(2)} ms   errors ${open.other.errors}   `,
  );
  say(`  natter : floor at p99   ${(open.other.p99 / open.one.p99).toFixed(2)}   (aim: at most 1.50)`);
}

/** What a connection costs that does nothing. */
async function measureIdle(floor: Contender, natter: Contender): Promise<void> {
  const idle = { floor: await idleCost(floor), natter: await idleCost(natter) };
  say('\none idle connection');
  say(`  floor    ${(idle.floor / 1024).toFixed(1)} KiB`);
  say(`  natter   ${(idle.natter / 1024).toFixed(1)} KiB   (aim: at most 20 KiB)`);
}

const folder = await mkdtemp(join(tmpdir(), 'natter-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder });
try {
  const { appUrl } = await migrate({
    adminUrl: postgres.adminUrl,
    deployment: { tenantId: 'bench', edition: 'social' },
  });
  const database = openDatabase({ url: appUrl, log: silentLog });
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  // The end of the database ends this connection too; what matters has failed before then.
  admin.on('error', (error) => say(`database: ${error.message}`));
  await admin.connect();
  await admin.query(FLOOR_SCHEMA);
  const natter: Contender = {
    name: 'natter',
    file: 'natter/server.ts',
    env: { DATABASE_URL: appUrl, NATTER_JWT_SECRET: BENCH_SECRET },
    pairs: await makePairs(database),
  };
  const floor: Contender = {
    name: 'floor',
    file: 'floor/server.ts',
    env: { DATABASE_URL: postgres.adminUrl },
    pairs: await makeFloorPairs(admin),
  };
  await database.close();

  say(
    `machine: ${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, PostgreSQL ${postgres.majorVersion} embedded, everything on it`,
  );
  say(`each figure: median of ${rounds} alternated runs of ${seconds} s\n`);

  if (isWanted('closed')) await measureClosed(floor, natter, postgres.adminUrl);
  if (isWanted('open')) await measureOpen(floor, natter);
  if (isWanted('idle')) await measureIdle(floor, natter);
  await admin.end();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
