import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@natter/server/database';
import { findFreePort } from '@natter/server/embedded-postgres';
import { DatabaseControl } from '../torture/faults/database-control.ts';
import { undoAll } from '../torture/undo-all.ts';
import { pause, until } from '../torture/wait.ts';
import { ask, hear, startProcess } from './child.ts';
import { type Growth, judgeGrowth, type Sample } from './flat.ts';
import { findBehind, type Judged, judgeLedger } from './judge.ts';
import type { Knowledge, Progress, SoakOrder } from './lines.ts';
import type { Measured } from './measured.ts';
import {
  createPairs,
  DEVICES,
  environment,
  isReady,
  readConnections,
  readEnds,
  readStored,
  SECRET,
  TENANT,
} from './world.ts';

export interface SoakOptions {
  readonly seconds: number;
  /** Messages a second. */
  readonly rate: number;
  /** In pairs; each on one connection, by hand. */
  readonly people: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface SoakReport {
  readonly options: SoakOptions;
  readonly judged: Judged;
  /** Who did not come to know everything. */
  readonly behind: readonly string[];
  readonly growth: readonly Growth[];
  readonly returns: number;
  readonly refused: number;
  /** Of each minute, in milliseconds. */
  readonly delivery: readonly { readonly p50: number; readonly p99: number }[];
}

const LOOKS = 120;
const LOOK_AT_MOST_EVERY_S = 5;
const READY_WITHIN_MS = 30_000;
/** The contract's bound for what nobody tells. */
const EQUAL_WITHIN_MS = 65_000;
const MEGABYTE = 2 ** 20;

/** What may seem to grow in an hour: a tenth, or what a cache, a collector and an allocator move about. */
const ALLOWED = [
  { name: 'heap of the server, MiB', share: 0.1, least: 4 },
  { name: 'its buffers, MiB', share: 0.1, least: 2 },
  { name: 'its resident memory, MiB', share: 0.15, least: 24 },
  { name: 'its open files', share: 0.1, least: 20 },
  { name: 'its timers', share: 0.1, least: 20 },
  { name: 'connections of the database', share: 0, least: 2 },
] as const;

type Later = (undo: () => unknown) => void;

/** Runs it and cleans up, also after an error or the signal. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const cleanUps: (() => unknown)[] = [];
  try {
    return await run(options, (undo) => cleanUps.push(undo));
  } finally {
    await undoAll(cleanUps);
  }
}

async function run(options: SoakOptions, later: Later): Promise<SoakReport> {
  const { seconds, say, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'natter-soak-'));
  later(() => rm(folder, { recursive: true, force: true }));
  const database = new DatabaseControl(join(folder, 'data'), await findFreePort());
  later(() => database.stop('immediate'));
  const adminUrl = await database.start();
  const { appUrl } = await migrate({ adminUrl, deployment: { tenantId: TENANT, edition: 'social' } });
  const { pairs, devicePairs } = await createPairs(appUrl, options.people);

  const port = await findFreePort();
  const server = await startProcess('server-process', environment(appUrl, port));
  later(() => server.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  if (!(await until(() => isReady(url), READY_WITHIN_MS))) throw new Error('the server is not ready');

  const ledger = join(folder, 'acknowledged');
  const people = await startProcess('people-process', {});
  later(() => people.kill('SIGKILL'));
  await hear(people);
  const { rate, seed } = options;
  const order: SoakOrder = { url, secret: SECRET, seed, rate, pairs, devicePairs, ledger };
  await ask(people, { order });
  say(
    `soak: ${seconds} s, ${rate} messages a second, ${options.people} people by hand and ${DEVICES} clients, seed ${seed}`,
  );

  const lookEvery = Math.max(seconds / LOOKS, LOOK_AT_MOST_EVERY_S);
  const samples: Sample[] = [];
  const delivery: { p50: number; p99: number }[] = [];
  const sum = { acknowledged: 0, returns: 0, refused: 0 };
  const began = performance.now();
  const secondsSoFar = () => (performance.now() - began) / 1_000;
  for (let nth = 1; secondsSoFar() < seconds; nth++) {
    await pause(Math.min(lookEvery * nth, seconds) * 1_000 - secondsSoFar() * 1_000, signal);
    signal.throwIfAborted();
    const held = await ask<Measured>(server, 'measure');
    const { value: progress } = await ask<{ value: Progress }>(people, 'progress');
    samples.push({ at: secondsSoFar(), values: { ...valuesOf(held), ...(await readConnections(database)) } });
    for (const name of ['acknowledged', 'returns', 'refused'] as const) sum[name] += progress[name];
    delivery.push({ p50: progress.p50, p99: progress.p99 });
    say(describeMoment(secondsSoFar(), sum.acknowledged, progress, held));
  }

  await ask(people, 'settle');
  say('nobody says anything new; waiting until everybody knows everything');
  let behind = ['nobody was asked'];
  await until(async () => {
    signal.throwIfAborted();
    const { value } = await ask<{ value: Knowledge[] }>(people, 'tell');
    behind = findBehind(value, await readEnds(database));
    return behind.length === 0;
  }, EQUAL_WITHIN_MS);
  const judged = judgeLedger((await readFile(ledger, 'utf8')).split('\n'), await readStored(database));
  await ask(people, 'stop');
  const { returns, refused } = sum;
  return { options, judged, behind, growth: judgeGrowth(samples, ALLOWED), returns, refused, delivery };
}

function valuesOf({
  heap,
  buffers,
  resident,
  files,
  resources,
}: Measured): Record<(typeof ALLOWED)[number]['name'], number> {
  return {
    'heap of the server, MiB': heap / MEGABYTE,
    'its buffers, MiB': buffers / MEGABYTE,
    'its resident memory, MiB': resident / MEGABYTE,
    'its open files': files,
    'its timers': resources['Timeout'] ?? 0,
    'connections of the database': 0,
  };
}

function describeMoment(
  at: number,
  acknowledged: number,
  progress: Progress,
  { heap, resident, files }: Measured,
): string {
  const megabytes = (bytes: number) => `${(bytes / MEGABYTE).toFixed(1)} MiB`;
  return [
    `${String(Math.round(at)).padStart(5)} s`,
    `${acknowledged} acknowledged, ${progress.connected} connected, ${progress.returns} came back`,
    `delivery ${progress.p50.toFixed(1)} / ${progress.p99.toFixed(1)} ms`,
    `server ${megabytes(heap)} heap, ${megabytes(resident)} resident, ${files} files`,
  ].join('; ');
}
