import type { expiryOf } from '@natter/model';
import { type Message, type PollBody, PollInfo } from '@natter/protocol';
import * as z from 'zod/mini';
import type { OutboxRow, parseMessages } from '../storage/rows.ts';
import type { Storage, StorageWrite } from '../storage/storage.ts';
import type { ConversationStore } from '../store/conversation-store.ts';

const PAGE = 200;
/** Own sends of this age are offered again to a server that went back in time. */
const AGE_MS = 24 * 60 * 60_000;

export interface OfferingParts {
  readonly store: ConversationStore;
  readonly storage: Storage;
  /** The server's time, in epoch ms. */
  readonly nowMs: number;
  // Handed in, so that this module is fetched alone when a server went back in time.
  readonly expiryOf: typeof expiryOf;
  readonly parseMessages: typeof parseMessages;
  readonly parseOutbox: (values: readonly unknown[]) => OutboxRow[];
}

/**
 * What puts own sends of the last day, neither edited nor deleted nor expired, back into the queue, before what was never sent
 * (spec CATCH-4): read now, written within a transaction of somebody else's.
 */
export async function offerAgain(parts: OfferingParts): Promise<(tx: StorageWrite) => Promise<void>> {
  const own = await readOwnSends(parts);
  return async (tx) => {
    const orders = parts.parseOutbox(await tx.all('outbox')).map((row) => row.order);
    let order = Math.min(0, ...orders) - own.length;
    for (const message of own) {
      const { clientId, conversationId, content, mentions, replyTo, createdAt } = message;
      const poll = pollOf(message);
      if (clientId === null || content === null || (await tx.get('outbox', clientId)) !== undefined) continue;
      const replyToId = replyTo?.messageId ?? null;
      const row: OutboxRow = {
        ...{ clientId, conversationId, content, mentions, replyToId, createdAt },
        order: order++,
        ...{ state: 'queued', error: null, isReoffer: true },
        ...(poll ? { poll } : {}),
      };
      await tx.put('outbox', clientId, row);
    }
  };
}

/** What a poll was asked with. */
function pollOf({ type, metadata }: Message): PollBody | null {
  const poll = type === 'poll' ? z.safeParse(PollInfo, metadata?.['poll']) : null;
  if (!poll?.success) return null;
  const { options, multiple, anonymous } = poll.data;
  return { options: options.map(({ text }) => text), multiple, anonymous };
}

/** In their order. Each conversation is read backwards until it is older than that, never whole. */
async function readOwnSends({ store, storage, nowMs, expiryOf, parseMessages }: OfferingParts): Promise<Message[]> {
  const own: Message[] = [];
  const sinceMs = nowMs - AGE_MS;
  const isOwn = (message: Message) => {
    const { senderId, deletedAt, editedAt, createdAt } = message;
    const isUnchanged = deletedAt === null && editedAt === null && expiryOf(message) > nowMs;
    // A copy would come back as words of mine.
    if (message.metadata?.['forwarded'] === true) return false;
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
