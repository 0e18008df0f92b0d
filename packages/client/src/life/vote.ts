import { type Message, PollInfo } from '@natter/protocol';
import * as z from 'zod/mini';
import { findMessage, withMessage } from './find-message.ts';
import type { LifeParts } from './life-parts.ts';
import { takeAnswer } from './react.ts';

/** Says what I choose in a poll, all of it; `messages.vote` of the client. */
export function vote(
  parts: LifeParts,
  conversationId: string,
  id: string,
  optionIds: readonly number[],
): Promise<Message> {
  const messageId = findMessage(parts.store, conversationId, id)?.id ?? id;
  const params = { id: conversationId, messageId };
  return parts.wishes.want({
    conversationId,
    about: `votes ${messageId}`,
    show: (state) => withMessage(state, messageId, (message) => showVotes(message, optionIds)),
    tell: async () => takeAnswer(parts, await parts.call('putVotes', { params, body: { optionIds: [...optionIds] } })),
  });
}

function showVotes(message: Message, optionIds: readonly number[]): Message {
  const poll = z.safeParse(PollInfo, message.metadata?.['poll']);
  if (!poll.success || poll.data.closedAt !== null) return message;
  const before = message.votes ?? [];
  const had = (optionId: number) => Number(before.includes(optionId));
  const has = (optionId: number) => Number(optionIds.includes(optionId));
  const options = poll.data.options.map((one) => ({ ...one, votes: one.votes + has(one.id) - had(one.id) }));
  const voters = poll.data.voters + Number(optionIds.length > 0) - Number(before.length > 0);
  const metadata = { ...message.metadata, poll: { ...poll.data, options, voters } };
  return { ...message, metadata, votes: [...optionIds] };
}
