import type { Holding } from './checker/evidence.ts';
import { findDiverged } from './checker/state-rules.ts';
import type { Crowd } from './clients/crowd.ts';
import type { DatabaseControl } from './faults/database-control.ts';
import type { Node } from './faults/victims.ts';
import { readDisk, readShown } from './final/read-device.ts';
import { readStored } from './final/read-sql.ts';
import { pause, until } from './wait.ts';

/** How long parts of the recovery took since all was healed, in milliseconds. */
export interface Recovery {
  readonly healedToLiveMs: number;
  readonly healedToEmptyMs: number;
  readonly healedToEqualMs: number;
}

/**
 * After healing, how long until everybody is live, has sent what waited, and holds what the database has. A longer run leaves more
 * waiting: each of its seconds gives half a one.
 */
const RECOVERY_WITHIN_MS = 120_000;
const RECOVERY_SHARE = 0.5;
const QUIET_MS = 3_000;

export interface SettleContext {
  readonly crowd: Crowd;
  readonly database: DatabaseControl;
  readonly nodes: readonly Node[];
  /** Aborted when the recovery took too long: nobody goes on trying then. */
  readonly end: AbortController;
  readonly signal: AbortSignal;
  readonly seconds: number;
}

/** Waits for everybody to catch up, and says how long each part took and what took too long. */
export async function settle(context: SettleContext): Promise<{ overdue: string[]; recovery: Recovery }> {
  const { crowd, database, nodes, end, signal } = context;
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
  for (const { server } of nodes) await within(`readiness of ${server.name}`, () => server.isReady());
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

/** What every device shows and has on its disk. */
export async function readHoldings(crowd: Crowd): Promise<Holding[]> {
  const holdings: Holding[] = [];
  for (const device of crowd.devices) {
    holdings.push(await readShown(device));
    holdings.push(await readDisk(device));
  }
  return holdings;
}
