import type { ConversationId, Message, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { Changed } from '../../ports/timing-database.ts';
import { presentActed, tellUpdated } from '../messages/index.ts';

/** The poll as this person saw it with what they did (ACT-4), after it was told to all whom the change concerns. */
export async function answerPoll(
  platform: Platform,
  userId: UserId,
  conversationId: ConversationId,
  { outcome, recipients, message: forAll, own }: Changed<'changed' | 'unchanged'>,
): Promise<Message> {
  if (outcome === 'changed' && own !== null) {
    await tellUpdated(platform, { userId, forAll, own, recipients });
    // What they chose is no part of what all are told: their other devices ask.
    platform.publisher.toPeople([userId], 'conversation:state', { conversationId });
  }
  return presentActed(own);
}
