import type { ConversationId, UserId } from '@natter/protocol';
import { LRUCache } from 'lru-cache';
import type { Platform } from '../../platform/context.ts';

const MAX_CONVERSATIONS = 20_000;
/** How long a block made by another process may be missed, in milliseconds. */
const FRESH_MS = 10_000;

/** Conversations of two of whom one has blocked the other: nothing of the moment passes between them (BLOCK-5). */
export interface QuietConversations {
  /** Null: this person is not in it. `isMember`: known already, so what is remembered of the conversation is enough. */
  ask(userId: UserId, where: { conversationId: ConversationId; isMember: boolean }): Promise<boolean | null>;
  /** As far as is remembered at this moment. */
  isQuiet(conversationId: ConversationId): boolean;
  onBlockChanged(conversationId: ConversationId, isBlocked: boolean): void;
}

export function createQuietConversations({
  database,
  clock,
}: Pick<Platform, 'database' | 'clock'>): QuietConversations {
  const known = new LRUCache<ConversationId, { isQuiet: boolean; at: number }>({ max: MAX_CONVERSATIONS });
  const fresh = (id: ConversationId) => {
    const held = known.get(id);
    return held && Math.abs(clock.now() - held.at) < FRESH_MS ? held : undefined;
  };
  return {
    ask: async (userId, { conversationId, isMember }) => {
      const held = fresh(conversationId);
      if (held && isMember) return held.isQuiet;
      const [membership] = await database.readMemberships(userId, [conversationId]);
      if (!membership) return null;
      // A block that was made meanwhile is newer than this answer.
      if (known.get(conversationId) === held || !fresh(conversationId)) {
        known.set(conversationId, { isQuiet: membership.isQuiet, at: clock.now() });
      }
      return membership.isQuiet;
    },
    isQuiet: (conversationId) => known.get(conversationId)?.isQuiet ?? false,
    onBlockChanged: (conversationId, isBlocked) => {
      // After unblocking the other one's block may still stand: the database knows.
      if (isBlocked) known.set(conversationId, { isQuiet: true, at: clock.now() });
      else known.delete(conversationId);
    },
  };
}
