import { applyMark, backoffMs, runContaining } from '@natter/model';
import { hasCode, toMessagingError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';
import { parseRow, parseRows, SeqRow } from '../storage/rows.ts';
import type { Storage, StorageWrite } from '../storage/storage.ts';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Server } from '../transport/server.ts';

type Kind = 'read' | 'delivered';
interface Wanted {
  seq: number;
  failures: number;
  cancel: (() => void) | null;
  /** Settles when the server has answered; null: it is not on its way. */
  sent: Promise<void> | null;
  /** Its time has come, but too many are on their way. */
  isDue: boolean;
}

/** A mark is told after two seconds; of what was read, at once when it moved over ten messages. */
const BATCH_MS = 2_000;
const BATCH_SIZE = 10;
/** Marks on their way at the same time: a first load moves one in every conversation. */
const AT_ONCE = 4;

/**
 * Own marks (spec TELL-1 … TELL-4). A read mark counts on this device at once, is written before it is told, and is told until
 * it is acknowledged, across restarts. A delivered mark follows what is stored without a gap. Neither ever goes back.
 */
export class Marks {
  private readonly wanted: Record<Kind, Map<string, Wanted>> = { read: new Map(), delivered: new Map() };
  private isDurable = true;
  private sending = 0;
  /** Ends the wait that the server asked for; null while there is none. */
  private endPause: (() => void) | null = null;
  private readonly store: ConversationStore;
  private readonly storage: Storage;
  private readonly server: Server;
  private readonly platform: Platform;
  private readonly mayTry: () => boolean;
  private readonly onRead: (id: string) => void;

  constructor(options: {
    store: ConversationStore;
    storage: Storage;
    server: Server;
    platform: Platform;
    mayTry: () => boolean;
    onRead: (id: string) => void;
  }) {
    this.store = options.store;
    this.storage = options.storage;
    this.server = options.server;
    this.platform = options.platform;
    this.mayTry = options.mayTry;
    this.onRead = options.onRead;
  }

  /** Takes up the read marks that were not acknowledged when the device stopped. */
  async load(): Promise<void> {
    for (const { id, seq } of parseRows(SeqRow, await this.storage.read((tx) => tx.all('marks')))) {
      this.moveOwn('read', id, Math.min(seq, this.store.get(id)?.conversation.lastSeq ?? 0));
      this.want('read', id, seq);
    }
  }

  /** Everything up to `seq` was shown. */
  read(id: string, seq: number): void {
    const state = this.store.get(id);
    if (!state) return;
    const to = Math.min(seq, state.conversation.lastSeq);
    if (to <= state.conversation.readSeq) return;
    const told = this.wanted.read.get(id)?.seq ?? state.conversation.readSeq;
    this.moveOwn('read', id, to);
    this.store
      .commit((tx) => tx.put('marks', id, { id, seq: to }))
      .then(() => this.onRead(id))
      // The store falls back to memory by itself; the mark is told all the same.
      .catch(() => undefined);
    this.want('read', id, to, to - told >= BATCH_SIZE);
  }

  /**
   * Tells now what was read in a conversation, and resolves when the server has answered: a read mark that came after
   * "marked as unread" would take it back. It goes on where the server cannot be asked.
   */
  async readTold(id: string): Promise<void> {
    // Once for what is on its way, once for what was read meanwhile.
    for (let tries = 0; tries < 2; tries += 1) {
      const wanted = this.wanted.read.get(id);
      if (!wanted) return;
      await (wanted.sent ?? this.tell('read', id));
    }
  }

  /**
   * Looks how far a conversation is stored without a gap, and tells it with the next batch or when all is caught up: that comes sooner
   * if it is not told in between. Call it when its changes are durable.
   */
  stored(id: string): void {
    const to = this.deliverable(id);
    if (to !== null && this.isDurable) this.want('delivered', id, to);
  }

  /** The next number that is missing before unread messages can count as delivered; null when nothing is. */
  missingFrom(id: string): number | null {
    const state = this.store.get(id);
    if (!state) return null;
    const { deliveredSeq, lastSeq, unreadCount } = state.conversation;
    const run = runContaining(state.covered, deliveredSeq + 1);
    const from = run ? run.to + 1 : deliveredSeq + 1;
    return unreadCount > 0 && from <= lastSeq ? from : null;
  }

  /** The connection is back: tell what waits. */
  retry(): void {
    for (const kind of ['read', 'delivered'] as const) {
      for (const id of this.wanted[kind].keys()) void this.tell(kind, id);
    }
  }

  /** Whether what is stored outlives this tab: only then it counts as delivered (spec TELL-3). */
  setDurable(isDurable: boolean): void {
    this.isDurable = isDurable;
    if (!isDurable) this.drop('delivered');
  }

