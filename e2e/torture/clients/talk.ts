import type { Reading } from '../checker/evidence.ts';
import { seededChance } from '../seeded.ts';
import { pause } from '../wait.ts';
import type { CrowdOptions } from './crowd-options.ts';
import type { Device } from './device.ts';
import type { Follower } from './follower.ts';
import { hasGroups, liveAsGroup } from './group-life.ts';
import type { GroupLifeOptions } from './group-moves.ts';
import type { CallRest } from './rest.ts';
import type { Script } from './script.ts';
import { pry } from './stranger.ts';
import { type VisitorOptions, visit } from './visitor.ts';
import {
  CROWDED_PAIRS,
  type DiskTrait,
  GROUPS,
  othersOf,
  STRANGER,
  TALKING_PAIRS,
  type Trait,
  VISITED_PAIRS,
  VISITORS,
} from './world.ts';

/** Everybody who talks, and how much. */
export interface Talkers extends CrowdOptions {
  readonly devices: readonly Device[];
  readonly scripts: readonly Script[];
  /** They talk among themselves, many messages at once. */
  readonly bursters: readonly Script[];
  readonly followers: readonly Follower[];
  readonly restOf: (person: string) => CallRest;
}

/** Half of the conversations begin with the run. */
const AT_ONCE = TALKING_PAIRS.length / 2;
const BURST_SIZE = 20;

/** Talks until `calm`; resolves when nobody has anything unanswered, or at `end`. Answers what the stranger was told. */
export async function talk(talkers: Talkers, calm: AbortSignal, end: AbortSignal): Promise<Reading[]> {
  const { devices, scripts, bursters, followers, restOf, seed } = talkers;
  await Promise.all(devices.map((device) => device.start()));
  const known = () => scripts.flatMap((script) => [...script.known]);
  const stranger = { person: STRANGER, rest: restOf(STRANGER), known, chance: seededChance(seed, STRANGER) };
  const prying = pry(stranger, calm);
  const following = followers.map((follower) => follower.follow(calm, end));
  await Promise.all([
    startPairs(talkers, calm, end),
    startAgain(talkers, calm),
    ...[...devices, ...scripts].flatMap((one) => [
      talkAs(talkers, one, calm, end),
      readAs(talkers, one, calm),
      amendAs(talkers, one, calm),
    ]),
    ...devices.map((device) => sufferAs(talkers, device, calm)),
    ...(await groupsOf(talkers)).map((group) => liveAsGroup(group, calm, end)),
    ...VISITORS.map((person) => visit(visitorOf(talkers, person), calm, end)),
    ...bursters.flatMap((one) => [burstAs(talkers, one, calm, end), readAs(talkers, one, calm)]),
  ]);
  void Promise.all(following);
  return await prying;
}

function visitorOf({ url, tokenFor, histories, seed }: Talkers, person: string): VisitorOptions {
  const chance = seededChance(seed, person);
  return { person, url, getToken: () => tokenFor(person), chance, history: histories.of(person, person) };
}

/** Both sides of a pair, on all their devices, at once. */
async function startPairs({ seed, spreadMs, ...talkers }: Talkers, calm: AbortSignal, end: AbortSignal): Promise<void> {
  const chance = seededChance(seed, 'starts');
  const all = [...talkers.devices, ...talkers.scripts, ...talkers.bursters];
  const start = async (pair: readonly [string, string], afterMs: number) => {
    await pause(afterMs, calm);
    const sides = all.flatMap((one) =>
      pair.flatMap((person, side) => (person === one.plan.person ? [one.startWith(pair[1 - side] ?? '', end)] : [])),
    );
    await Promise.all(sides);
  };
  await Promise.all([
    ...TALKING_PAIRS.map((pair, nth) => start(pair, nth < AT_ONCE ? 0 : chance.between(0, spreadMs))),
    ...[...CROWDED_PAIRS, ...VISITED_PAIRS].map((pair) => start(pair, 0)),
  ]);
}

