import { systemClock } from '../adapters/system/system-clock.ts';
import { createUuidIds } from '../adapters/system/uuid-ids.ts';
import { readConfig } from '../config/index.ts';
import { EDITIONS } from '../editions/index.ts';
import { Arrivals } from '../platform/arrivals.ts';
import type { Platform } from '../platform/context.ts';
import { Pressure } from '../platform/pressure.ts';
import { Readiness } from '../platform/readiness.ts';
import { silentMeter } from '../platform/silent-meter.ts';
import { silentPublisher } from '../platform/silent-publisher.ts';
import type { MessagingDatabase } from '../ports/database.ts';

/** An event that was published, and to whom. */
export interface Told {
  readonly event: string;
  readonly to: readonly string[];
  readonly payload: unknown;
}

/** For tests of use-cases: a platform over the database given, without sockets, where everybody counts as connected. */
export function createTestPlatform(
  database: MessagingDatabase,
  env: Readonly<Record<string, string>> = {},
): { readonly platform: Platform; readonly told: Told[] } {
  const told: Told[] = [];
  const { config } = readConfig({ NATTER_JWT_SECRET: 'x'.repeat(32), ...env });
  const nothing = () => undefined;
  const platform: Platform = {
    config,
    edition: EDITIONS[config.edition],
    database,
    clock: systemClock,
    ids: createUuidIds(systemClock),
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    publisher: {
      ...silentPublisher,
      toPeople: (to, event, payload) => void told.push({ event, to, payload }),
      connectedAmong: (userIds) => userIds,
    },
    meter: silentMeter,
    arrivals: new Arrivals({ clock: systemClock, meter: silentMeter }),
    pressure: new Pressure({ clock: systemClock, ids: createUuidIds(systemClock), meter: silentMeter }),
    readiness: new Readiness(systemClock),
    defer: queueMicrotask,
  };
  return { platform, told };
}

/** The code of the error that a call ends in; `done` without one. */
export async function codeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
