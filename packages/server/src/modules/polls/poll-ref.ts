import type { ConversationId, MessageId } from '@natter/protocol';

/** Which poll of which conversation. */
export interface PollRef {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}
