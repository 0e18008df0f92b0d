import { type ConversationId, LIMITS, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';

/** At most one `typing:start` of a person in a conversation is passed on in this time, in milliseconds. */
const RELAY_EVERY_MS = 1_000;
/** Leases kept at once; beyond it typing is not told. */
const MAX_LEASES = 20_000;

/**
 * `isShown`: the others have been told and wait for the end. A lease that ended early stays until its timer, as a throttle;
 * who begins again meanwhile is told of when the throttle allows it (`cancelLate` takes that back).
 */
interface Lease {
  isShown: boolean;
  relayedAt: number;
  end: () => void;
  cancelLate: () => void;
}

/** Who types where, for as long as they keep saying so (TYPE-1 … TYPE-3). Hints only: nothing is stored. */
export interface TypingLeases {
  start(userId: UserId, conversationId: ConversationId): void;
  stop(userId: UserId, conversationId: ConversationId): void;
}

export function createTypingLeases({ clock, publisher }: Pick<Platform, 'clock' | 'publisher'>): TypingLeases {
  const leases = new Map<string, Lease>();

  const tell = (event: 'typing:start' | 'typing:stop', userId: UserId, conversationId: ConversationId) =>
    publisher.toConversationWatchers(conversationId, userId, event, { conversationId, userId });

  const show = (lease: Lease, userId: UserId, conversationId: ConversationId) => {
    lease.cancelLate();
    lease.relayedAt = clock.now();
    lease.isShown = true;
    tell('typing:start', userId, conversationId);
  };

  const hide = (lease: Lease, userId: UserId, conversationId: ConversationId) => {
    lease.cancelLate();
    if (!lease.isShown) return;
    lease.isShown = false;
    tell('typing:stop', userId, conversationId);
  };

  return {
    start: (userId, conversationId) => {
      const key = `${userId} ${conversationId}`;
      const lease = leases.get(key) ?? newLease();
      if (!leases.has(key) && leases.size >= MAX_LEASES) return;
      leases.set(key, lease);
      lease.end();
      lease.end = clock.after(LIMITS.typingLeaseMs, () => {
        leases.delete(key);
        hide(lease, userId, conversationId);
      });
      const waitMs = lease.relayedAt + RELAY_EVERY_MS - clock.now();
      if (waitMs <= 0) return show(lease, userId, conversationId);
      if (lease.isShown) return;
      lease.cancelLate();
      lease.cancelLate = clock.after(waitMs, () => show(lease, userId, conversationId));
    },
    stop: (userId, conversationId) => {
      const lease = leases.get(`${userId} ${conversationId}`);
      if (lease) hide(lease, userId, conversationId);
    },
  };
}

function newLease(): Lease {
  return { isShown: false, relayedAt: Number.NEGATIVE_INFINITY, end: () => undefined, cancelLate: () => undefined };
}