  /** The server went back in time: what was read and stored is not what stands at these numbers now. */
  async forget(tx: StorageWrite): Promise<void> {
    this.drop('read');
    this.drop('delivered');
    for (const { id } of parseRows(SeqRow, await tx.all('marks'))) await tx.delete('marks', id);
  }

  private drop(kind: Kind): void {
    for (const wanted of this.wanted[kind].values()) wanted.cancel?.();
    this.wanted[kind].clear();
  }

  stop(): void {
    this.endPause?.();
    this.endPause = null;
    for (const kind of ['read', 'delivered'] as const) {
      for (const wanted of this.wanted[kind].values()) {
        wanted.cancel?.();
        wanted.cancel = null;
      }
    }
  }

  private deliverable(id: string): number | null {
    const state = this.store.get(id);
    if (!state) return null;
    const { deliveredSeq } = state.conversation;
    const run = runContaining(state.covered, deliveredSeq + 1);
    if (!run) return null;
    const isHeld = deliveredSeq + 1 >= state.heldFrom;
    const others = [...state.messages.values()].some((one) => one.seq > deliveredSeq && one.senderId !== state.userId);
    return isHeld && !others ? null : run.to;
  }

  private want(kind: Kind, id: string, seq: number, isNow = false): void {
    const wanted = this.wanted[kind].get(id) ?? {
      seq: 0,
      failures: 0,
      cancel: null,
      sent: null,
      isDue: false,
    };
    this.wanted[kind].set(id, wanted);
    wanted.seq = Math.max(wanted.seq, seq);
    if (isNow) void this.tell(kind, id);
    else wanted.cancel ??= this.platform.setTimer(() => void this.tell(kind, id), BATCH_MS);
  }

  private async tell(kind: Kind, id: string): Promise<void> {
    const wanted = this.wanted[kind].get(id);
    if (!wanted) return;
    // Its wait is over, also where another is on its way: one that has run out would keep the next from being begun.
    wanted.cancel?.();
    wanted.cancel = null;
    if (wanted.sent || !this.mayTry()) return;
    wanted.isDue = this.sending >= AT_ONCE || this.endPause !== null;
    if (wanted.isDue) return;
    wanted.sent = this.send(kind, id, wanted);
    await wanted.sent;
  }

  private async send(kind: Kind, id: string, wanted: Wanted): Promise<void> {
    this.sending++;
    const { seq } = wanted;
    try {
      const answer = await this.server.mark(kind, id, seq);
      this.moveOwn('delivered', id, answer.deliveredSeq);
      this.moveOwn('read', id, answer.readSeq);
      await this.acknowledged(kind, id, seq);
    } catch (thrown) {
      const error = toMessagingError(thrown);
      if (error.code === 'rate_limited') {
        this.pause(error.retryAfter);
        wanted.isDue = true;
        return;
      }
      wanted.failures++;
      // A mark that the server will never take (the conversation is gone) is over.
      if (error.retry === 'never') await this.acknowledged(kind, id, hasCode(error, 'not_found') ? wanted.seq : seq);
      else
        wanted.cancel = this.platform.setTimer(
          () => void this.tell(kind, id),
          backoffMs(wanted.failures, this.platform.random, error.retryAfter),
        );
    } finally {
      wanted.sent = null;
      this.sending--;
      this.tellDue();
    }
  }

  private tellDue(): void {
    for (const kind of ['read', 'delivered'] as const) {
      for (const [id, wanted] of this.wanted[kind]) {
        if (this.sending >= AT_ONCE || this.endPause !== null) return;
        if (wanted.isDue) void this.tell(kind, id);
      }
    }
  }

  /** The limit is the person's: all marks wait. */
  private pause(retryAfter: number | undefined): void {
    this.endPause ??= this.platform.setTimer(
      () => {
        this.endPause = null;
        this.tellDue();
      },
      backoffMs(1, this.platform.random, retryAfter ?? 1),
    );
  }

  private async acknowledged(kind: Kind, id: string, seq: number): Promise<void> {
    const wanted = this.wanted[kind].get(id);
    if (wanted) {
      wanted.failures = 0;
      if (wanted.seq <= seq) this.wanted[kind].delete(id);
      else wanted.cancel ??= this.platform.setTimer(() => void this.tell(kind, id), BATCH_MS);
    }
    if (kind !== 'read') return;
    await this.store.commit(async (tx) => {
      const row = parseRow(SeqRow, await tx.get('marks', id));
      if (row && row.seq <= seq) await tx.delete('marks', id);
    });
  }

  private moveOwn(mark: Kind, id: string, seq: number): void {
    this.store.update(id, (state) => {
      if (!state) return null;
      const known = mark === 'read' ? state.conversation.readSeq : state.conversation.deliveredSeq;
      return seq <= known ? state : applyMark(state, { mark, userId: state.userId, seq });
    });
  }
}
