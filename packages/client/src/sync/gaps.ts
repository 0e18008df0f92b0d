import {
  applyChanges,
  applyEvent,
  type ChangeEvent,
  changeSeqOf,
  isBehind,
  newConversationState,
  takeSnapshot,
} from '@natter/model';
import { type Conversation, PAGE_MAX } from '@natter/protocol';
import { hasCode } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Quietly, Server } from '../transport/server.ts';

/** How long an event may wait for those before it, how many may wait, and beyond how many changes one loads anew. */
const WAIT_MS = 500;
const WAITING_MAX = 100;
const RELOAD_AT = 2_000;
/** In a group of more than so many, all of whom are told at once, each asks at a time of their own within this long (ms). */
const BIG_GROUP = 10;
const SPREAD_MS = 900;

interface Hole {
  readonly waiting: Map<number, ChangeEvent>;
  cancel: (() => void) | null;
}

/**
 * Live events, applied in the order of the change log (spec GAP-1, GAP-2).
 *
 * Invariants:
 * - A state's `changeSeq` moves only over changes that were applied, by an event that was the next one, by a page of
 *   `changes` asked for from there, or by a complete answer of sync. Nothing else moves it.
 * - Events are applied at once, also while a page is on its way: the model lets the later state of a message win, so neither
 *   the page nor the event can undo the other.
 * - An event beyond the next one waits at most 500 ms; then `changes` is asked until the server has no more. An event that
 *   waits is never the only copy of anything: dropping all of them costs one request.
 */
export class Gaps {
  private readonly holes = new Map<string, Hole>();
  private readonly closing = new Map<string, Promise<void>>();
  private readonly store: ConversationStore;
  private readonly server: Server;
  private readonly platform: Platform;
  private readonly quietly: Quietly;

  constructor(options: { store: ConversationStore; server: Server; platform: Platform; quietly: Quietly }) {
    this.store = options.store;
    this.server = options.server;
    this.platform = options.platform;
    this.quietly = options.quietly;
  }

  /** Applies an event of a known conversation; true when it was new. */
  receive(id: string, event: ChangeEvent): boolean {
    const state = this.store.get(id);
    if (!state) return false;
    const { state: next, verdict } = applyEvent(state, event);
    if (verdict === 'stale') return false;
    if (verdict === 'applied') {
      this.store.update(id, () => next);
      this.retryWaiting(id);
      return true;
    }
    this.wait(id, event);
    return true;
  }

  /** Asks for changes until nothing is missing. Single-flight per conversation; throws what the server answers. */
  close(id: string): Promise<void> {
    const running = this.closing.get(id);
    if (running !== undefined) return running;
    const closing = this.fetchChanges(id).finally(() => this.closing.delete(id));
    this.closing.set(id, closing);
    return closing;
  }

  /** Takes a fresh view of one conversation, known or not; gone when the server says so. */
  async refresh(id: string): Promise<void> {
    try {
      const askedAt = this.store.own.ask();
      const snapshot = await this.server.rest.call('getConversation', { params: { id } });
      this.put(snapshot, askedAt);
      const state = this.store.get(id);
      if (state && isBehind(state)) await this.close(id);
    } catch (error) {
      if (!hasCode(error, 'not_found')) throw error;
      this.store.update(id, () => null);
    }
  }

  /**
   * Takes conversations of an answer that was asked for at `askedAt` into the store, and closes what they leave behind.
   */
  take(conversations: readonly Conversation[], askedAt: number): void {
    for (const conversation of conversations) {
      this.put(conversation, askedAt);
      this.quietly(conversation.id, () => this.close(conversation.id));
    }
  }

  /** Takes the answer to a change of what is my own. If another answer overtook it, asks once more which of them is right. */
  takeOwn(conversation: Conversation, askedAt: number): void {
    const { id } = conversation;
    const isUnclear = this.store.own.isUnclear(id, askedAt);
    this.take([conversation], isUnclear ? this.store.own.ask() : askedAt);
    if (isUnclear) this.recheck(id);
  }

  /** Asks anew what no sync tells again: answers overtook each other, or a count has ended. */
  recheck(id: string): void {
    this.quietly(`own ${id}`, () => this.refresh(id));
  }

