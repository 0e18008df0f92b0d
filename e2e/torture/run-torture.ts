import { setMaxListeners } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mintToken, systemClock } from '@natter/server';
import { migrate } from '@natter/server/database';
import { startTcpProxy } from '@natter/testkit';
import { check, type Verdict } from './checker/check.ts';
import type { Evidence, Holding, Reading } from './checker/evidence.ts';
import { findDiverged } from './checker/state-rules.ts';
import { type Crowd, createCrowd } from './clients/crowd.ts';
import { PAIRS, PEOPLE } from './clients/world.ts';
import { bundleServer } from './faults/bundle-server.ts';
import { DatabaseControl } from './faults/database-control.ts';
import { runNemesis, type Victims } from './faults/nemesis.ts';
import { ServerControl } from './faults/server-control.ts';
import { readDisk, readShown } from './final/read-device.ts';
import { readAs } from './final/read-rest.ts';
import { readStored, sampleMarks } from './final/read-sql.ts';
import type { HistoryEvent } from './history/history-event.ts';
import { type Histories, type History, openHistories, readHistories } from './history/history-files.ts';
import { pause, until } from './wait.ts';

export interface TortureOptions {
  readonly seed: number;
  readonly seconds: number;
  /** Sends a second that are aimed at. */
  readonly rate: number;
  /** Where histories and logs go; they outlive the run. */
  readonly evidenceDir: string;
  /** Where the bundled server goes: a folder from which it finds its libraries. */
  readonly bundleDir: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Figures of a run, in milliseconds. */
export interface Recovery {
  readonly healedToLiveMs: number;
  readonly healedToEmptyMs: number;
  readonly healedToEqualMs: number;
}

export interface TortureReport {
  readonly verdict: Verdict;
  readonly faults: ReadonlyMap<string, number>;
  readonly events: readonly HistoryEvent[];
  readonly recovery: Recovery;
}

const TENANT = 'torture';
const SECRET = 'only for torture, 0123456789abcdef';
/**
 * After healing, how long until everybody is live, has sent what waited, and holds what the database has. A longer run leaves more
 * waiting: each of its seconds gives half a one.
 */
const RECOVERY_WITHIN_MS = 120_000;
const RECOVERY_SHARE = 0.5;
const QUIET_MS = 3_000;

/** Runs all of it and cleans up, also after an error or the signal. */
export async function runTorture(options: TortureOptions): Promise<TortureReport> {
  const cleanUps: (() => Promise<unknown> | unknown)[] = [];
  try {
    return await run(options, (undo) => cleanUps.push(undo));
  } finally {
    for (const undo of cleanUps.reverse()) await undo();
  }
}

async function run(options: TortureOptions, later: (undo: () => unknown) => void): Promise<TortureReport> {
  const { seed, signal, say, evidenceDir } = options;
  const histories = openHistories(join(evidenceDir, 'history'));
  later(() => histories.close());
  const harness = histories.of('harness', 'harness');
  const { victims, url } = await setUp(options, later);
  const { server, database, network, databaseLink } = victims;
  const crowd = createCrowd({
    url,
    tokenFor: createTokens(),
    histories,
    seed,
    rate: options.rate,
    spreadMs: options.seconds * 700,
  });
  later(() => crowd.close());
  for (const person of PEOPLE) {
    const answer = await crowd.restOf(person)('GET', '/me');
    if (answer?.status !== 200) throw new Error(`${person} cannot come in: ${JSON.stringify(answer)}`);
  }

  say(`torture: seed ${seed}, ${options.seconds} s`);
  const calm = new AbortController();
  const end = new AbortController();
  // Everybody waits on these two at once.
  setMaxListeners(0, calm.signal, end.signal, signal);
  const faults = new Map<string, number>();
  const talk = crowd.talk(calm.signal, end.signal);
  const nemesis = runNemesis(
    { victims: { ...victims, devices: crowd.devices }, seed, history: harness, signal: calm.signal },
    faults,
  );
  const watching = [watchLive(crowd, harness, end.signal), watchMarks(database, histories, calm.signal)];
  // First of all nobody breaks or starts anything any more; then what was started is ended.
  later(async () => {
    calm.abort();
    end.abort();
    await Promise.allSettled([talk, nemesis, ...watching]);
  });
  // A failure anywhere ends the run at once.
  await Promise.race([pause(options.seconds * 1_000, signal), failure([talk, nemesis])]);
  calm.abort();
  signal.throwIfAborted();

  await nemesis;
  network.heal();
  databaseLink.heal();
  await database.start();
  await server.start();
  say('all faults healed; waiting for everybody to catch up');
  const settled = await settle({ crowd, database, server, end, signal, seconds: options.seconds });
  const strangers = await talk;
  end.abort();
  await Promise.all(watching);
  histories.close();

  const events = readHistories(join(evidenceDir, 'history'));
  const { starts, unasked } = server;
  const operations = { starts, unasked, overdue: [...server.overdue, ...settled.overdue] };
  const verdict = check({ ...(await gather(crowd, database, strangers)), events, operations });
  return { verdict, faults, events, recovery: settled.recovery };
}

/** Rejects when one of them does; never resolves. */
function failure(works: readonly Promise<unknown>[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const work of works) work.catch(reject);
  });
}

