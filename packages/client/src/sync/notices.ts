import { isMuted, isUnread, messagesBetween } from '@natter/model';
import type { Message } from '@natter/protocol';
import type { ClientNotice } from '../api.ts';
import type { Platform } from '../platform/platform.ts';
import { parseRow, SeqRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import type { ConversationStore } from '../store/conversation-store.ts';

/** How long a tab that nobody sees leaves a notice to one that somebody sees. */
const HIDDEN_DELAY_MS = 300;

/**
 * Notices of messages, once per device (spec TAB-3): the tab tells that first writes "told up to this `seq`" into the store,
 * in a transaction. Hidden tabs come a moment later, so a visible one wins. A catch-up tells the newest of each conversation
 * only; a first load tells nothing.
 */
export class Notices {
  private readonly listeners = new Set<(notice: ClientNotice) => void>();
  private readonly store: ConversationStore;
  private readonly storage: Storage;
  private readonly platform: Platform;
  private readonly serverNow: () => number;
  private isStopped = false;

  constructor(options: { store: ConversationStore; storage: Storage; platform: Platform; serverNow: () => number }) {
    this.store = options.store;
    this.storage = options.storage;
    this.platform = options.platform;
    this.serverNow = options.serverNow;
  }

  subscribe(listener: (notice: ClientNotice) => void): () => void {
    const own = (notice: ClientNotice) => listener(notice);
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  tell(notice: ClientNotice): void {
    for (const listener of [...this.listeners]) listener(notice);
  }

  /** Messages arrived live, or stand for those that came with sync. */
  arrived(...messages: Message[]): void {
    const news = messages.filter((message) => this.isWorthTelling(message));
    if (news.length === 0) return;
    if (this.platform.isVisible()) void this.claim(news);
    else this.platform.setTimer(() => void this.claim(news), HIDDEN_DELAY_MS);
  }

  /** Conversations came with sync: the newest unread message of each stands for all. */
  caughtUp(ids: readonly string[]): void {
    const newest = ids.flatMap((id) => {
      const state = this.store.get(id);
      const unread = state ? messagesBetween(state, state.conversation.readSeq + 1, state.conversation.lastSeq) : [];
      return unread.filter((message) => this.isWorthTelling(message)).slice(-1);
    });
    this.arrived(...newest);
  }

  /** What a first load brings is not news. */
  async silence(ids: readonly string[]): Promise<void> {
    await this.store.commit(async (tx) => {
      for (const id of ids) {
        const seq = this.store.get(id)?.conversation.lastSeq ?? 0;
        await tx.put('noticed', id, { id, seq });
      }
    });
  }

  /** Whether anything may be told: not between the end and the next start. */
  setStopped(isStopped: boolean): void {
    this.isStopped = isStopped;
  }

  private isWorthTelling(message: Message): boolean {
    const conversation = this.store.shown(message.conversationId)?.conversation;
    if (!conversation) return false;
    const { readSeq, request } = conversation;
    const reader = { userId: this.store.userId, readSeq, nowMs: this.serverNow() };
    return request === null && !isMuted(conversation, this.serverNow()) && isUnread(message, reader);
  }

  private async claim(news: readonly Message[]): Promise<void> {
    if (this.isStopped || this.listeners.size === 0) return;
    const mine = await this.storage.write(async (tx) => {
      const claimed: Message[] = [];
      for (const message of news) {
        const { conversationId: id, seq } = message;
        const row = parseRow(SeqRow, await tx.get('noticed', id));
        if (row && row.seq >= seq) continue;
        await tx.put('noticed', id, { id, seq });
        claimed.push(message);
      }
      return claimed;
    });
    for (const message of mine) {
      const conversation = this.store.shown(message.conversationId)?.conversation;
      if (!conversation || !this.isWorthTelling(message)) continue;
      const mentionsMe = message.mentions.some((mention) => mention.userId === this.store.userId);
      const from = this.store.person(conversation, message.senderId ?? '');
      this.tell({ kind: 'message', message, conversation, mentionsMe, ...(from && { from }) });
    }
  }
}
