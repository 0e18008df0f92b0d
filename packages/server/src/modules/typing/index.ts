import type { ConversationId, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { MeRow } from '../../ports/database.ts';
import { createTypingLeases } from './typing-leases.ts';

export interface Typing {
  /** Errors: `not_found` for a conversation that is not mine. */
  start(userId: UserId, where: TypingPlace): Promise<void>;
  stop(userId: UserId, conversationId: ConversationId): void;
}

/** `isOpen`: this device has the conversation open, so membership was checked a moment ago. */
export interface TypingPlace {
  readonly conversationId: ConversationId;
  readonly isOpen: boolean;
}

export function createTyping(platform: Platform, whoIs: (userId: UserId) => Promise<MeRow>): Typing {
  const { config, database } = platform;
  const leases = createTypingLeases(platform);
  return {
    start: async (userId, { conversationId, isOpen }) => {
      if (!isOpen) {
        const [membership] = await database.readMemberships(userId, [conversationId]);
        if (!membership) throw DomainError.notFound();
      }
      if (!config.features.typing) return;
      const { settings } = await whoIs(userId);
      if (settings.typingIndicators) leases.start(userId, conversationId);
    },
    stop: (userId, conversationId) => leases.stop(userId, conversationId),
  };
}
