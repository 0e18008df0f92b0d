import { expiryOf, NEVER } from '@natter/model';
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

/**
 * Erases what has expired from the disk (spec EXPIRE-3), within a transaction. Answers when the next message expires, in epoch ms of
 * the server, and writes that down.
 */
export async function eraseExpired(tx: StorageWrite, id: string, nowMs: number): Promise<number> {
  let nextExpiry = NEVER;
  await eachStored(tx, id, 0, async (message) => {
    const at = expiryOf(message);
    if (at <= nowMs) await tx.deleteMessages(id, message.seq, message.seq);
    else nextExpiry = Math.min(nextExpiry, at);
  });
  const row = parseRow(ConversationRow, await tx.get('conversations', id));
  if (!row) return nextExpiry;
  const { conversation } = row;
  const lastExpiry = expiryOf(conversation.lastMessage);
  // Another tab may have written its own last message.
  const lastMessage = lastExpiry <= nowMs ? null : conversation.lastMessage;
  if (lastMessage) nextExpiry = Math.min(nextExpiry, lastExpiry);
  await tx.put('conversations', id, { ...row, conversation: { ...conversation, lastMessage }, nextExpiry });
  return nextExpiry;
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
