import type { ConversationId, Message, MessageId, UserId, Votes } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { closePoll } from './close-poll.ts';
import { listVotes } from './list-votes.ts';
import type { PollRef } from './poll-ref.ts';
import { vote } from './vote.ts';

export type { PollRef } from './poll-ref.ts';

/** What members do to a poll that was sent. Errors, beside those named: `not_found` where polls are switched off. */
export interface Polls {
  /** My whole choice; nothing withdraws it. Errors: `not_found`, `conflict` when closed, `invalid` for what is no choice, `forbidden`. */
  vote(userId: UserId, poll: PollRef & { optionIds: readonly number[] }): Promise<Message>;
  /** Errors: `not_found`, `forbidden` of an anonymous poll. */
  listVotes(userId: UserId, poll: PollRef): Promise<Votes>;
  /** Repeating it is harmless. Errors: `not_found`, `forbidden` for who did not ask. */
  close(userId: UserId, poll: { conversationId: ConversationId; messageId: MessageId }): Promise<Message>;
}

export function createPolls(platform: Platform): Polls {
  return {
    vote: (userId, poll) => vote(platform, userId, poll),
    listVotes: (userId, poll) => listVotes(platform, userId, poll),
    close: (userId, poll) => closePoll(platform, userId, poll),
  };
}
