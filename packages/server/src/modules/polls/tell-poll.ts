import type { Message, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Changed } from '../../ports/timing-database.ts';
import { presentMessage, tellUpdated } from '../messages/index.ts';
import type { PollRef } from './poll-ref.ts';

/** The poll as this person sees it now, after it was told to all whom the change concerns. */
export async function answerPoll(
  platform: Platform,
  userId: UserId,
  { conversationId, messageId }: PollRef,
  { outcome, recipients, message: forAll }: Changed<'changed' | 'unchanged'>,
): Promise<Message> {
  const own = await platform.database.readMessage({ userId, conversationId, messageId });
  // Deleted or expired between the two.
  if (own === null) throw DomainError.notFound();
  if (outcome === 'changed') {
    await tellUpdated(platform, { userId, forAll, own, recipients });
    // What they chose is no part of what all are told: their other devices ask.
    platform.publisher.toPeople([userId], 'conversation:state', { conversationId });
  }
  return presentMessage(own);
}
