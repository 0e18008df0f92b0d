import type { Presence as PresenceAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { NOBODY_ELSEWHERE } from '../../platform/nobody-elsewhere.ts';
import type { PeopleElsewhere } from '../../ports/nodes.ts';
import { PresenceTracker } from './presence-tracker.ts';
import { type TellWatchers, tellWithCalm } from './tell-with-calm.ts';

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
  /** The block is gone: who watched until then watches again, as far as the database allows it. Never fails. */
  showBetween(one: UserId, other: UserId): Promise<void>;
  /** Here or at another node. */
  isOnline(userId: UserId): boolean;
  /** People online, here and at other nodes. */
  readonly online: number;
  stop(): Promise<void>;
}

export interface PresenceNodes {
  readonly elsewhere: PeopleElsewhere;
  /** To those who watch at this node, and no other. */
  readonly tellHere: TellWatchers;
}

const ALONE: PresenceNodes = { elsewhere: NOBODY_ELSEWHERE, tellHere: () => undefined };

/** `nodes`: what is known of other nodes, if there are any. */
export function createPresence(platform: Platform, { elsewhere, tellHere }: PresenceNodes = ALONE): Presence {
  const { database, publisher, config, meter, log } = platform;
  const tracker = new PresenceTracker({ ...platform, elsewhere, tellWatchers: tellWithCalm(platform) });
  const isOnline = (userId: UserId) => tracker.isOnline(userId) || elsewhere.isOnline(userId);
  elsewhere.onFound((userId, { isOnline: isThere, at }) => {
    if (tracker.isOnline(userId)) return;
    if (isThere) tellHere({ userId, status: 'online', lastSeenAt: null });
    else tellHere({ userId, status: 'offline', lastSeenAt: new Date(at).toISOString() });
  });
  meter.gauge('people_online', () => tracker.online);
  const listVisible: Presence['listVisible'] = async (userId, ids) =>
    config.features.presence && ids.length > 0 ? database.readPresence(userId, ids) : [];
  const present: Presence['present'] = ({ userId, lastSeenAt }) =>
    isOnline(userId)
      ? { userId, status: 'online', lastSeenAt: null }
      : { userId, status: 'offline', lastSeenAt: (tracker.leftAt(userId) ?? lastSeenAt)?.toISOString() ?? null };
  /** Blocks that came, so that an answer from before one is not used after it. */
  let walls = 0;
  const resume = async (watcher: UserId, watched: UserId) => {
    if (publisher.connectedAmong([watcher]).length === 0) return;
    const before = walls;
    const [visible] = await listVisible(watcher, [watched]);
    if (visible && before === walls) publisher.resumePresence(watcher, present(visible));
  };
  return {
    connect: (userId) => tracker.connect(userId),
    disconnect: (userId) => tracker.disconnect(userId),
    listVisible,
    present,
    hide: (userId) => {
      // PRES-4: the last thing the watchers hear does not tell when.
      publisher.toPersonWatchers(userId, { userId, status: 'offline', lastSeenAt: null });
      publisher.endPresenceWatches(userId);
    },
    hideBetween: (one, other) => {
      walls++;
      publisher.endPresenceBetween(one, other);
    },
    showBetween: async (one, other) => {
      try {
        await Promise.all([resume(one, other), resume(other, one)]);
      } catch (error) {
        // It comes back with their next look.
        log.warn('presence_not_resumed', { error });
      }
    },
    isOnline,
    get online() {
      return tracker.online + elsewhere.beside;
    },
    stop: () => tracker.stop(),
  };
}
