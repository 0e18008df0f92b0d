import type { StoreStatus } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { presentStatus } from './present-status.ts';
import type { RecentMeter } from './recent-counts.ts';

export { findAlerts } from './find-alerts.ts';
export { presentStatus, type StatusInput } from './present-status.ts';
export { type RecentMeter, rememberRecent } from './recent-counts.ts';

export interface Status {
  /** How the store is doing now. Errors: `unavailable` without a database. */
  read(): Promise<StoreStatus>;
}

export interface StatusOptions {
  readonly recent: RecentMeter;
  readonly version: string;
  readonly memoryBytes: () => number;
}

/** It counts the messages of a week: who asks more often than this (ms) gets the same answer again. */
const FRESH_MS = 5_000;
const MEBIBYTE = 1024 * 1024;

export function createStatus(platform: Platform, { recent, version, memoryBytes }: StatusOptions): Status {
  const { config, database, clock } = platform;
  const startedAt = new Date(clock.now()).toISOString();
  const read = async (): Promise<StoreStatus> => {
    const askedMs = clock.now();
    const facts = await database.readStoreFacts();
    const limitMb = config.databaseLimitMb;
    return presentStatus({
      facts,
      answeredInMs: clock.now() - askedMs,
      tenant: config.tenant,
      edition: config.edition,
      isProduction: config.isProduction,
      nodeId: config.nodeId,
      databaseLimitBytes: limitMb === 0 ? null : limitMb * MEBIBYTE,
      server: {
        version,
        startedAt,
        peopleOnline: recent.gaugeNow('people_online'),
        sockets: recent.gaugeNow('sockets_connected'),
        maxPeopleOnline: config.maxConcurrentUsers,
        ...recent.recent(),
        errors: [...recent.recent().errors],
        memoryBytes: memoryBytes(),
        pressure: recent.gaugeNow('pressure'),
        otherNodes: recent.gaugeNow('node_peers'),
      },
    });
  };
  let last: { readonly atMs: number; readonly answer: Promise<StoreStatus> } | null = null;
  return {
    read: async () => {
      const nowMs = clock.now();
      if (last === null || nowMs - last.atMs >= FRESH_MS) {
        const answer = read();
        last = { atMs: nowMs, answer };
        // A failure is told to whoever asked, and nobody else.
        answer.catch(() => {
          last = null;
        });
      }
      return await last.answer;
    },
  };
}
