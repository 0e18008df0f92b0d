import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { check, type Verdict } from './checker/check.ts';
import type { Evidence, Reading } from './checker/evidence.ts';
import type { ClientLibrary } from './clients/client-library.ts';
import { type Crowd, createCrowd } from './clients/crowd.ts';
import { createTokens } from './clients/tokens.ts';
import { PAIRS, PEOPLE } from './clients/world.ts';
import type { DatabaseControl } from './faults/database-control.ts';
import { runNemesis } from './faults/nemesis.ts';
import { scheduleSoon } from './faults/schedule-soon.ts';
import { readAs } from './final/read-rest.ts';
import { readStored, sampleMarks } from './final/read-sql.ts';
import { type Histories, type History, openHistories, streamHistories } from './history/history-files.ts';
import { type RecoveryTimes, readTimes } from './report-times.ts';
import { type Recovery, settle } from './run-settle.ts';
import { healAll, SECRET, setUp } from './run-setup.ts';
import { undoAll } from './undo-all.ts';
import { pause } from './wait.ts';

export interface TortureOptions {
  readonly seed: number;
  /** How long there are faults. */
  readonly seconds: number;
  readonly nodes: number;
  readonly withRedis: boolean;
  /** Sends a second that are aimed at. */
  readonly rate: number;
  /** Sends a second beside these, of programs that send many at once. */
  readonly burstRate: number;
  /** How many times as long as promised a device may take to be equal to the database after healing. */
  readonly slack: number;
  /** Where histories and logs go; they outlive the run. */
  readonly evidenceDir: string;
  /** Where the bundled server goes: a folder from which it finds its libraries. */
  readonly bundleDir: string;
  /** A client of another version, which half of the devices run. */
  readonly otherClient?: ClientLibrary | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface TortureReport {
  readonly seed: number;
  readonly seconds: number;
  readonly verdict: Verdict;
  readonly faults: ReadonlyMap<string, number>;
  readonly times: RecoveryTimes;
  readonly recovery: Recovery;
  /** What could not be done on this machine, in sentences. */
  readonly omissions: readonly string[];
}

/** A longer run has time between faults, in which what has queued up is sent; a short one has to meet as many kinds. */
const LONG_SECONDS = 120;
const LONG_EASE = 3;
/** Of a token, longer than any run. */
const TOKEN_SECONDS = 3_600;

type Later = (undo: () => unknown) => void;

/** Runs all of it once and cleans up, also after an error or the signal. */
export async function runTorture(options: TortureOptions): Promise<TortureReport> {
  const cleanUps: (() => Promise<unknown> | unknown)[] = [];
  try {
    return await run(options, (undo) => cleanUps.push(undo));
  } finally {
    await undoAll(cleanUps);
  }
}

async function run(options: TortureOptions, later: Later): Promise<TortureReport> {
  const { seed, seconds, signal, say, evidenceDir } = options;
  const histories = openHistories(join(evidenceDir, 'history'));
  later(() => histories.close());
  const { victims, url } = await setUp(options, later);
  const { nodes, database, disk } = victims;
  const crowd = createCrowd({
    url,
    tokenFor: createTokens(SECRET, TOKEN_SECONDS),
    histories,
    seed,
    rate: options.rate,
    burstRate: options.burstRate,
    otherClient: options.otherClient,
    spreadMs: seconds * 700,
  });
  later(() => crowd.close());
  await enter(crowd);

  say(`torture: seed ${seed}, ${seconds} s, ${nodes.length} server${nodes.length === 1 ? '' : 's'}`);
  const faults = new Map<string, number>();
  const acts = start({ crowd, histories, victims, options, faults }, later);
  later(tellProgress({ histories, faults, say, seed }));
  // A failure anywhere ends the run at once.
  await Promise.race([pause(seconds * 1_000, signal), failure([acts.talk, acts.nemesis])]);
  acts.calm.abort();
  signal.throwIfAborted();

  await acts.nemesis;
  await healAll(victims);
  say('all faults healed; waiting for everybody to catch up');
  const settled = await settle({ crowd, database, nodes, end: acts.end, signal, seconds, slack: options.slack });
  const strangers = await acts.talk;
  acts.end.abort();
  await Promise.all(acts.watching);
  histories.close();

  // Read as often as it is gone through, and never held: a run of several seeds would keep all of them.
  const events = streamHistories(join(evidenceDir, 'history'));
  const operations = {
    starts: nodes.reduce((sum, { server }) => sum + server.starts, 0),
    unasked: nodes.flatMap(({ server }) => server.unasked),
    overdue: [...nodes.flatMap(({ server }) => server.overdue), ...settled.overdue],
  };
  const { equality, showings } = settled;
  const verdict = check({ ...(await gather(crowd, database, strangers)), equality, showings, events, operations });
  const omissions = disk === null ? ['The full disk was left out: only root may mount a small one.'] : [];
  return { seed, seconds, verdict, faults, times: readTimes(events), recovery: settled.recovery, omissions };
}

interface Stage {
  readonly crowd: Crowd;
  readonly histories: Histories;
  readonly victims: Awaited<ReturnType<typeof setUp>>['victims'];
  readonly options: TortureOptions;
  readonly faults: Map<string, number>;
}

/** Everybody talks, everything breaks, and somebody watches: until `calm`, and for what is unanswered then until `end`. */
function start({ crowd, histories, victims, options, faults }: Stage, later: Later) {
  const calm = new AbortController();
  const end = new AbortController();
  // Everybody waits on these at once.
  setMaxListeners(0, calm.signal, end.signal, options.signal);
  const harness = histories.of('harness', 'harness');
  const author = 'hal';
  const talk = crowd.talk(calm.signal, end.signal);
  const nemesis = runNemesis({
    victims: {
      ...victims,
      devices: crowd.devices,
      scheduleSoon: () => scheduleSoon(crowd.restOf(author), histories.of(`${author}-later`, author)),
    },
    seed: options.seed,
    seconds: options.seconds,
    history: harness,
    signal: calm.signal,
    ease: options.seconds > LONG_SECONDS ? LONG_EASE : 1,
    onFault: (kind) => faults.set(kind, (faults.get(kind) ?? 0) + 1),
  });
  const watching = [watchLive(crowd, harness, end.signal), watchMarks(victims.database, histories, calm.signal)];
  // First of all nobody breaks or starts anything any more; then what was started is ended.
  later(async () => {
    calm.abort();
    end.abort();
    await Promise.allSettled([talk, nemesis, ...watching]);
  });
  return { calm, end, talk, nemesis, watching };
}

/** Rejects when one of them does; never resolves. */
function failure(works: readonly Promise<unknown>[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const work of works) work.catch(reject);
  });
}

