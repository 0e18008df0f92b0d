import type { Holding } from '../checker/evidence.ts';
import { readDisk, readShown } from '../final/read-device.ts';
import { seededChance } from '../seeded.ts';
import { createDisk } from './broken-disk.ts';
import { type ClientLibrary, currentClient } from './client-library.ts';
import type { CrowdOptions } from './crowd-options.ts';
import { type Browser, Device } from './device.ts';
import { Follower } from './follower.ts';
import { openRawSocket, type RawSocketClient } from './raw-socket.ts';
import { type CallRest, createRest } from './rest.ts';
import { type Carry, Script } from './script.ts';
import { createSharedTabs } from './shared-tabs.ts';
import type { pry } from './stranger.ts';
import { talk } from './talk.ts';
import { CROWDED, DEVICES, type DevicePlan, FOLLOWERS, STRANGER } from './world.ts';

export interface Crowd {
  readonly devices: readonly Device[];
  readonly followers: readonly Follower[];
  /** Who is connected at this moment. */
  here(): ReadonlySet<string>;
  restOf(person: string): CallRest;
  /** Talks until `calm`; resolves when nobody has anything unanswered, or at `end`. Answers what the stranger was told. */
  talk(calm: AbortSignal, end: AbortSignal): Promise<Awaited<ReturnType<typeof pry>>>;
  /** What every device shows and has on its disk, and what followers know. */
  readHoldings(): Promise<Holding[]>;
  close(): Promise<void>;
}

/** Every other person's devices run the other client, so that each kind talks with the other; all tabs of a browser run the same. */
function createLibraries(other: ClientLibrary): (person: string) => ClientLibrary {
  const people = [...new Set(DEVICES.filter(({ kind }) => kind === 'natter').map(({ person }) => person))];
  return (person) => (people.indexOf(person) % 2 === 0 ? other : currentClient);
}

/** Everybody who takes part. */
export function createCrowd(options: CrowdOptions): Crowd {
  const { url, tokenFor, histories, seed } = options;
  const rests = new Map<string, CallRest>();
  const restOf = (person: string): CallRest => {
    const rest = rests.get(person) ?? createRest(url, () => tokenFor(person));
    rests.set(person, rest);
    return rest;
  };
  const sockets: { readonly person: string; readonly socket: RawSocketClient }[] = [];
  const openSocket = ({ name, person, kind }: Pick<DevicePlan, 'name' | 'person' | 'kind'>) => {
    const transports: ('websocket' | 'polling')[] = [kind === 'polling' ? 'polling' : 'websocket'];
    const socket = openRawSocket(url, () => tokenFor(person), histories.of(name, person), transports);
    sockets.push({ person, socket });
    return socket;
  };
  const commonOf = (plan: DevicePlan) => ({
    plan,
    history: histories.of(plan.name, plan.person),
    chance: seededChance(seed, plan.name),
  });
  const makeScript = (plan: DevicePlan): Script => {
    const rest = restOf(plan.person);
    const byRest: Carry = (id, body) => rest('POST', `/conversations/${id}/messages`, body);
    return new Script({ ...commonOf(plan), rest, carry: plan.kind === 'rest' ? byRest : openSocket(plan).carry });
  };
  const libraryOf = createLibraries(options.otherClient ?? currentClient);
  const browsers = new Map<string, Browser>();
  const browserOf = ({ browser: name, person }: DevicePlan): Browser | undefined => {
    if (name === undefined) return undefined;
    const known = browsers.get(name);
    const made = known ?? {
      ...{ tabs: createSharedTabs(), open: new Map() },
      disk: createDisk(libraryOf(person).memoryStorage()),
    };
    browsers.set(name, made);
    return made;
  };
  const devices = DEVICES.filter((plan) => plan.kind === 'natter').map((plan) => {
    const own = { library: libraryOf(plan.person), browser: browserOf(plan) };
    return new Device({ ...commonOf(plan), ...own, url, getToken: () => tokenFor(plan.person) });
  });
  const scripts = DEVICES.filter((plan) => plan.kind !== 'natter').map(makeScript);
  const bursters = (options.burstRate ?? 0) > 0 ? CROWDED.map(makeScript) : [];
  const followers = FOLLOWERS.map((person) => {
    const name = `${person}-follower`;
    return new Follower({ name, person, rest: restOf(person), chance: seededChance(seed, name) });
  });
  openSocket({ name: STRANGER, person: STRANGER, kind: 'socket' });

  return {
    devices,
    followers,
    here: () => {
      const live = devices.filter((device) => device.isLive).map((device) => device.plan.person);
      return new Set([...live, ...sockets.flatMap(({ person, socket }) => (socket.isConnected ? [person] : []))]);
    },
    restOf,
    talk: (calm, end) => talk({ ...options, devices, scripts, bursters, followers, restOf }, calm, end),
    async readHoldings() {
      const holdings: Holding[] = [];
      for (const device of devices) holdings.push(await readShown(device), await readDisk(device));
      return [...holdings, ...followers.map((follower) => follower.hold())];
    },
    async close() {
      for (const { socket } of sockets) socket.close();
      await Promise.all(devices.map((device) => device.end()));
    },
  };
}
