import type { Equality, Showing } from './checker/evidence.ts';
import type { Crowd } from './clients/crowd.ts';
import { FOLLOWERS } from './clients/world.ts';
import type { DatabaseControl } from './faults/database-control.ts';
import type { Node } from './faults/victims.ts';
import { awaitEqual } from './final/await-equal.ts';
import { awaitPresence } from './final/await-presence.ts';
import { readSharing, readStored } from './final/read-sql.ts';
import { until } from './wait.ts';

/** How long parts of the recovery took since all was healed, in milliseconds. */
export interface Recovery {
  readonly healedToLiveMs: number;
  readonly healedToEmptyMs: number;
  /** By device: those that get live events, and those that get none. */
  readonly healedToEqualMs: readonly number[];
  readonly healedToEqualDeafMs: readonly number[];
  /** By device and person: until that person was shown as they were. */
  readonly healedToPresenceMs: readonly number[];
}

/**
 * After healing, how long until everybody is live, has sent what waited, and holds what the database has. A longer run leaves more
 * waiting: each of its seconds gives half a one.
 */
const RECOVERY_WITHIN_MS = 120_000;
const RECOVERY_SHARE = 0.5;

export interface SettleContext {
  readonly crowd: Crowd;
  readonly database: DatabaseControl;
  readonly nodes: readonly Node[];
  /** Aborted when the recovery took too long: nobody goes on trying then. */
  readonly end: AbortController;
  readonly signal: AbortSignal;
  readonly seconds: number;
  /** How many times as long as promised a device may take to be equal: 1 on a machine that has nothing else to do. */
  readonly slack: number;
}

export interface Settled {
  readonly recovery: Recovery;
  readonly equality: readonly Equality[];
  readonly showings: readonly Showing[];
  /** What took too long, in sentences. */
  readonly overdue: readonly string[];
}

type Recovered = Omit<Settled, 'showings' | 'recovery'> & { readonly recovery: Omit<Recovery, 'healedToPresenceMs'> };

/** Waits for everybody to catch up, and says how long each part took, each device needed, and what took too long. */
export async function settle(context: SettleContext): Promise<Settled> {
  const { crowd, database, slack, signal } = context;
  const isOver = new AbortController();
  const healedAt = performance.now();
  const presence = { crowd, slack, signal, healedAt, isOver: isOver.signal };
  const [{ recovery, ...rest }, showings] = await Promise.all([
    recover(context, healedAt).finally(() => isOver.abort()),
    awaitPresence({ ...presence, readSharing: () => readSharing(database) }),
  ]);
  const healedToPresenceMs = showings.flatMap(({ ms }) => (ms === null ? [] : [ms]));
  return { ...rest, showings, recovery: { ...recovery, healedToPresenceMs } };
}

async function recover(context: SettleContext, began: number): Promise<Recovered> {
  const { crowd, database, nodes, end, signal } = context;
  const mayTakeMs = RECOVERY_WITHIN_MS + context.seconds * 1_000 * RECOVERY_SHARE;
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
  const equality = await awaitEqual({
    crowd,
    // What programs by hand send one another is on no device, and most of all there is.
    readStored: () => readStored(database, crowd.devices.map((device) => device.plan.person).concat(FOLLOWERS)),
    healedAt: began,
    withinMs: mayTakeMs,
    slack: context.slack,
    signal,
  });
  signal.throwIfAborted();
  const late = equality.filter(({ ms }) => ms === null).map(({ device }) => device);
  if (late.length > 0) overdue.push(`${late.join(', ')} did not become equal to the database within ${mayTakeMs} ms`);
  const timesOf = (isDeaf: boolean) => equality.filter((one) => one.isDeaf === isDeaf).map(({ ms }) => ms ?? mayTakeMs);
  const equal = { healedToEqualMs: timesOf(false), healedToEqualDeafMs: timesOf(true) };
  return { overdue, recovery: { healedToLiveMs, healedToEmptyMs, ...equal }, equality };
}
