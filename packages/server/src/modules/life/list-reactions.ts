import type { Reactions, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { MessageRef } from './life-deps.ts';

/** Who reacted with what, the first one first, at most 1,000. Errors: `not_found`. */
export async function listReactions(platform: Platform, userId: UserId, ref: MessageRef): Promise<Reactions> {
  requireFeature(platform, 'reactions');
  const reactions = await platform.database.readReactions({ userId, ...ref });
  if (reactions === null) throw DomainError.notFound();
  return {
    items: reactions.map(({ emoji, userId: by, at }) => ({ emoji, userId: by, at: at.toISOString() })),
    // Everybody who reacts in a direct conversation is among its participants.
    people: [],
  };
}
