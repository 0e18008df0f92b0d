import { CONVERSATION_WATCH, TYPING_LEASE_MS } from '@natter/protocol';
import type { TypingApi } from './api.ts';
import type { Platform } from './platform/platform.ts';
import type { CommandLink } from './transport/server.ts';

/** Told to the others at most this often. */
const TELL_EVERY_MS = 1_000;

/**
 * Who types where. Both ways it is a lease of six seconds: what is not renewed ends by itself, and a lost event costs nothing.
 * The open threads are the conversations that typing is watched for.
 */
export class Typing implements TypingApi {
  private readonly link: CommandLink;
  private readonly platform: Platform;
  private readonly onChange: (id: string) => void;
  private readonly others = new Map<string, Map<string, () => void>>();
  private readonly views = new Map<string, readonly string[]>();
  private readonly own = new Map<string, { toldAt: number; end: () => void }>();
  private readonly watched = new Map<string, number>();

  constructor(options: { link: CommandLink; platform: Platform; onChange: (id: string) => void }) {
    this.link = options.link;
    this.platform = options.platform;
    this.onChange = options.onChange;
  }

  start(id: string): void {
    const own = this.own.get(id);
    own?.end();
    const end = this.platform.setTimer(() => this.stop(id), TYPING_LEASE_MS);
    const now = this.platform.now();
    const isTold = own !== undefined && Math.abs(now - own.toldAt) < TELL_EVERY_MS;
    this.own.set(id, { toldAt: isTold ? own.toldAt : now, end });
    if (!isTold) this.tell('typing:start', id);
  }

  stop(id: string): void {
    const own = this.own.get(id);
    if (!own) return;
    own.end();
    this.own.delete(id);
    this.tell('typing:stop', id);
  }

  /** An open thread wants to know who types there. */
  watch(id: string): () => void {
    this.watched.set(id, (this.watched.get(id) ?? 0) + 1);
    this.tellWatched();
    return () => {
      const left = (this.watched.get(id) ?? 1) - 1;
      if (left > 0) this.watched.set(id, left);
      else this.watched.delete(id);
      this.tellWatched();
    };
  }

  /** Says again what is watched: a new connection knows nothing. */
  tellWatched(): void {
    this.link.quietly(this, () => {
      const conversationIds = [...this.watched.keys()].slice(-CONVERSATION_WATCH);
      return this.link.command('conversation:watch', { conversationIds });
    });
  }

  received(id: string, userId: string, isTyping: boolean): void {
    const users = this.others.get(id) ?? new Map<string, () => void>();
    const known = users.get(userId);
    known?.();
    if (isTyping) {
      users.set(
        userId,
        this.platform.setTimer(() => this.received(id, userId, false), TYPING_LEASE_MS),
      );
      this.others.set(id, users);
    } else users.delete(userId);
    if (users.size === 0) this.others.delete(id);
    if ((known !== undefined) !== isTyping) this.changed(id);
  }

  of(id: string): readonly string[] {
    return this.views.get(id) ?? NOBODY;
  }

  /** The connection is gone: nobody is known to type. */
  clear(): void {
    for (const users of this.others.values()) for (const cancel of users.values()) cancel();
    const ids = [...this.others.keys()];
    this.others.clear();
    for (const id of ids) this.changed(id);
  }

  close(): void {
    this.clear();
    for (const own of this.own.values()) own.end();
    this.own.clear();
  }

  private changed(id: string): void {
    const users = this.others.get(id);
    if (users) this.views.set(id, [...users.keys()]);
    else this.views.delete(id);
    this.onChange(id);
  }

  private tell(name: 'typing:start' | 'typing:stop', conversationId: string): void {
    this.link.command(name, { conversationId }).catch(() => {
      // A lease: the next key tells it again.
    });
  }
}

const NOBODY: readonly string[] = [];
