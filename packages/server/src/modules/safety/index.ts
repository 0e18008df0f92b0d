import type { ConversationId, MessageId, Person, ReportReason, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { RateLimits } from '../../ports/rate-limits.ts';
import { presentPerson } from '../people/index.ts';
import { reportMessage } from './report-message.ts';
import { setBlock } from './set-block.ts';

export interface ReportCommand {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly reason: ReportReason;
  readonly note?: string | undefined;
}

/** What a member does for their own peace. Errors, beside those named: `not_found` where the feature is switched off. */
export interface Safety {
  /** By name. */
  listBlocks(userId: UserId): Promise<{ items: Person[] }>;
  /** Repeating it is harmless. Errors: `not_found` for nobody here, `conflict` for one block too many, `invalid` for oneself. */
  setBlock(userId: UserId, block: { otherId: UserId; isBlocked: boolean }): Promise<void>;
  /** Repeating it is harmless. Errors: `not_found`, `forbidden` for one's own message, `rate_limited`, `too_large` for the note. */
  report(userId: UserId, command: ReportCommand): Promise<void>;
}

export interface SafetyDeps {
  readonly platform: Platform;
  readonly limits: RateLimits;
  /** A block between the two came or went: what is told of the moment ends, or is asked for anew. */
  readonly onBlockChanged: (change: BlockChange) => void;
}

export interface BlockChange {
  readonly userId: UserId;
  readonly otherId: UserId;
  /** Null: they have none. */
  readonly conversationId: ConversationId | null;
  readonly isBlocked: boolean;
}

export function createSafety(deps: SafetyDeps): Safety {
  const { platform } = deps;
  return {
    listBlocks: async (userId) => {
      requireFeature(platform, 'blocking');
      const rows = await platform.database.readBlocks(userId);
      return { items: rows.map(presentPerson) };
    },
    setBlock: (userId, block) => setBlock(deps, userId, block),
    report: (userId, command) => reportMessage(deps, userId, command),
  };
}
