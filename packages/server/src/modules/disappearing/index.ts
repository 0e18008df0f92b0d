import type { Conversation, ConversationId, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { setDisappearing } from './set-disappearing.ts';

export interface Disappearing {
  /**
   * How long messages sent from now on stay, in seconds; null: as long as anywhere. Errors: `not_found` (also where it is switched
   * off), `invalid` out of bounds, `forbidden`.
   */
  set(userId: UserId, change: { conversationId: ConversationId; seconds: number | null }): Promise<Conversation>;
}

export function createDisappearing(platform: Platform): Disappearing {
  return { set: (userId, change) => setDisappearing(platform, userId, change) };
}
