import type { Reactions, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import { presentPerson } from '../people/index.ts';
import type { MessageRef } from './life-deps.ts';

/** Who reacted with what, the first one first, at most 1,000. Errors: `not_found`. */
export async function listReactions(platform: Platform, userId: UserId, ref: MessageRef): Promise<Reactions> {
  requireFeature(platform, 'reactions');
  const { database } = platform;
  const reactions = await database.readReactions({ userId, ...ref });
  if (reactions === null) throw DomainError.notFound();
  const reacting = new Set(reactions.map(({ userId: by }) => by));
  const members = reacting.size === 0 ? [] : await database.readParticipants(userId, ref.conversationId);
  return {
    items: reactions.map(({ emoji, userId: by, at }) => ({ emoji, userId: by, at: at.toISOString() })),
    people: members.filter((member) => reacting.has(member.userId)).map(presentPerson),
  };
}
