import { PRESENCE_WATCH, type Presence } from '@natter/protocol';
import type { Live, PresenceApi } from './api.ts';
import { type Derived, derive } from './live.ts';
import type { CommandLink } from './transport/server.ts';

/** Presence of those whom somebody watches. Without a connection nothing is known and the maps are empty. */
export class PresenceWatch implements PresenceApi {
  private readonly link: CommandLink;
  private readonly known = new Map<string, Presence>();
  private readonly watches = new Map<Derived<ReadonlyMap<string, Presence>>, readonly string[]>();
  private isTelling = false;

  constructor(link: CommandLink) {
    this.link = link;
  }

  watch(userIds: readonly string[]): Live<ReadonlyMap<string, Presence>> & { close(): void } {
    const live = derive<ReadonlyMap<string, Presence>>(() => {
      const found = new Map<string, Presence>();
      for (const userId of userIds) {
        const presence = this.known.get(userId);
        if (presence) found.set(userId, presence);
      }
      return found;
    });
    this.watches.set(live, userIds);
    this.tell();
    const close = () => {
      if (this.watches.delete(live)) this.tell();
    };
    return { getSnapshot: live.getSnapshot, subscribe: live.subscribe, close };
  }

  received(presence: Presence): void {
    this.known.set(presence.userId, presence);
    this.changed();
  }

  clear(): void {
    this.known.clear();
    this.changed();
  }

  /** Tells the server whom we watch, once for all changes of one turn. */
  tell(): void {
    if (this.isTelling) return;
    this.isTelling = true;
    queueMicrotask(() => {
      this.isTelling = false;
      this.link.quietly(this, () => this.ask());
    });
  }

  private async ask(): Promise<void> {
    const userIds = [...new Set([...this.watches.values()].flat())].slice(-PRESENCE_WATCH);
    // Of whom nobody watches nothing more is told, and what is known of them grows old.
    for (const userId of this.known.keys()) if (!userIds.includes(userId)) this.known.delete(userId);
    const { presences } = await this.link.command('presence:watch', { userIds });
    for (const presence of presences) this.known.set(presence.userId, presence);
    this.changed();
  }

  private changed(): void {
    for (const live of this.watches.keys()) live.invalidate();
  }
}
