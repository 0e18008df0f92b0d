import type { Message, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { PollRef } from './poll-ref.ts';
import { refusedAct } from './refused-act.ts';
import { answerPoll } from './tell-poll.ts';

/** Ends a poll of mine: nobody can vote or withdraw any more (POLL-4). */
export async function closePoll(platform: Platform, userId: UserId, poll: PollRef): Promise<Message> {
  requireFeature(platform, 'polls');
  const { outcome, ...changed } = await platform.database.closePoll(userId, poll.conversationId, poll.messageId);
  if (outcome !== 'changed' && outcome !== 'unchanged') throw refusedAct(outcome, platform.edition);
  return answerPoll(platform, userId, poll.conversationId, { outcome, ...changed });
}
