import { LIMITS, type Mention, type Message, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import { checkMentioned, checkSend, invalidContent, presentActed, tellUpdated, toRefusal } from '../messages/index.ts';
import type { MessageRef } from './life-deps.ts';
import { toActRefusal } from './refusals.ts';

export interface EditCommand extends MessageRef {
  readonly content: string;
  /** The version that was edited. */
  readonly version: number;
  readonly mentions?: readonly Mention[] | undefined;
}

/**
 * Gives one's own message another text (EDIT-1 … EDIT-3). The same text again is no edit, and tells nobody.
 * Errors: as `Life.edit` says.
 */
export async function editMessage(platform: Platform, userId: UserId, command: EditCommand): Promise<Message> {
  requireFeature(platform, 'editing');
  const { database, config } = platform;
  const { conversationId, messageId, version } = command;
  const { content, mentions } = checkSend(
    { type: 'text', content: command.content, mentions: [...(command.mentions ?? [])] },
    config.maxMessageLength,
  );
  await checkMentioned(platform, { senderId: userId, conversationId, mentions });
  const edited = await database.editMessage({
    userId,
    conversationId,
    messageId,
    version,
    content,
    mentions,
    windowSeconds: LIMITS.editMs / 1000,
  });
  switch (edited.outcome) {
    case 'edited': {
      const { own, message: forAll, recipients } = edited;
      if (own !== null) await tellUpdated(platform, { userId, own, forAll, recipients });
      return presentActed(own);
    }
    case 'unchanged':
      return presentActed(edited.own);
    case 'not_author':
      throw new DomainError('forbidden', { detail: 'Only its author can edit a message.' });
    case 'not_text':
      throw invalidContent('can only be edited if it is a text');
    case 'window_over':
      throw new DomainError('edit_window_over', {
        detail: 'A message can be edited for fifteen minutes, and these are over.',
      });
    case 'conflict':
      throw new DomainError('conflict', {
        detail: 'This message was edited in the meantime. Look at the newer text first.',
      });
    case 'too_long':
    case 'word_refused':
      throw toRefusal(edited.outcome, platform.edition);
    default:
      throw toActRefusal(edited.outcome, platform);
  }
}
