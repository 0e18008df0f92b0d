import { removeMessage } from '@natter/model';
import type { DeleteOptions } from '../api.ts';
import type { Overlay } from '../overlays.ts';
import { findMessage } from './find-message.ts';
import type { LifeParts } from './life-parts.ts';
import { isMeant } from './undo.ts';

/** Deletes a message (spec DELETE-1, DELETE-2); `messages.delete` of the client. False: it was taken back in time. */
export async function deleteMessage(
  parts: LifeParts,
  conversationId: string,
  id: string,
  { for: who = 'me', afterMs = 0, signal }: DeleteOptions = {},
): Promise<boolean> {
  const { store, rest, overlays } = parts;
  const sentId = await findSent(parts, id);
  if (sentId === null) return true;
  const known = findMessage(store, conversationId, sentId);
  const messageId = known?.id ?? sentId;
  const how =
    who === 'me' ? { for: who } : { for: who, deletedAt: new Date(parts.deployment.serverNow()).toISOString() };
  // Where it is not known here, the next sync tells that it is gone.
  const seq = known?.seq ?? 0;
  const overlay: Overlay = { conversationId, show: (state) => removeMessage(state, seq, how) };
  overlays.all.add(overlay);
  store.turn(conversationId);
  try {
    if (!(await isMeant(parts, afterMs, signal))) return false;
    await rest.call('deleteMessage', { params: { id: conversationId, messageId }, query: { for: who } });
    store.update(conversationId, (state) => state && overlay.show(state));
    await store.commit();
    parts.talk.post({ kind: 'conversation', id: conversationId });
    return true;
  } finally {
    overlays.all.delete(overlay);
    store.turn(conversationId);
  }
}

/** The id of a message that is sent, which may still be in the outbox; null when it was cancelled there. */
async function findSent({ outbox, discard }: LifeParts, id: string): Promise<string | null> {
  if (!outbox.get(id)) return id;
  if (await discard(id)) return null;
  // On its way: it is deleted when it has arrived, or cancelled when it was refused.
  const sent = await outbox.committed(id).catch(() => null);
  if (sent) return sent.id;
  await discard(id);
  return null;
}
