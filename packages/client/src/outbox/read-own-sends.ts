import { expiryOf } from '@natter/model';
import type { Message } from '@natter/protocol';
import { parseMessages } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import type { ConversationStore } from '../store/conversation-store.ts';

const PAGE = 200;

/**
 * Own stored messages of the last `ageMs` before `nowMs` (the server's time), neither edited nor deleted nor expired, in their order. Each
 * conversation is read backwards until it is older than that, never whole.
 */
export async function readOwnSends(
  store: ConversationStore,
  storage: Storage,
  { nowMs, ageMs }: { readonly nowMs: number; readonly ageMs: number },
): Promise<Message[]> {
  const sinceMs = nowMs - ageMs;
  const own: Message[] = [];
  const isOwn = (message: Message) => {
    const { senderId, deletedAt, editedAt, createdAt } = message;
    const isUnchanged = deletedAt === null && editedAt === null && expiryOf(message) > nowMs;
    return senderId === store.userId && isUnchanged && Date.parse(createdAt) > sinceMs;
  };
  for (const { conversation } of store.all()) {
    const found: Message[] = [];
    for (let to = Number.MAX_SAFE_INTEGER; ; ) {
      const range = { conversationId: conversation.id, from: 0, to, limit: PAGE, fromEnd: true };
      const page = parseMessages(await storage.read((tx) => tx.messages(range)));
      const [first] = page;
      found.unshift(...page.filter(isOwn));
      if (!first || page.length < PAGE || Date.parse(first.createdAt) <= sinceMs) break;
      to = first.seq - 1;
    }
    own.push(...found);
  }
  return own;
}
