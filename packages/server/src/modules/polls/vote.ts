import type { Message, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { PollRef } from './poll-ref.ts';
import { refusedAct } from './refused-act.ts';
import { answerPoll } from './tell-poll.ts';

/** Puts my whole choice in place of what I chose before (POLL-2). Answers the poll as I see it. */
export async function vote(
  platform: Platform,
  userId: UserId,
  { optionIds, ...poll }: PollRef & { optionIds: readonly number[] },
): Promise<Message> {
  requireFeature(platform, 'polls');
  const { outcome, ...changed } = await platform.database.setVotes({ userId, ...poll, optionIds });
  switch (outcome) {
    case 'changed':
    case 'unchanged':
      return answerPoll(platform, userId, poll.conversationId, { outcome, ...changed });
    case 'closed':
      throw new DomainError('conflict', { detail: 'This poll is closed.' });
    case 'not_option':
      throw DomainError.invalid('optionIds', 'names a choice that is not there');
    case 'too_many':
      throw DomainError.invalid('optionIds', 'may name one choice only');
    default:
      throw refusedAct(outcome, platform.edition);
  }
}
