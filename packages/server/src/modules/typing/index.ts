import type { ConversationId, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { MeRow } from '../../ports/database.ts';
import { createQuietConversations } from './quiet-conversations.ts';
import { createTypingLeases } from './typing-leases.ts';

export interface Typing {
  /** Errors: `not_found` for a conversation that is not mine. */
  start(userId: UserId, where: TypingPlace): Promise<void>;
  stop(userId: UserId, conversationId: ConversationId): void;
  /** A block between the two of a conversation came or went. */
  onBlockChanged(change: { conversationId: ConversationId; memberIds: readonly UserId[]; isBlocked: boolean }): void;
}

/** `isOpen`: this device has the conversation open, so membership was checked a moment ago. */
export interface TypingPlace {
  readonly conversationId: ConversationId;
  readonly isOpen: boolean;
}

export function createTyping(platform: Platform, whoIs: (userId: UserId) => Promise<MeRow>): Typing {
  const { config, clock, pressure } = platform;
  const leases = createTypingLeases(platform);
  const quiet = createQuietConversations(platform);
  return {
    start: async (userId, { conversationId, isOpen }) => {
      // LOAD-1: the first thing to go. It is a hint, so nobody is bothered with a refusal.
      if (pressure.sheds('typing')) return;
      const isQuiet = await quiet.ask(userId, { conversationId, isMember: isOpen });
      if (isQuiet === null) throw DomainError.notFound();
      if (!config.features.typing) return;
      const { settings, suspendedUntil } = await whoIs(userId);
      const isSuspended = suspendedUntil !== null && suspendedUntil.getTime() > clock.now();
      // BLOCK-5: who types must not learn of a block, so the answer is the same.
      if (!settings.typingIndicators || isSuspended || quiet.isQuiet(conversationId)) return;
      leases.start(userId, conversationId);
    },
    stop: (userId, conversationId) => leases.stop(userId, conversationId),
    onBlockChanged: ({ conversationId, memberIds, isBlocked }) => {
      quiet.onBlockChanged(conversationId, isBlocked);
      if (isBlocked) for (const userId of memberIds) leases.stop(userId, conversationId);
    },
  };
}
