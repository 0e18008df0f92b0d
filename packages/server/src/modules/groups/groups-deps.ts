import type { ConversationId, GroupAudience, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';

/** What admins change of a group for all; a field left out stays. */
export interface GroupPatch {
  readonly name?: string | undefined;
  readonly whoSends?: GroupAudience | undefined;
  readonly whoAdds?: GroupAudience | undefined;
}

export interface GroupsDeps {
  readonly platform: Platform;
  /** Told of who is out of a group. */
  readonly onRemoved: (userId: UserId, conversationId: ConversationId) => void;
}
