import type { ConversationId, UserId } from '@natter/protocol';
import { LRUCache } from 'lru-cache';
import type { Platform } from '../../platform/context.ts';

/** How long a group waits after it was told, in milliseconds (GROUP-8). */
const EVERY_MS = 2_000;
/** Groups whose marks moved lately; of one that is forgotten the next mark is told at once. */
const MAX_GROUPS = 20_000;

/** A group whose marks moved: when it was told last, and what waits. */
interface Group {
  toldAt: number;
  cancel: (() => void) | null;
}

export interface GroupMarks {
  /** Somebody's shown mark moved in a group too big for single marks. */
  onMoved(userId: UserId, conversationId: ConversationId): void;
  /** What waits is left to the next sync. */
  stop(): void;
}

/**
 * Tells big groups what all others have reached, each at most every 2 s (GROUP-8): the first move at once, later ones together.
 * Those who see the same are told in one event; there are few different answers however many members.
 */
export function createGroupMarks({ database, publisher, clock, log }: Platform): GroupMarks {
  const groups = new LRUCache<ConversationId, Group>({ max: MAX_GROUPS, dispose: ({ cancel }) => cancel?.() });
  let isStopped = false;
  const tellNow = async (userId: UserId, conversationId: ConversationId) => {
    try {
      for (const { recipients, ...marks } of await database.readGroupMarks({ userId, conversationId })) {
        publisher.toPeople(recipients, 'conversation:marks', { conversationId, ...marks });
      }
    } catch (error) {
      // A hint like any other: the next sync tells it.
      log.error('publish_failed', { event: 'conversation:marks', error });
    }
  };
  return {
    onMoved: (userId, conversationId) => {
      if (isStopped) return;
      const group = groups.get(conversationId) ?? { toldAt: Number.NEGATIVE_INFINITY, cancel: null };
      if (group.cancel !== null) return;
      groups.set(conversationId, group);
      const tell = () => {
        group.cancel = null;
        group.toldAt = clock.now();
        void tellNow(userId, conversationId);
      };
      const waitMs = group.toldAt + EVERY_MS - clock.now();
      if (waitMs <= 0 || waitMs > EVERY_MS) tell();
      else group.cancel = clock.after(waitMs, tell);
    },
    stop: () => {
      isStopped = true;
      groups.clear();
    },
  };
}
