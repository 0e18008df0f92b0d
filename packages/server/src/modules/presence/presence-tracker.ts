import type { UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { PeopleElsewhere } from '../../ports/nodes.ts';
import type { TellWatchers } from './tell-with-calm.ts';

/** How long somebody without a connection still counts as online: a reload or a change of network, in milliseconds. */
const GRACE_MS = 8_000;
/** Times of leaving are stored together, in milliseconds. */
const STORE_EVERY_MS = 5_000;
/** Rows in one statement. */
const STORE_BATCH = 500;

/**
 * Who is connected here. A person is *absent* (not in `#people`), *here* (`devices` > 0) or *leaving* (`devices` = 0, the
 * grace runs). Here and leaving are shown as online.
 */
interface Presence {
  devices: number;
  cancelLeaving: () => void;
  leftAt: number;
}

/** What it is given: who watches hears by `tellWatchers`. */
export type TrackerDeps = Pick<Platform, 'clock' | 'database' | 'log'> & {
  readonly tellWatchers: TellWatchers;
  /** Who is connected to another node is neither coming nor gone. */
  readonly elsewhere: PeopleElsewhere;
};

export class PresenceTracker {
  readonly #platform: TrackerDeps;
  readonly #people = new Map<UserId, Presence>();
  readonly #toStore = new Map<UserId, number>();
  #cancelStore: (() => void) | null = null;

  constructor(platform: TrackerDeps) {
    this.#platform = platform;
  }

  get online(): number {
    return this.#people.size;
  }

  isOnline(userId: UserId): boolean {
    return this.#people.has(userId);
  }

  /** When this person left, if that is not stored yet. */
  leftAt(userId: UserId): Date | null {
    const at = this.#toStore.get(userId);
    return at === undefined ? null : new Date(at);
  }

  connect(userId: UserId): void {
    const held = this.#people.get(userId);
    if (held) {
      held.devices++;
      held.cancelLeaving();
      return;
    }
    this.#people.set(userId, { devices: 1, cancelLeaving: () => undefined, leftAt: 0 });
    const { elsewhere, tellWatchers } = this.#platform;
    elsewhere.came(userId);
    if (!elsewhere.isOnline(userId)) tellWatchers({ userId, status: 'online', lastSeenAt: null });
  }

  disconnect(userId: UserId): void {
    const held = this.#people.get(userId);
    if (!held) return;
    held.devices--;
    if (held.devices > 0) return;
    const { clock } = this.#platform;
    held.leftAt = clock.now();
    held.cancelLeaving = clock.after(GRACE_MS, () => this.#leave(userId, held));
  }

  /** Stores what is known about leaving; at the stop of the server everybody leaves. */
  async stop(): Promise<void> {
    const now = this.#platform.clock.now();
    for (const [userId, held] of this.#people) {
      held.cancelLeaving();
      this.#toStore.set(userId, held.devices > 0 ? now : held.leftAt);
    }
    this.#people.clear();
    this.#cancelStore?.();
    await this.#store();
  }

  #leave(userId: UserId, held: Presence): void {
    if (held.devices > 0) return;
    this.#people.delete(userId);
    const { elsewhere } = this.#platform;
    elsewhere.left(userId);
    if (elsewhere.isOnline(userId)) return;
    this.#toStore.set(userId, held.leftAt);
    const lastSeenAt = new Date(held.leftAt).toISOString();
    this.#platform.tellWatchers({ userId, status: 'offline', lastSeenAt });
    this.#cancelStore ??= this.#platform.clock.after(STORE_EVERY_MS, () => void this.#store());
  }

  async #store(): Promise<void> {
    this.#cancelStore = null;
    const rows = [...this.#toStore].map(([userId, at]) => ({ userId, at: new Date(at) }));
    for (let from = 0; from < rows.length; from += STORE_BATCH) {
      const batch = rows.slice(from, from + STORE_BATCH);
      try {
        await this.#platform.database.touchLastSeen(batch);
      } catch (error) {
        // Worth a line, not a retry: the next leaving of the person stores a newer time.
        this.#platform.log.warn('last_seen_not_stored', { people: batch.length, error });
      }
      for (const { userId, at } of batch) if (this.#toStore.get(userId) === at.getTime()) this.#toStore.delete(userId);
    }
  }
}
