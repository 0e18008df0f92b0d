import type { UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import { tell } from '../messages/index.ts';
import type { MessageRef } from './life-deps.ts';
import { toActRefusal } from './refusals.ts';

export interface StarCommand extends MessageRef {
  readonly isOn: boolean;
}

/** Stars a message for oneself or takes the star away; one's own devices are told (STAR-1). Errors: as `Life.star` says. */
export async function star(platform: Platform, userId: UserId, command: StarCommand): Promise<void> {
  requireFeature(platform, 'starring');
  const { conversationId } = command;
  const outcome = await platform.database.setStar({ userId, ...command });
  switch (outcome) {
    case 'done':
      tell(platform, [userId], 'conversation:state', { conversationId });
      return;
    case 'too_many':
      throw new DomainError('conflict', {
        detail: 'As many messages as can be are starred in this conversation. Take some stars away first.',
      });
    default:
      throw toActRefusal(outcome, platform);
  }
}
