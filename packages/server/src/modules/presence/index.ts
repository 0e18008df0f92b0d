import type { Presence as PresenceAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { PresenceTracker } from './presence-tracker.ts';

/** Somebody whose presence may be seen, with when they were here last as far as it is stored. */
export interface VisiblePerson {
  readonly userId: UserId;
  readonly lastSeenAt: Date | null;
}

export interface Presence {
  /** A device of this person came. */
  connect(userId: UserId): void;
  /** A device of this person went. */
  disconnect(userId: UserId): void;
  /** Those of `ids` whose presence this person may see. */
  listVisible(userId: UserId, ids: readonly UserId[]): Promise<readonly VisiblePerson[]>;
  /** One of them as they are at this moment. */
  present(person: VisiblePerson): PresenceAnswer;
  /** This person shows presence no longer, and so sees nobody's. */
  hide(userId: UserId): void;
  /** One of these two has blocked the other: neither sees the other any more (BLOCK-5). */
  hideBetween(one: UserId, other: UserId): void;
  isOnline(userId: UserId): boolean;
  /** People online here. */
  readonly online: number;
  stop(): Promise<void>;
}

export function createPresence(platform: Platform): Presence {
  const { database, publisher, config, meter } = platform;
  const tracker = new PresenceTracker(platform);
  meter.gauge('people_online', () => tracker.online);
  return {
    connect: (userId) => tracker.connect(userId),
    disconnect: (userId) => tracker.disconnect(userId),
    listVisible: async (userId, ids) =>
      config.features.presence && ids.length > 0 ? database.readPresence(userId, ids) : [],
    present: ({ userId, lastSeenAt }) =>
      tracker.isOnline(userId)
        ? { userId, status: 'online', lastSeenAt: null }
        : { userId, status: 'offline', lastSeenAt: (tracker.leftAt(userId) ?? lastSeenAt)?.toISOString() ?? null },
    hide: (userId) => {
      // PRES-4: the last thing the watchers hear does not tell when.
      publisher.toPersonWatchers(userId, { userId, status: 'offline', lastSeenAt: null });
      publisher.endPresenceWatches(userId);
    },
    hideBetween: (one, other) => publisher.endPresenceBetween(one, other),
    isOnline: (userId) => tracker.isOnline(userId),
    get online() {
      return tracker.online;
    },
    stop: () => tracker.stop(),
  };
}
