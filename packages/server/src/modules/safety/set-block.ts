import { LIMITS, type UserId } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { SafetyDeps } from './safety-deps.ts';

/**
 * Blocks or unblocks somebody (BLOCK-9). The blocker's own devices are told, the other one learns nothing: not even by an
 * event that would have had another reason.
 */
export async function setBlock(
  { platform, onBlockChanged }: SafetyDeps,
  userId: UserId,
  { otherId, isBlocked }: { otherId: UserId; isBlocked: boolean },
): Promise<void> {
  requireFeature(platform, 'blocking');
  if (otherId === userId) throw DomainError.invalid('userId', 'is yourself');
  const { database, publisher } = platform;
  const { outcome, conversationId } = await database.putBlock({ userId, otherId, isBlocked, max: LIMITS.blocks });
  switch (outcome) {
    case 'not_found':
      throw DomainError.notFound();
    case 'too_many':
      throw new DomainError('conflict', {
        detail: `You have blocked ${LIMITS.blocks} people, which is as many as can be. Unblock somebody first.`,
      });
    case 'unchanged':
      return;
    case 'done':
      await onBlockChanged({ userId, otherId, conversationId, isBlocked });
      // Without a conversation there is still a list of whom I blocked on my other devices.
      if (conversationId === null) publisher.toPeople([userId], 'sync:required', { reason: 'people' });
      else publisher.toPeople([userId], 'conversation:state', { conversationId });
  }
}
