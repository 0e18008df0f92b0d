import type { UserId } from '@natter/protocol';
import { LRUCache } from 'lru-cache';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { MeRow } from '../../ports/database.ts';

const MAX_PEOPLE = 20_000;
/** How long tier, roles and settings may be old when another process changed them, in milliseconds. */
const FRESH_MS = 30_000;

/** What a token says of its person beside who they are. */
export interface Claimed {
  readonly displayName: string | null;
  /** The store it names, if any. */
  readonly storeId: string | null;
}

/** People as the database knows them, remembered for a short while. */
export interface KnownPeople {
  /** Creates the person on first sight. Errors: `forbidden` for who does not belong to the store, `unauthenticated`. */
  get(userId: UserId, claimed: Claimed): Promise<MeRow>;
  forget(userIds: readonly UserId[]): void;
}

export function createKnownPeople({ database, clock }: Pick<Platform, 'database' | 'clock'>): KnownPeople {
  const known = new LRUCache<UserId, { me: MeRow; at: number }>({ max: MAX_PEOPLE });
  const asked = new Map<UserId, Promise<MeRow>>();

  const load = async (userId: UserId, { displayName, storeId }: Claimed) => {
    const at = clock.now();
    const me = await database.ensurePerson(userId, displayName, storeId);
    // AUTH-5, once more: the database does not take our word for it.
    if (me === null) throw DomainError.unauthenticated();
    // WALL-2: who does not belong to the store takes no part in anything.
    if (!me.isMember) throw new DomainError('forbidden', { detail: 'You are not a member of this store.' });
    // Whoever was told to forget meanwhile is asked for again next time.
    if (asked.has(userId)) known.set(userId, { me, at });
    return me;
  };

  return {
    get: (userId, claimed) => {
      const held = known.get(userId);
      if (held && Math.abs(clock.now() - held.at) < FRESH_MS) return Promise.resolve(held.me);
      const pending = asked.get(userId);
      if (pending !== undefined) return pending;
      const answer = load(userId, claimed).finally(() => {
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