async function setUp(options: TortureOptions, later: (undo: () => unknown) => void) {
  const { evidenceDir, bundleDir } = options;
  await mkdir(bundleDir, { recursive: true });
  const file = join(bundleDir, `server-${process.pid}.mjs`);
  later(() => rm(file, { force: true }));
  await bundleServer(file);

  const dataDir = await mkdtemp(join(tmpdir(), 'natter-torture-'));
  later(() => rm(dataDir, { recursive: true, force: true }));
  const database = new DatabaseControl(dataDir, await findPort());
  later(() => database.stop('immediate'));
  const adminUrl = await database.start();
  const { appUrl } = await migrate({ adminUrl, deployment: { tenantId: TENANT, edition: 'social' } });

  const direct = new URL(appUrl);
  const databaseLink = await startTcpProxy({ targetPort: Number(direct.port) });
  later(() => databaseLink.close());
  direct.port = String(databaseLink.port);
  const port = await findPort();
  const logFile = join(evidenceDir, 'server.log');
  const server = new ServerControl({ file, port, logFile, env: serverEnvironment(direct.href) });
  later(() => server.kill());
  await server.start();
  const network = await startTcpProxy({ targetPort: port });
  later(() => network.close());
  const victims: Omit<Victims, 'devices'> = { server, database, network, databaseLink };
  return { victims, url: `http://127.0.0.1:${network.port}` };
}

/** As in production, with limits off: what is tested is what is left when nobody is slowed down. */
function serverEnvironment(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    NATTER_EDITION: 'social',
    NATTER_STORE_ID: TENANT,
    NATTER_JWT_SECRET: SECRET,
    NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
    NATTER_LIMIT_READS_PER_MINUTE: '0',
    NATTER_LIMIT_SENDS_PER_MINUTE: '0',
    NATTER_LIMIT_SENDS_BURST: '0',
    NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY: '0',
  };
}

function createTokens(): (person: string) => Promise<string> {
  return async (person) => {
    const { token } = await mintToken({
      secret: SECRET,
      userId: person,
      name: person,
      ttlSeconds: 3_600,
      clock: systemClock,
    });
    return token;
  };
}

/** A port that is free now; it is taken again and again, so that everything comes back where it was. */
async function findPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Notes when all devices have become live. */
async function watchLive(crowd: Crowd, harness: History, signal: AbortSignal): Promise<void> {
  let wasLive = false;
  while (!signal.aborted) {
    const isLive = crowd.devices.every((device) => device.isLive);
    if (isLive && !wasLive) harness.note({ op: 'fault', kind: 'all devices are live', detail: '' });
    wasLive = isLive;
    await pause(20, signal);
  }
}

/** Looks at the marks in the database once a second, while there is one. */
async function watchMarks(database: DatabaseControl, histories: Histories, signal: AbortSignal): Promise<void> {
  const history = histories.of('sql', 'administrator');
  while (!signal.aborted) {
    await sampleMarks(database, history).catch(() => {
      // It is being killed; the next look will tell.
    });
    await pause(1_000, signal);
  }
}

/** Waits for everybody to catch up, and says how long each part took. */
async function settle(context: {
  crowd: Crowd;
  database: DatabaseControl;
  server: ServerControl;
  end: AbortController;
  signal: AbortSignal;
  seconds: number;
}) {
  const { crowd, database, server, end, signal } = context;
  const mayTakeMs = RECOVERY_WITHIN_MS + context.seconds * 1_000 * RECOVERY_SHARE;
  const began = performance.now();
  const overdue: string[] = [];
  const within = async (what: string, holds: () => boolean | Promise<boolean>): Promise<number> => {
    const isDone = await until(() => {
      signal.throwIfAborted();
      return holds();
    }, mayTakeMs);
    if (!isDone) overdue.push(`${what} took longer than ${mayTakeMs} ms`);
    return Math.round(performance.now() - began);
  };
  await within('readiness', () => server.isReady());
  const healedToLiveMs = await within('until all devices were live', () =>
    crowd.devices.every((device) => device.isLive),
  );
  const isEmpty = () => crowd.devices.every((device) => device.client.outbox.getSnapshot().queued === 0);
  const healedToEmptyMs = await within('until all outboxes were empty', isEmpty);
  if (overdue.length > 0) end.abort();
  // What a window does that comes to the front: it asks. Without it, an event that was lost without a trace waits for the minute's tick.
  for (const device of crowd.devices) device.client.reconnect();
  let healedToEqualMs = 0;
  const isEqual = async () => {
    const holdings = await readHoldings(crowd);
    healedToEqualMs = Math.round(performance.now() - began);
    return findDiverged({ holdings, stored: await readStored(database) }).findings.length === 0;
  };
  // Marks are told in steps of two seconds: what is equal now must still be so when all that waits has been told.
  const staysEqual = async () => {
    if (!(await isEqual())) return false;
    const firstMs = healedToEqualMs;
    await pause(QUIET_MS);
    const stays = await isEqual();
    healedToEqualMs = firstMs;
    return stays;
  };
  await within('until all stores were equal to the database', staysEqual);
  return { overdue, recovery: { healedToLiveMs, healedToEmptyMs, healedToEqualMs } };
}

async function readHoldings(crowd: Crowd): Promise<Holding[]> {
  const holdings: Holding[] = [];
  for (const device of crowd.devices) {
    holdings.push(await readShown(device));
    holdings.push(await readDisk(device));
  }
  return holdings;
}

/** What is there at the end, by every way: tables, the public API as every person, and what devices hold. */
async function gather(
  crowd: Crowd,
  database: DatabaseControl,
  strangers: readonly Reading[],
): Promise<Pick<Evidence, 'stored' | 'readings' | 'holdings' | 'pairs'>> {
  const stored = await readStored(database);
  const readings = [...strangers];
  for (const { id } of stored) {
    readings.push(...(await Promise.all(PEOPLE.map((person) => readAs(person, crowd.restOf(person), id)))));
  }
  return { stored, readings, holdings: await readHoldings(crowd), pairs: PAIRS };
}
