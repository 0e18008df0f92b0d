import type { Histories } from '../history/history-files.ts';
import { seededChance } from '../seeded.ts';
import { pause } from '../wait.ts';
import { Device } from './device.ts';
import { openRawSocket, type RawSocketClient } from './raw-socket.ts';
import { type CallRest, createRest } from './rest.ts';
import { type Carry, Script } from './script.ts';
import { pry } from './stranger.ts';
import { DEVICES, othersOf, PAIRS, STRANGER } from './world.ts';

export interface CrowdOptions {
  readonly url: string;
  readonly tokenFor: (person: string) => Promise<string>;
  readonly histories: Histories;
  readonly seed: number;
  /** Sends a second that all devices together aim at. */
  readonly rate: number;
  /** Over this time conversations are started. */
  readonly spreadMs: number;
}

export interface Crowd {
  readonly devices: readonly Device[];
  restOf(person: string): CallRest;
  /** Talks until `calm`; resolves when nobody has anything unanswered, or at `end`. Answers what the stranger was told. */
  talk(calm: AbortSignal, end: AbortSignal): Promise<Awaited<ReturnType<typeof pry>>>;
  close(): Promise<void>;
}

/** Half of the conversations begin with the run. */
const AT_ONCE = PAIRS.length / 2;

/** Everybody who takes part. */
export function createCrowd({ url, tokenFor, histories, seed, rate, spreadMs }: CrowdOptions): Crowd {
  const rests = new Map<string, CallRest>();
  const restOf = (person: string): CallRest => {
    const rest = rests.get(person) ?? createRest(url, () => tokenFor(person));
    rests.set(person, rest);
    return rest;
  };
  const sockets: RawSocketClient[] = [];
  const openSocket = (name: string, person: string) => {
    const socket = openRawSocket(url, () => tokenFor(person), histories.of(name, person));
    sockets.push(socket);
    return socket;
  };
  const devices: Device[] = [];
  const scripts: Script[] = [];
  for (const plan of DEVICES) {
    const { name, person, kind } = plan;
    const common = { plan, history: histories.of(name, person), chance: seededChance(seed, name) };
    if (kind === 'natter') devices.push(new Device({ ...common, url, getToken: () => tokenFor(person) }));
    else {
      const rest = restOf(person);
      const byRest: Carry = (id, body) => rest('POST', `/conversations/${id}/messages`, body);
      const carry = kind === 'socket' ? openSocket(name, person).carry : byRest;
      scripts.push(new Script({ ...common, rest, carry }));
    }
  }
  openSocket(STRANGER, STRANGER);
  const all = [...devices, ...scripts];
  const everyMs = (all.length / rate) * 1_000;

  /** Both sides of a pair, on all their devices, at once. */
  const startPairs = async (calm: AbortSignal, end: AbortSignal) => {
    const chance = seededChance(seed, 'starts');
    const starts = PAIRS.map(async (pair, nth) => {
      await pause(nth < AT_ONCE ? 0 : chance.between(0, spreadMs), calm);
      const sides = all.flatMap((one) =>
        pair.flatMap((person, side) => (person === one.plan.person ? [one.startWith(pair[1 - side] ?? '', end)] : [])),
      );
      await Promise.all(sides);
    });
    await Promise.all(starts);
  };

  /** Somebody who starts again what was started long ago. */
  const startAgain = async (calm: AbortSignal) => {
    const chance = seededChance(seed, 'again');
    while (!calm.aborted) {
      await pause(chance.between(500, 1_500), calm);
      const one = chance.pick(all);
      await one.startWith(chance.pick(othersOf(one.plan.person)), calm);
    }
  };

  const talkAs = async (one: Device | Script, calm: AbortSignal, end: AbortSignal) => {
    const chance = seededChance(seed, `${one.plan.name} talks`);
    while (!calm.aborted) {
      // Exponential waits: sends of different people are independent of each other.
      await pause(Math.min(5_000, -Math.log(1 - chance.next()) * everyMs), calm);
      if (!calm.aborted) await one.say(end);
    }
  };

  const readAs = async (one: Device | Script, calm: AbortSignal) => {
    const chance = seededChance(seed, `${one.plan.name} reads`);
    while (!calm.aborted) {
      await pause(chance.between(300, 2_000), calm);
      await one.read();
    }
  };

  return {
    devices,
    restOf,
    async talk(calm, end) {
      await Promise.all(devices.map((device) => device.start()));
      const known = () => scripts.flatMap((script) => [...script.known]);
      const prying = pry(
        { person: STRANGER, rest: restOf(STRANGER), known, chance: seededChance(seed, STRANGER) },
        calm,
      );
      await Promise.all([
        startPairs(calm, end),
        startAgain(calm),
        ...all.flatMap((one) => [talkAs(one, calm, end), readAs(one, calm)]),
      ]);
      return await prying;
    },
    async close() {
      for (const socket of sockets) socket.close();
      await Promise.all(devices.map((device) => device.end()));
    },
  };
}
