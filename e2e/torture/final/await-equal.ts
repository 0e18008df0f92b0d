import type { Equality, Holding, StoredConversation } from '../checker/evidence.ts';
import { findDiverged } from '../checker/state-rules.ts';
import type { Crowd } from '../clients/crowd.ts';
import { pause } from '../wait.ts';
import { readDisk, readShown } from './read-device.ts';

/** What the contract gives a device after healing, and one that gets no live event at all. */
export const LIVE_BOUND_MS = 10_000;
export const DEAF_BOUND_MS = 65_000;
/** Marks are told in steps of two seconds: what is equal must still be so when all that waits has been told. */
const QUIET_MS = 3_000;
const LOOK_EVERY_MS = 500;

interface Holder {
  readonly device: string;
  readonly isDeaf: boolean;
  hold(): Promise<Holding[]>;
}

/**
 * Waits until every device is equal to the database and stays so, and says how long each took since `healedAt` (`performance.now()`); null for
 * one that was not by the end of `withinMs`. `slack` multiplies what a device may take: 1 on a machine that has nothing else to do.
 * Nobody is asked to look: what was lost without a trace comes by the client's own minute.
 */
export async function awaitEqual(context: {
  readonly crowd: Crowd;
  readonly readStored: () => Promise<StoredConversation[]>;
  readonly healedAt: number;
  readonly withinMs: number;
  readonly slack: number;
  readonly signal: AbortSignal;
}): Promise<Equality[]> {
  const { crowd, readStored, healedAt, withinMs, slack, signal } = context;
  const holders = holdersOf(crowd);
  const since = new Map<string, number>();
  const differed = new Map<string, string>();
  const endAt = performance.now() + withinMs;
  let before = '';
  /** `mayBeSparing`: looks only at who was not equal when the database was last so: reading everything of everybody is work for all. */
  const look = async (mayBeSparing: boolean): Promise<boolean> => {
    const stored = await readStored();
    const ends = JSON.stringify(stored.map(({ id, changeSeq, members }) => [id, changeSeq, members]));
    const isSparing = mayBeSparing && ends === before;
    before = ends;
    let isAll = true;
    for (const holder of holders) {
      if (isSparing && since.has(holder.device)) continue;
      const at = performance.now();
      const [difference] = findDiverged({ holdings: await holder.hold(), stored }).findings;
      const isEqual = difference === undefined;
      if (!isEqual) differed.set(holder.device, difference);
      if (!isEqual) since.delete(holder.device);
      else if (!since.has(holder.device)) since.set(holder.device, at);
      isAll &&= isEqual;
    }
    return isAll;
  };
  while (performance.now() < endAt && !signal.aborted) {
    if (await look(true)) {
      await pause(QUIET_MS, signal);
      if (await look(false)) break;
    }
    await pause(LOOK_EVERY_MS, signal);
  }
  return holders.map(({ device, isDeaf }) => {
    const at = since.get(device);
    const boundMs = (isDeaf ? DEAF_BOUND_MS : LIVE_BOUND_MS) * slack;
    return {
      device,
      ms: at === undefined ? null : Math.round(at - healedAt),
      differed: differed.get(device) ?? '',
      isDeaf,
      boundMs,
    };
  });
}

function holdersOf({ devices, followers }: Crowd): Holder[] {
  return [
    ...devices.map((device) => ({
      device: device.plan.name,
      isDeaf: device.isDeaf,
      hold: async () => [await readShown(device), await readDisk(device)],
    })),
    ...followers.map((follower) => ({ device: follower.name, isDeaf: false, hold: async () => [follower.hold()] })),
  ];
}
