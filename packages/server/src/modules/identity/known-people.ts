import type { UserId } from '@natter/protocol';
import { LRUCache } from 'lru-cache';
import type { Platform } from '../../platform/context.ts';
import type { MeRow } from '../../ports/database.ts';

const MAX_PEOPLE = 20_000;
/** How long tier, roles and settings may be old when another process changed them, in milliseconds. */
const FRESH_MS = 30_000;

/** People as the database knows them, remembered for a short while. */
export interface KnownPeople {
  /** Creates the person on first sight. */
  get(userId: UserId, displayName: string | null): Promise<MeRow>;
  forget(userIds: readonly UserId[]): void;
}

export function createKnownPeople({ database, clock }: Pick<Platform, 'database' | 'clock'>): KnownPeople {
  const known = new LRUCache<UserId, { me: MeRow; at: number }>({ max: MAX_PEOPLE });
  const asked = new Map<UserId, Promise<MeRow>>();

  const load = async (userId: UserId, displayName: string | null) => {
    const at = clock.now();
    const me = await database.ensurePerson(userId, displayName);
    // Whoever was told to forget meanwhile is asked for again next time.
    if (asked.has(userId)) known.set(userId, { me, at });
    return me;
  };

  return {
    get: (userId, displayName) => {
      const held = known.get(userId);
      if (held && Math.abs(clock.now() - held.at) < FRESH_MS) return Promise.resolve(held.me);
      const pending = asked.get(userId);
      if (pending !== undefined) return pending;
      const answer = load(userId, displayName).finally(() => {
        if (asked.get(userId) === answer) asked.delete(userId);
      });
      asked.set(userId, answer);
      return answer;
    },
    forget: (userIds) => {
      for (const userId of userIds) {
        known.delete(userId);
        asked.delete(userId);
      }
    },
  };
}