  /** Stops waiting; what waited comes by sync. */
  stop(): void {
    for (const hole of this.holes.values()) hole.cancel?.();
    this.holes.clear();
  }

  private put(snapshot: Conversation, askedAt: number): void {
    const { store } = this;
    const { id } = snapshot;
    const isUnclear = store.own.isUnclear(id, askedAt);
    store.update(id, (state) =>
      state ? takeSnapshot(state, snapshot, isUnclear) : newConversationState(store.userId, snapshot),
    );
    if (!isUnclear) store.own.came(id);
  }

  private wait(id: string, event: ChangeEvent): void {
    const hole = this.holes.get(id) ?? { waiting: new Map(), cancel: null };
    this.holes.set(id, hole);
    if (hole.waiting.size < WAITING_MAX) hole.waiting.set(changeSeqOf(event), event);
    // It is the next one and tells too little: there is nothing to wait for.
    const state = this.store.get(id);
    const isNext = changeSeqOf(event) === (state?.changeSeq ?? 0) + 1;
    const isBig = (state?.conversation.participantCount ?? 0) > BIG_GROUP;
    const spread = isBig ? this.platform.random() * SPREAD_MS : 0;
    hole.cancel ??= this.platform.setTimer(
      () => {
        hole.cancel = null;
        this.quietly(id, () => this.close(id));
      },
      isNext ? spread : WAIT_MS,
    );
  }

  private retryWaiting(id: string): void {
    const hole = this.holes.get(id);
    if (!hole) return;
    for (const changeSeq of [...hole.waiting.keys()].sort((a, b) => a - b)) {
      const state = this.store.get(id);
      const event = hole.waiting.get(changeSeq);
      if (!state || !event) break;
      const { state: next, verdict } = applyEvent(state, event);
      if (verdict === 'gap') break;
      hole.waiting.delete(changeSeq);
      if (verdict === 'applied') this.store.update(id, () => next);
    }
    if (hole.waiting.size > 0) return;
    hole.cancel?.();
    this.holes.delete(id);
  }

  private async fetchChanges(id: string): Promise<void> {
    for (;;) {
      this.retryWaiting(id);
      const state = this.store.get(id);
      if (!state) return;
      const waiting = [...(this.holes.get(id)?.waiting.keys() ?? [])];
      const target = Math.max(state.conversation.changeSeq, ...waiting);
      if (target <= state.changeSeq) return;
      if (target - state.changeSeq > RELOAD_AT) {
        // Another tab may have been awake all the time.
        await this.store.reread(id);
        if ((this.store.get(id)?.changeSeq ?? 0) > state.changeSeq) continue;
        await this.reload(id);
        return;
      }
      const after = state.changeSeq;
      const isFurther = await this.fetchPage(id, after);
      if (isFurther) continue;
      // The server knows nothing beyond: what waits is from a future that was taken back, or from a node ahead of it.
      this.holes.get(id)?.waiting.clear();
      this.retryWaiting(id);
      return;
    }
  }

  private async fetchPage(id: string, after: number): Promise<boolean> {
    try {
      const query = { after, limit: PAGE_MAX };
      const { own } = this.store;
      const askedAt = own.ask();
      const page = await this.server.rest.call('listChanges', { params: { id }, query });
      this.store.addPeople(page.people);
      const isUnclear = own.isUnclear(id, askedAt);
      this.store.update(id, (state) => (state ? applyChanges(state, page, after, isUnclear) : null));
      if (!isUnclear) own.came(id);
      await this.store.commit();
      return page.toChangeSeq > after;
    } catch (error) {
      if (hasCode(error, 'conflict')) await this.reload(id);
      else if (hasCode(error, 'not_found')) this.store.update(id, () => null);
      else throw error;
      return false;
    }
  }

  /** Forgets what is held of a conversation and starts from the server's view; threads fetch what they show. */
  private async reload(id: string): Promise<void> {
    const snapshot = await this.server.rest.call('getConversation', { params: { id } });
    this.holes.get(id)?.waiting.clear();
    this.store.update(
      id,
      // Stars are told when they change, and not with the conversation.
      (state) => ({ ...newConversationState(this.store.userId, snapshot), starred: state?.starred ?? new Set() }),
      true,
    );
    await this.store.commit();
  }
}
