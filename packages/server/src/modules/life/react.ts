import { LIMITS, type Message, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import { presentActed, tell } from '../messages/index.ts';
import type { MessageRef } from './life-deps.ts';
import { toActRefusal } from './refusals.ts';

export interface ReactCommand extends MessageRef {
  readonly emoji: string;
  readonly isOn: boolean;
}

/** Puts a reaction to a message or takes it away (REACT-1, REACT-2). Errors: as `Life.react` says. */
export async function react(platform: Platform, userId: UserId, command: ReactCommand): Promise<Message> {
  requireFeature(platform, 'reactions');
  const { conversationId, messageId, emoji, isOn } = command;
  const changed = await platform.database.setReaction({ userId, ...command });
  switch (changed.outcome) {
    case 'changed': {
      const { seq, changeSeq, recipients } = changed;
      tell(platform, recipients, 'message:reaction', {
        conversationId,
        messageId,
        seq,
        changeSeq,
        userId,
        emoji,
        added: isOn,
      });
      return presentActed(changed.own);
    }
    case 'unchanged':
      return presentActed(changed.own);
    case 'too_many':
      throw new DomainError('conflict', {
        detail: `A message can have ${LIMITS.reactionsPerMessage} different reactions, and this one has them. Choose one of these.`,
      });
    default:
      throw toActRefusal(changed.outcome, platform);
  }
}
