import type { Equality, Holding, StoredConversation } from '../checker/evidence.ts';
import { findDiverged } from '../checker/state-rules.ts';
import type { Device } from '../clients/device.ts';
import type { Follower } from '../clients/follower.ts';
import { pause } from '../wait.ts';
import { readDisk, readShown } from './read-device.ts';

/** What the contract gives a device after healing, and one that gets no live event at all. */
export const LIVE_BOUND_MS = 10_000;
export const DEAF_BOUND_MS = 65_000;
/** Marks are told in steps of two seconds: what is equal must still be so when all that waits has been told. */
const PACE = { quietMs: 3_000, lookEveryMs: 500 } as const;

/** As far as it matters here. */
export interface WatchedCrowd {
  readonly devices: readonly Device[];
  readonly followers: readonly Pick<Follower, 'name' | 'person' | 'hold'>[];
}

interface Holder {
  readonly device: string;
  readonly person: string;
  readonly isDeaf: boolean;
  hold(): Promise<Holding[]>;
}

/** What is noted of a device while it is watched. */
interface Watch {
  isEqual: boolean;
  /** The longest that it took. */
  ms: number;
  /** When the look began that found it equal last, and how far its conversations were then; null: none has. */
  last: { readonly at: number; readonly ends: string } | null;
  differed: string;
}

/**
 * Waits until every device is equal to the database and stays so, and says how long each took since `healedAt` (`performance.now()`); null for
 * one that was not by the end of `withinMs`. Where one was equal and then something was committed in a conversation of theirs (a mark, which is
 * told in steps of two seconds), that is counted from the look before it: nobody can have what is not there yet. Whoever differs although
 * nothing was committed is counted from the healing on.
 * `slack` multiplies what a device may take: 1 on a machine that has nothing else to do.
 * Nobody is asked to look: what was lost without a trace comes by the client's own minute.
 */
export async function awaitEqual(context: {
  readonly crowd: WatchedCrowd;
  readonly readStored: () => Promise<StoredConversation[]>;
  readonly healedAt: number;
  readonly withinMs: number;
  readonly slack: number;
  readonly signal: AbortSignal;
  readonly pace?: { readonly quietMs: number; readonly lookEveryMs: number };
}): Promise<Equality[]> {
  const { crowd, readStored, healedAt, withinMs, slack, signal, pace = PACE } = context;
  const watches = new Map<Holder, Watch>(
    holdersOf(crowd).map((holder) => [holder, { isEqual: false, ms: 0, last: null, differed: '' }]),
  );
  const endAt = performance.now() + withinMs;
  let before = '';
  /** `mayBeSparing`: looks only at who was not equal when the database was last so: reading everything of everybody is work for all. */
  const look = async (mayBeSparing: boolean): Promise<boolean> => {
    const lookedAt = performance.now();
    const stored = await readStored();
    const all = endsOf(stored);
    const isSparing = mayBeSparing && all === before;
    before = all;
    for (const [holder, watch] of watches) {
      if (isSparing && watch.isEqual) continue;
      const at = performance.now();
      const [difference] = findDiverged({ holdings: await holder.hold(), stored }).findings;
      const wasEqual = watch.isEqual;
      watch.isEqual = difference === undefined;
      if (difference !== undefined) {
        watch.differed = difference;
        continue;
      }
      const ends = endsOf(stored.filter(({ members }) => members.some(({ userId }) => userId === holder.person)));
      const from = watch.last === null || watch.last.ends === ends ? healedAt : watch.last.at;
      if (!wasEqual) watch.ms = Math.max(watch.ms, at - from);
      watch.last = { at: lookedAt, ends };
    }
    return [...watches.values()].every(({ isEqual }) => isEqual);
  };
  while (performance.now() < endAt && !signal.aborted) {
    if (await look(true)) {
      await pause(pace.quietMs, signal);
      if (await look(false)) break;
    }
    await pause(pace.lookEveryMs, signal);
  }
  return [...watches].map(([{ device, isDeaf }, { isEqual, ms, differed }]) => {
    const boundMs = (isDeaf ? DEAF_BOUND_MS : LIVE_BOUND_MS) * slack;
    return { device, ms: isEqual ? Math.round(ms) : null, differed, isDeaf, boundMs };
  });
}

/** How far conversations are, and who has seen how much of them, in one writing. */
const endsOf = (stored: readonly StoredConversation[]) =>
  JSON.stringify(stored.map(({ id, changeSeq, members }) => [id, changeSeq, members]));

function holdersOf({ devices, followers }: WatchedCrowd): Holder[] {
  return [
    ...devices.map((device) => ({
      device: device.plan.name,
      person: device.plan.person,
      isDeaf: device.isDeaf,
      hold: async () => [await readShown(device), await readDisk(device)],
    })),
    ...followers.map((follower) => ({
      device: follower.name,
      person: follower.person,
      isDeaf: false,
      hold: async () => [follower.hold()],
    })),
  ];
}
