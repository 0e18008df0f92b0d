import type { UserId, Votes } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import { presentPerson } from '../people/index.ts';
import type { PollRef } from './poll-ref.ts';

/** Who voted for what, the first one first (POLL-5). */
export async function listVotes(
  platform: Platform,
  userId: UserId,
  { conversationId, messageId }: PollRef,
): Promise<Votes> {
  requireFeature(platform, 'polls');
  const { database } = platform;
  const votes = await database.readVotes(userId, conversationId, messageId);
  if (votes === null) throw DomainError.notFound();
  if (votes.isAnonymous) throw new DomainError('forbidden', { detail: 'This poll does not tell who voted for what.' });
  const voters = new Set(votes.items.map((item) => item.userId));
  const members = await database.readParticipants(userId, conversationId);
  return {
    items: votes.items.map(({ optionId, userId: voterId, at }) => ({
      optionId,
      userId: voterId,
      at: at.toISOString(),
    })),
    people: members.filter((member) => voters.has(member.userId)).map(presentPerson),
  };
}