/** Somebody who starts again what was started long ago. */
async function startAgain({ seed, devices, scripts }: Talkers, calm: AbortSignal): Promise<void> {
  const chance = seededChance(seed, 'again');
  while (!calm.aborted) {
    await pause(chance.between(500, 1_500), calm);
    const one = chance.pick([...devices, ...scripts]);
    await one.startWith(chance.pick(othersOf(one.plan.person)), calm);
  }
}

async function talkAs({ seed, rate, ...talkers }: Talkers, one: Device | Script, calm: AbortSignal, end: AbortSignal) {
  const chance = seededChance(seed, `${one.plan.name} talks`);
  const everyMs = ((talkers.devices.length + talkers.scripts.length) / rate) * 1_000;
  while (!calm.aborted) {
    // Exponential waits: sends of different people are independent of each other.
    await pause(Math.min(5_000, -Math.log(1 - chance.next()) * everyMs), calm);
    if (!calm.aborted) await one.say(end);
  }
}

async function burstAs({ seed, bursters, burstRate = 0 }: Talkers, one: Script, calm: AbortSignal, end: AbortSignal) {
  const chance = seededChance(seed, `${one.plan.name} talks`);
  const everyMs = ((bursters.length * BURST_SIZE) / burstRate) * 1_000;
  let nextAt = performance.now();
  while (!calm.aborted) {
    // Kept up with after a stop, up to a second of it.
    nextAt = Math.max(nextAt + chance.between(0.5, 1.5) * everyMs, performance.now() - 1_000);
    await pause(Math.max(0, nextAt - performance.now()), calm);
    if (!calm.aborted) await one.burst(BURST_SIZE, end);
  }
}

async function readAs({ seed }: Talkers, one: Device | Script, calm: AbortSignal): Promise<void> {
  const chance = seededChance(seed, `${one.plan.name} reads`);
  while (!calm.aborted) {
    await pause(chance.between(300, 2_000), calm);
    await one.read();
  }
}

async function amendAs({ seed }: Talkers, one: Device | Script, calm: AbortSignal): Promise<void> {
  const chance = seededChance(seed, `${one.plan.name} amends`);
  while (!calm.aborted) {
    await pause(chance.between(400, 2_000), calm);
    if (!calm.aborted) await one.amend();
  }
}

/** What is the matter with a device happens to it from time to time. */
async function sufferAs({ seed, histories }: Talkers, device: Device, calm: AbortSignal): Promise<void> {
  const { trait, name, person } = device.plan;
  const chance = seededChance(seed, `${name} suffers`);
  const history = histories.of(`${name}-fate`, person);
  while (!calm.aborted) {
    await pause(chance.between(2_000, 8_000), calm);
    if (calm.aborted) return;
    if (trait === 'clock jumping') {
      device.jump();
      history.note({ op: 'fault', kind: trait, detail: name });
    } else if (isOfDisk(trait)) {
      await device.loseDisk(trait, chance.between(500, 4_000), calm);
      history.note({ op: 'fault', kind: trait, detail: name });
    } else if (chance.next() < 0.3) {
      await device.sayAndDie();
      history.note({ op: 'fault', kind: 'tab killed with unsent messages', detail: name });
    }
  }
}

/** Groups, where the server has them. */
async function groupsOf({ url, seed, scripts, restOf, histories }: Talkers): Promise<GroupLifeOptions[]> {
  if (!(await hasGroups(url))) return [];
  return GROUPS.map((plan) => ({
    plan,
    restOf,
    history: histories.of(`${plan.name}-owner`, plan.owner),
    historyOf: (person) => histories.of(`${person}-outside`, person),
    chance: seededChance(seed, plan.name),
    tell: (people, conversationId) => {
      for (const script of scripts) if (people.includes(script.plan.person)) script.known.add(conversationId);
    },
  }));
}

const isOfDisk = (trait: Trait | undefined): trait is DiskTrait => trait?.startsWith('disk') ?? false;
