import type { Flow, TcpProxy } from '@natter/testkit';
import type { Device } from '../clients/device.ts';
import type { History } from '../history/history-files.ts';
import { type Chance, seededChance } from '../seeded.ts';
import { pause } from '../wait.ts';
import type { DatabaseControl } from './database-control.ts';
import type { ServerControl } from './server-control.ts';

/** What there is to break. */
export interface Victims {
  readonly server: ServerControl;
  readonly database: DatabaseControl;
  /** Between clients and server, and between server and database. */
  readonly network: TcpProxy;
  readonly databaseLink: TcpProxy;
  readonly devices: readonly Device[];
}

/** One way to do harm. When it resolves the harm is undone, or its consequences are to be borne. */
export type Fault = (victims: Victims, chance: Chance, history: History) => Promise<string>;

const back = (history: History, what: 'server' | 'database', detail = '') =>
  history.note({ op: 'fault', kind: `${what} is back`, detail });

async function restartDatabase(
  { database }: Victims,
  chance: Chance,
  history: History,
  how: 'kill' | 'fast' | 'immediate',
) {
  if (how === 'kill') await database.kill();
  else await database.stop(how);
  const away = chance.whole(0, 600);
  await pause(away);
  await database.start();
  back(history, 'database');
  return `away for ${away} ms`;
}

/** Faults of processes: one at a time. Several of a kind weigh more. */
export const PROCESS_FAULTS: Readonly<Record<string, readonly [number, Fault]>> = {
  'server killed (SIGKILL)': [
    4,
    async ({ server }, chance, history) => {
      await server.kill();
      await pause(chance.between(0, 300));
      await server.start();
      back(history, 'server');
      return '';
    },
  ],
  'server restarted (SIGTERM)': [
    2,
    async ({ server }, _, history) => {
      await server.terminate();
      await server.start();
      back(history, 'server');
      return '';
    },
  ],
  'server frozen (SIGSTOP)': [
    2,
    async ({ server }, chance) => {
      const ms = chance.whole(1_000, 3_000);
      server.freeze();
      await pause(ms);
      server.thaw();
      return `${ms} ms`;
    },
  ],
  'database killed (SIGKILL)': [3, (victims, chance, history) => restartDatabase(victims, chance, history, 'kill')],
  'database stopped immediately': [
    1,
    (victims, chance, history) => restartDatabase(victims, chance, history, 'immediate'),
  ],
  'database restarted fast': [1, (victims, chance, history) => restartDatabase(victims, chance, history, 'fast')],
  'database connections ended': [
    3,
    async ({ database }, chance) => {
      const backends = (await database.backends()).filter(() => chance.next() < 0.6);
      await database.query('SELECT pg_terminate_backend(p) FROM unnest($1::int[]) p', [backends]);
      return `${backends.length}`;
    },
  ],
  'database connection frozen': [
    1,
    async ({ database }, chance) => {
      const backends = await database.backends();
      const pid = backends.length > 0 ? chance.pick(backends) : null;
      if (pid === null) return 'there was none';
      const ms = chance.whole(500, 1_500);
      process.kill(pid, 'SIGSTOP');
      await pause(ms);
      process.kill(pid, 'SIGCONT');
      return `${ms} ms`;
    },
  ],
  'server and database killed': [
    1,
    async ({ server, database }, chance, history) => {
      await Promise.all([server.kill(), database.kill()]);
      await pause(chance.between(0, 300));
      await Promise.all([server.start(), database.start().then(() => back(history, 'database'))]);
      back(history, 'server');
      return '';
    },
  ],
};

/** All connections, or some of them. */
function victimsOf(chance: Chance): ((nth: number) => boolean) | undefined {
  if (chance.next() < 0.5) return undefined;
  const hit = new Set(Array.from({ length: 64 }, (_, nth) => nth).filter(() => chance.next() < 0.4));
  return (nth) => hit.has(nth % 64);
}

/** The network suffers for a while, then heals or is cut. */
async function suffer(
  proxy: TcpProxy,
  chance: Chance,
  flows: { toServer?: Flow; toClient?: Flow },
  end: 'heal' | 'cut',
): Promise<string> {
  const ms = chance.whole(500, 2_500);
  const pick = victimsOf(chance);
  const suffered = proxy.suffer(flows, pick);
  await pause(ms);
  const { dropped } = proxy;
  if (end === 'cut') suffered.cut('reset');
  proxy.heal();
  return `${ms} ms, ${end === 'cut' ? 'then cut' : 'then healed'}${dropped > 0 ? `, ${dropped} bytes lost` : ''}`;
}

