import { type ConversationState, expiryOf, laterMessage, NEVER, nextExpiryAfter } from '@natter/model';
import type { Message } from '@natter/protocol';
import { ConversationRow, parseMessages, parseRow } from '../storage/rows.ts';
import type { StorageWrite } from '../storage/storage.ts';

const PAGE = 200;

/** Goes through the stored messages of a conversation from `from` on, in order. */
async function eachStored(
  tx: StorageWrite,
  conversationId: string,
  from: number,
  visit: (message: Message) => Promise<void> | void,
): Promise<void> {
  for (let next = from; ; ) {
    const range = { conversationId, from: next, to: Number.MAX_SAFE_INTEGER, limit: PAGE };
    const page = parseMessages(await tx.messages(range));
    for (const message of page) await visit(message);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    next = last.seq + 1;
  }
}

/** What the disk holds of a conversation after something was erased. */
export interface Erased {
  /** When the next message expires, in epoch ms of the server. */
  readonly nextExpiry: number;
  readonly newest: Message | null;
}

/** Erases what has expired from the disk (spec EXPIRE-3), within a transaction, and writes down when the next message expires. */
export async function eraseExpired(tx: StorageWrite, id: string, nowMs: number): Promise<Erased> {
  const left: { nextExpiry: number; newest: Message | null } = { nextExpiry: NEVER, newest: null };
  await eachStored(tx, id, 0, async (message) => {
    const at = expiryOf(message);
    if (at <= nowMs) await tx.deleteMessages(id, message.seq, message.seq);
    else {
      left.nextExpiry = Math.min(left.nextExpiry, at);
      left.newest = message;
    }
  });
  const row = parseRow(ConversationRow, await tx.get('conversations', id));
  if (!row) return left;
  const { conversation } = row;
  const isLastOver = expiryOf(conversation.lastMessage) <= nowMs;
  const lastMessage = isLastOver ? left.newest : conversation.lastMessage;
  left.nextExpiry = Math.min(left.nextExpiry, expiryOf(lastMessage));
  await tx.put('conversations', id, {
    ...row,
    conversation: { ...conversation, lastMessage },
    nextExpiry: left.nextExpiry,
  });
  return left;
}

/** The state in memory after that. `isLastOver`: its last message has expired, and the disk may know the one before it. */
export function withErased(
  state: ConversationState,
  { nextExpiry, newest }: Erased,
  nowMs: number,
  isLastOver: boolean,
): ConversationState {
  const { conversation } = state;
  const lastMessage = isLastOver ? laterMessage(conversation.lastMessage, newest) : conversation.lastMessage;
  const next = { ...state, conversation: { ...conversation, lastMessage } };
  return { ...next, nextExpiry: Math.min(nextExpiry, nextExpiryAfter(next, nowMs)) };
}

/** Takes the words of these messages out of the stored messages that quote them (spec DELETE-3). */
export async function forgetStoredQuotes(tx: StorageWrite, id: string, seqs: ReadonlySet<number>): Promise<void> {
  if (seqs.size === 0) return;
  await eachStored(tx, id, Math.min(...seqs) + 1, async (message) => {
    const { replyTo, seq } = message;
    if (typeof replyTo?.preview !== 'string' || !seqs.has(replyTo.seq)) return;
    await tx.putMessage(id, seq, { ...message, replyTo: { ...replyTo, preview: null } });
  });
}
