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
  /** Whether this person is remembered, so that `get` would not ask. */
  has(userId: UserId): boolean;
  forget(userIds: readonly UserId[]): void;
}

interface Known {
  readonly me: MeRow;
  readonly at: number;
  /** The store that the database was asked about. */
  readonly storeId: string | null;
}

export function createKnownPeople({ database, clock }: Pick<Platform, 'database' | 'clock'>): KnownPeople {
  const known = new LRUCache<string, Known>({ max: MAX_PEOPLE });
  const asked = new Map<string, Promise<MeRow>>();

  const fresh = (userId: UserId): Known | undefined => {
    const held = known.get(userId);
    return held && Math.abs(clock.now() - held.at) < FRESH_MS ? held : undefined;
  };

  const load = async (userId: UserId, { displayName, storeId }: Claimed) => {
    const me = await database.ensurePerson(userId, displayName, storeId);
    // AUTH-5, once more: the database does not take our word for it.
    if (me === null) throw DomainError.unauthenticated();
    // WALL-2: who does not belong to the store takes no part in anything.
    if (!me.isMember) throw DomainError.notAMember();
    return me;
  };

  const ask = async (userId: UserId, claimed: Claimed): Promise<MeRow> => {
    // Another claim is another question.
    const key = `${userId} ${claimed.storeId ?? ''}`;
    const pending = asked.get(key);
    if (pending !== undefined) return pending;
    const at = clock.now();
    const answer = load(userId, claimed);
    asked.set(key, answer);
    try {
      const me = await answer;
      // Whoever was told to forget meanwhile is asked for again next time.
      if (asked.get(key) === answer) known.set(userId, { me, at, storeId: claimed.storeId });
      return me;
    } finally {
      if (asked.get(key) === answer) asked.delete(key);
    }
  };

  return {
    get: (userId, claimed) => {
      const held = fresh(userId);
      // A store that a token names has been looked at by the database too, not only by us.
      const isAnswered = claimed.storeId === null || held?.storeId === claimed.storeId;
      return held && isAnswered ? Promise.resolve(held.me) : ask(userId, claimed);
    },
    has: (userId) => fresh(userId) !== undefined,
    forget: (userIds) => {
      const gone = new Set(userIds);
      for (const userId of gone) known.delete(userId);
      for (const key of asked.keys()) if (gone.has(key.slice(0, key.indexOf(' ')))) asked.delete(key);
    },
  };
}
