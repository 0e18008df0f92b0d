import type { SyncAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { createGate } from '../../platform/gate.ts';
import { readSync, type SyncRequest } from './read-sync.ts';

/**
 * Pages read at once: what many ask alike goes in statements of many people (`database/gather.ts`), which the more share the more wait
 * together. Each page of changes has one or two statements of its own under way, before which other reads of a connection wait.
 */
const AT_ONCE = 32;
/** Pages that may wait: as many as come back together after a restart, and somewhat more. */
const MAX_WAITING = 2_000;
/** A client waits seven seconds for an answer, in milliseconds; what is read then needs some of them. */
const MAX_WAIT_MS = 5_000;

export interface Sync {
  /** Errors: `invalid` for a cursor that is none, `overloaded` when too many wait. */
  read(userId: UserId, request: SyncRequest): Promise<SyncAnswer>;
}

export function createSync(platform: Platform): Sync {
  const { clock, pressure, meter } = platform;
  // LOAD-6: everybody syncs after a restart; the database is not asked for all of it at once.
  const gate = createGate({
    clock,
    atOnce: AT_ONCE,
    maxWaiting: MAX_WAITING,
    maxWaitMs: MAX_WAIT_MS,
    retryAfter: () => pressure.retryAfter(),
    onRefused: () => meter.countShed('read'),
  });
  return { read: (userId, request) => gate.run(() => readSync(platform, userId, request)) };
}
