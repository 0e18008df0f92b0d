import type { ConversationId, MessageId, ReportReason, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { RateLimits } from '../../ports/rate-limits.ts';

export interface ReportCommand {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly reason: ReportReason;
  readonly note?: string | undefined;
}

export interface SafetyDeps {
  readonly platform: Platform;
  readonly limits: RateLimits;
  /** A block between the two came or went: what is told of the moment ends, or is asked for anew. */
  readonly onBlockChanged: (change: BlockChange) => Promise<void>;
}

export interface BlockChange {
  readonly userId: UserId;
  readonly otherId: UserId;
  /** Null: they have none. */
  readonly conversationId: ConversationId | null;
  readonly isBlocked: boolean;
}
