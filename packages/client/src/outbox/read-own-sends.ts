import type { Message } from '@natter/protocol';
import { parseMessages } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import type { ConversationStore } from '../store/conversation-store.ts';

/** Own stored messages sent after `sinceMs` (epoch ms of the server), neither edited nor deleted, in their order. */
export async function readOwnSends(store: ConversationStore, storage: Storage, sinceMs: number): Promise<Message[]> {
  const own: Message[] = [];
  for (const { conversation } of store.all()) {
    const range = { conversationId: conversation.id, from: 0, to: Number.MAX_SAFE_INTEGER };
    for (const message of parseMessages(await storage.read((tx) => tx.messages(range)))) {
      const isOwn = message.senderId === store.userId && message.deletedAt === null && message.editedAt === null;
      if (isOwn && Date.parse(message.createdAt) > sinceMs) own.push(message);
    }
  }
  return own;
}
