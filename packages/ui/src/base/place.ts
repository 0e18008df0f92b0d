import type { ConversationId, Person } from '@natter/protocol';

/** Where one is. The host keeps it, in its address bar or anywhere else. */
export type Place =
  | { readonly page: 'list' }
  | { readonly page: 'new'; readonly participant?: Person | null }
  | {
      readonly page: 'thread';
      readonly conversationId: ConversationId;
      /** The message to show; another object leads there again. Where one left off, if left out. */
      readonly seq?: number | undefined;
    };