const HOLD: Flow = { kind: 'hold' };
const either = (chance: Chance) => chance.pick(['heal', 'cut'] as const);

async function restartDevices({ devices }: Victims, chance: Chance, how: 'kill' | 'close'): Promise<string> {
  const chosen = devices.filter(() => chance.next() < 0.3);
  await Promise.all(chosen.map((device) => device.restart(how)));
  return chosen.map((device) => device.plan.name).join(' ');
}

/** Faults of the network and of clients: one at a time, beside those of processes. */
export const NETWORK_FAULTS: Readonly<Record<string, readonly [number, Fault]>> = {
  'network cut (RST)': [
    3,
    async ({ network }, chance) => {
      network.cut('reset', victimsOf(chance));
      return '';
    },
  ],
  'network closed (FIN)': [
    1,
    async ({ network }, chance) => {
      network.cut('end', victimsOf(chance));
      return '';
    },
  ],
  'network dead both ways': [
    1,
    ({ network }, chance) => suffer(network, chance, { toServer: HOLD, toClient: HOLD }, either(chance)),
  ],
  'network dead to the server': [
    1,
    ({ network }, chance) => suffer(network, chance, { toServer: HOLD }, either(chance)),
  ],
  'network dead to clients': [1, ({ network }, chance) => suffer(network, chance, { toClient: HOLD }, either(chance))],
  'answers lost': [3, ({ network }, chance) => suffer(network, chance, { toClient: { kind: 'drop' } }, 'cut')],
  'network slow': [
    1,
    ({ network }, chance) => {
      const flow: Flow = { kind: 'delay', ms: chance.whole(20, 400) };
      return suffer(network, chance, { toServer: flow, toClient: flow }, either(chance));
    },
  ],
  'network in single bytes': [
    1,
    ({ network }, chance) => {
      const flow: Flow = { kind: 'split', bytes: 1 };
      return suffer(network, chance, { toServer: flow, toClient: flow }, either(chance));
    },
  ],
  'database link cut (RST)': [
    1,
    async ({ databaseLink }, chance) => {
      databaseLink.cut('reset', victimsOf(chance));
      return '';
    },
  ],
  'database link slow': [
    1,
    ({ databaseLink }, chance) =>
      suffer(databaseLink, chance, { toClient: { kind: 'delay', ms: chance.whole(20, 200) } }, 'heal'),
  ],
  'database link dead': [
    1,
    ({ databaseLink }, chance) => suffer(databaseLink, chance, { toServer: HOLD, toClient: HOLD }, either(chance)),
  ],
  'commits done, answers lost': [
    2,
    ({ databaseLink }, chance) => suffer(databaseLink, chance, { toClient: { kind: 'drop' } }, 'cut'),
  ],
  'devices killed': [2, (victims, chance) => restartDevices(victims, chance, 'kill')],
  'devices closed and reopened': [1, (victims, chance) => restartDevices(victims, chance, 'close')],
};

export interface NemesisReport {
  readonly counts: ReadonlyMap<string, number>;
}

/** Breaks things until the signal: one row of faults for processes, one for the network, each in the order that the seed gives. */
export async function runNemesis(
  context: { victims: Victims; seed: number; history: History; signal: AbortSignal },
  counts: Map<string, number>,
): Promise<void> {
  const row = async (
    name: string,
    faults: Readonly<Record<string, readonly [number, Fault]>>,
    gap: [number, number],
  ) => {
    const chance = seededChance(context.seed, name);
    const cards = Object.entries(faults).flatMap(([kind, [weight]]) => Array.from({ length: weight }, () => kind));
    const draw = chance.deck(cards);
    while (!context.signal.aborted) {
      await pause(chance.between(...gap), context.signal);
      if (context.signal.aborted) break;
      const kind = draw();
      const fault = faults[kind]?.[1];
      if (!fault) throw new Error(`there is no fault ${kind}`);
      context.history.note({ op: 'fault', kind, detail: 'begins' });
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      let detail: string;
      try {
        detail = await fault(context.victims, chance, context.history);
      } catch (error) {
        // Two rows of faults may meet: what one wanted to ask, the other has just killed.
        if (kind.startsWith('database connection')) detail = String(error);
        else throw error;
      }
      context.history.note({ op: 'fault', kind, detail: `ended ${detail}` });
    }
  };
  await Promise.all([row('processes', PROCESS_FAULTS, [600, 2_000]), row('network', NETWORK_FAULTS, [200, 1_200])]);
}
