import type { Message } from '@natter/protocol';
import type { DeleteOptions } from './api.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Platform } from './platform/platform.ts';
import type { Removal, Removals } from './removals.ts';
import type { ConversationStore } from './store/conversation-store.ts';
import type { Rest } from './transport/rest.ts';

/** What a deletion needs. Everything is handed in, so that this module is fetched alone when somebody first deletes something. */
export interface DeletingParts {
  readonly store: ConversationStore;
  readonly outbox: Outbox;
  readonly rest: Rest;
  readonly platform: Platform;
  readonly removals: Removals;
  readonly serverNow: () => number;
  readonly discard: (clientId: string) => Promise<boolean>;
  /** The other tabs read a conversation again. */
  readonly onRemoved: (id: string) => void;
}

/** Deletes a message (spec DELETE-1, DELETE-2); `messages.delete` of the client. False: it was taken back in time. */
export async function deleteMessage(
  parts: DeletingParts,
  conversationId: string,
  id: string,
  { for: who = 'me', afterMs = 0, signal }: DeleteOptions = {},
): Promise<boolean> {
  const { store, rest, serverNow, removals, onRemoved } = parts;
  const sentId = await findSent(parts, id);
  if (sentId === null) return true;
  const known = find(store, conversationId, sentId);
  const messageId = known?.id ?? sentId;
  const removal: Removal = {
    conversationId,
    // Where it is not known here, the next sync tells that it is gone.
    seq: known?.seq ?? 0,
    how: who === 'me' ? { for: who } : { for: who, deletedAt: new Date(serverNow()).toISOString() },
  };
  removals.all.add(removal);
  store.turn(conversationId);
  try {
    if (!(await isMeant(parts, afterMs, signal))) return false;
    await rest.call('deleteMessage', { params: { id: conversationId, messageId }, query: { for: who } });
    store.update(conversationId, (state) => state && removals.remove(state, removal));
    await store.commit();
    onRemoved(conversationId);
    return true;
  } finally {
    removals.all.delete(removal);
    store.turn(conversationId);
  }
}

/** The id of a message that is sent, which may still be in the outbox; null when it was cancelled there. */
async function findSent({ outbox, discard }: DeletingParts, id: string): Promise<string | null> {
  if (!outbox.get(id)) return id;
  if (await discard(id)) return null;
  // On its way: it is deleted when it has arrived, or cancelled when it was refused.
  const sent = await outbox.committed(id).catch(() => null);
  if (sent) return sent.id;
  await discard(id);
  return null;
}

function find(store: ConversationStore, conversationId: string, id: string): Message | null | undefined {
  const state = store.get(conversationId);
  const held = [...(state?.messages.values() ?? []), state?.conversation.lastMessage];
  return held.find((one) => one?.id === id || one?.clientId === id);
}

/** Waits for its time, or for somebody to leave; false when it is taken back before. */
function isMeant({ platform, removals }: DeletingParts, afterMs: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted === true || afterMs <= 0) return Promise.resolve(signal?.aborted !== true);
  return new Promise((resolve) => {
    const end = (isMeant: boolean) => {
      cancel();
      removals.waiting.delete(go);
      resolve(isMeant);
    };
    const go = () => end(true);
    const cancel = platform.setTimer(go, afterMs);
    removals.waiting.add(go);
    signal?.addEventListener('abort', () => end(false));
  });
}
