import type { ConversationId, MessageId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { RateLimits } from '../../ports/rate-limits.ts';
import type { TellingDeps } from '../messages/index.ts';

export interface LifeDeps extends TellingDeps {
  readonly platform: Platform;
  readonly limits: RateLimits;
}

/** Which message of which conversation. */
export interface MessageRef {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}