async function enter(crowd: Crowd): Promise<void> {
  for (const person of PEOPLE) {
    const answer = await crowd.restOf(person)('GET', '/me');
    if (answer?.status !== 200) throw new Error(`${person} cannot come in: ${JSON.stringify(answer)}`);
  }
}

/** Says once a minute how far it is. What it answers ends that. */
function tellProgress(run: Pick<Stage, 'histories' | 'faults'> & Pick<TortureOptions, 'say' | 'seed'>): () => void {
  const { histories, faults, say, seed } = run;
  const timer = setInterval(() => {
    const count = [...faults.values()].reduce((sum, times) => sum + times, 0);
    const minutes = Math.round(histories.now() / 60_000);
    say(`seed ${seed}, ${minutes} min: ${histories.sends()} sends so far, ${count} faults of ${faults.size} kinds`);
  }, 60_000);
  return () => clearInterval(timer);
}

/** Notes what becomes of each device's connection, and when all have become live. */
async function watchLive(crowd: Crowd, harness: History, signal: AbortSignal): Promise<void> {
  let wasLive = false;
  const states = new Map<string, string>();
  while (!signal.aborted) {
    for (const { plan, client } of crowd.devices) {
      const { state } = client.connection.getSnapshot();
      if (states.get(plan.name) !== state) harness.note({ op: 'fault', kind: `device ${state}`, detail: plan.name });
      states.set(plan.name, state);
    }
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
  return { stored, readings, holdings: await crowd.readHoldings(), pairs: PAIRS };
}
