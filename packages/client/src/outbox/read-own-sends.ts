import type { Message } from '@natter/protocol';
import { parseMessages } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import type { ConversationStore } from '../store/conversation-store.ts';

const PAGE = 200;

/**
 * Own stored messages sent after `sinceMs` (epoch ms of the server), neither edited nor deleted, in their order. Each
 * conversation is read backwards until it is older than that, never whole.
 */
export async function readOwnSends(store: ConversationStore, storage: Storage, sinceMs: number): Promise<Message[]> {
  const own: Message[] = [];
  const isOwn = ({ senderId, deletedAt, editedAt, createdAt }: Message) =>
    senderId === store.userId && deletedAt === null && editedAt === null && Date.parse(createdAt) > sinceMs;
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
