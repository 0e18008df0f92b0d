import { parseArgs } from 'node:util';

export const USAGE = `npm run torture -- [options]
  --seed N           the faults that this seed gives; random unless told
  --seeds 1,2,3      one run after another
  --short            about 100 s in all, with less to send: what npm test runs
  --minutes M        how long there are faults, for each seed (--seconds S too); 3 minutes unless told
  --nodes 1..3       server nodes behind a balancer; 1 unless told
  --redis            with Redis, in a process of its own
  --rate N           sends a second that are aimed at; 100 unless told
  --bursts N         sends a second beside these, of programs that send many at once; 120 unless told
  --slack N          how many times as long as promised a device may take to be equal after healing; 3 unless told
  --client-of REV    every other person's devices run @natter/client as this commit has it
  --client-bundle F  the same with a bundle that such a run has made (.cache/torture/client-REV.mjs)
  --keep             keep histories and logs, also when all held
  --write-report     put the report into docs/reliability.md
`;

/** What a command line asks for. */
export interface AskedRun {
  readonly seeds: readonly number[];
  readonly seconds: number;
  readonly nodes: number;
  readonly wantsRedis: boolean;
  readonly rate: number;
  readonly burstRate: number;
  readonly slack: number;
  /** A bundle of another version of the client. */
  readonly clientBundle: string | null;
  /** A commit with another version of the client. */
  readonly clientOf: string | null;
  readonly keep: boolean;
  readonly writeReport: boolean;
}

/**
 * After these come recovery, the last reads and the checker: some 100 s in all. Faults come one after another there, so less is sent that
 * could queue up, and devices may take longer: it has to hold on a machine with two slow cores.
 */
const SHORT = { seconds: 45, rate: '60', bursts: '20', slack: '9' };
/** Half of a long run may pass without the database: so much volume that five of five minutes still come to a hundred thousand sends. */
const LONG = { seconds: 180, rate: '100', bursts: '120', slack: '3' };
const MOST_NODES = 3;

/** Reads a command line. Errors: what it says cannot be done, in a sentence. */
export function readOptions(parameters: readonly string[]): AskedRun {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      short: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      minutes: { type: 'string' },
      nodes: { type: 'string', default: '1' },
      redis: { type: 'boolean', default: false },
      rate: { type: 'string' },
      bursts: { type: 'string' },
      slack: { type: 'string' },
      'client-bundle': { type: 'string' },
      'client-of': { type: 'string' },
      keep: { type: 'boolean', default: false },
      'write-report': { type: 'boolean', default: false },
    },
  });
  const { seconds, minutes } = values;
  const usual = values.short ? SHORT : LONG;
  const asked: AskedRun = {
    seeds: readSeeds(values.seeds ?? values.seed),
    seconds: minutes ? Number(minutes) * 60 : Number(seconds ?? usual.seconds),
    nodes: Number(values.nodes),
    wantsRedis: values.redis,
    rate: Number(values.rate ?? usual.rate),
    burstRate: Number(values.bursts ?? usual.bursts),
    slack: Number(values.slack ?? usual.slack),
    clientBundle: values['client-bundle'] ?? null,
    clientOf: values['client-of'] ?? null,
    keep: values.keep,
    writeReport: values['write-report'],
  };
  if (!(asked.seconds > 0) || !(asked.rate > 0)) throw new Error('--seconds, --minutes and --rate are above 0');
  if (!(asked.burstRate >= 0) || !(asked.slack > 0)) throw new Error('--bursts is 0 or more, --slack above 0');
  if (asked.clientOf !== null && asked.clientBundle !== null) throw new Error('one other client at a time');
  if (asked.seeds.some((seed) => !Number.isSafeInteger(seed))) throw new Error('a seed is a whole number');
  if (!Number.isInteger(asked.nodes) || asked.nodes < 1 || asked.nodes > MOST_NODES) {
    throw new Error(`--nodes is 1 to ${MOST_NODES}`);
  }
  return asked;
}

function readSeeds(given: string | undefined): number[] {
  if (given === undefined) return [Math.floor(Math.random() * 1_000_000)];
  return given.split(',').map((text) => (text.trim() === '' ? Number.NaN : Number(text)));
}
