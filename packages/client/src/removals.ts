import { type ConversationState, removeMessage } from '@natter/model';
import type { Message } from '@natter/protocol';
import type { DeleteOptions } from './api.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Platform } from './platform/platform.ts';
import type { ConversationStore } from './store/conversation-store.ts';
import type { Rest } from './transport/rest.ts';

interface Removal {
  readonly conversationId: string;
  readonly seq: number;
  readonly how: { readonly for: 'me' } | { readonly for: 'everyone'; readonly deletedAt: string };
}

export interface RemovalsOptions {
  readonly store: ConversationStore;
  readonly outbox: Outbox;
  readonly rest: Rest;
  readonly platform: Platform;
  readonly serverNow: () => number;
  readonly discard: (clientId: string) => Promise<boolean>;
  /** The other tabs read a conversation again. */
  readonly onRemoved: (id: string) => void;
}

/**
 * Messages on their way out (spec DELETE-1, DELETE-2). What is being deleted is gone from all that is shown at once, and stays in
 * what is kept until the server has agreed: a refusal, a crash or an "Undo" brings it back by doing nothing.
 */
export class Removals {
  private readonly options: RemovalsOptions;
  private readonly removals = new Set<Removal>();
  private readonly waiting = new Set<() => void>();

  constructor(options: RemovalsOptions) {
    this.options = options;
  }

  /** A state without what is being deleted. */
  readonly lens = (state: ConversationState): ConversationState => {
    let shown = state;
    for (const { conversationId, seq, how } of this.removals) {
      if (conversationId === state.conversation.id) shown = removeMessage(shown, seq, how);
    }
    return shown;
  };

  async delete(conversationId: string, id: string, options: DeleteOptions = {}): Promise<boolean> {
    const sentId = await this.sentId(id);
    if (sentId === null) return true;
    const { store, rest, serverNow } = this.options;
    const { for: who = 'me', afterMs = 0, signal } = options;
    const deletedAt = new Date(serverNow()).toISOString();
    const known = this.find(conversationId, sentId);
    const messageId = known?.id ?? sentId;
    const removal = {
      conversationId,
      // Where it is not known here, the next sync tells that it is gone.
      seq: known?.seq ?? 0,
      how: who === 'me' ? { for: who } : { for: who, deletedAt },
    };
    this.removals.add(removal);
    store.turn(conversationId);
    try {
      if (!(await this.isMeant(afterMs, signal))) return false;
      await rest.call('deleteMessage', { params: { id: conversationId, messageId }, query: { for: who } });
      store.update(conversationId, (state) => state && removeMessage(state, removal.seq, removal.how));
      await store.commit();
      this.options.onRemoved(conversationId);
      return true;
    } finally {
      this.removals.delete(removal);
      store.turn(conversationId);
    }
  }

  /** Who leaves takes nothing back any more. */
  flush(): void {
    for (const go of [...this.waiting]) go();
  }

  /** The server's id of a message, which may still be in the outbox; null when it was cancelled there. */
  private async sentId(id: string): Promise<string | null> {
    const { outbox, discard } = this.options;
    if (!outbox.get(id)) return id;
    if (await discard(id)) return null;
    // On its way: it is deleted when it has arrived, or cancelled when it was refused.
    const sent = await outbox.committed(id).catch(() => null);
    if (sent) return sent.id;
    await discard(id);
    return null;
  }

  private find(conversationId: string, id: string): Message | null | undefined {
    const state = this.options.store.get(conversationId);
    const held = [...(state?.messages.values() ?? []), state?.conversation.lastMessage];
    return held.find((one) => one?.id === id || one?.clientId === id);
  }

  private isMeant(afterMs: number, signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted === true || afterMs <= 0) return Promise.resolve(signal?.aborted !== true);
    return new Promise((resolve) => {
      const end = (isMeant: boolean) => {
        cancel();
        this.waiting.delete(go);
        resolve(isMeant);
      };
      const go = () => end(true);
      const cancel = this.options.platform.setTimer(go, afterMs);
      this.waiting.add(go);
      signal?.addEventListener('abort', () => end(false));
    });
  }
}
