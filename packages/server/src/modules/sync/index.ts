import type { SyncAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { readSync, type SyncRequest } from './read-sync.ts';

export interface Sync {
  /** Errors: `invalid` for a cursor that is none. */
  read(userId: UserId, request: SyncRequest): Promise<SyncAnswer>;
}

export function createSync(platform: Platform): Sync {
  return { read: (userId, request) => readSync(platform, userId, request) };
}
