import type { Presence as PresenceAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { PresenceTracker } from './presence-tracker.ts';

export interface Presence {
  /** A device of this person came. */
  connect(userId: UserId): void;
  /** A device of this person went. */
  disconnect(userId: UserId): void;
  /** Those of `ids` whose presence this person may see, as they are now. */
  look(userId: UserId, ids: readonly UserId[]): Promise<readonly PresenceAnswer[]>;
  /** This person shows presence no longer, and so sees nobody's. */
  hide(userId: UserId): void;
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
    look: async (userId, ids) => {
      if (!config.features.presence || ids.length === 0) return [];
      const visible = await database.readPresence(userId, ids);
      return visible.map((row): PresenceAnswer => {
        if (tracker.isOnline(row.userId)) return { userId: row.userId, status: 'online', lastSeenAt: null };
        const lastSeenAt = (tracker.leftAt(row.userId) ?? row.lastSeenAt)?.toISOString() ?? null;
        return { userId: row.userId, status: 'offline', lastSeenAt };
      });
    },
    hide: (userId) => {
      // PRES-4: the last thing the watchers hear does not tell when.
      publisher.toPersonWatchers(userId, { userId, status: 'offline', lastSeenAt: null });
      publisher.endPresenceWatches(userId);
    },
    isOnline: (userId) => tracker.isOnline(userId),
    get online() {
      return tracker.online;
    },
    stop: () => tracker.stop(),
  };
}
