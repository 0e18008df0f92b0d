import type { Mention, Scheduled, ScheduledId, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { RescheduleOutcome } from '../../ports/timing-database.ts';
import { checkMentioned, checkSend, toRefusal } from '../messages/index.ts';
import { getScheduled } from './list-scheduled.ts';
import { refusedTime } from './refused-time.ts';

/** What is left out stays as it is; a text brings its mentions with it. */
export interface RescheduleCommand {
  readonly id: ScheduledId;
  readonly version: number;
  readonly content?: string | undefined;
  readonly mentions?: Mention[] | undefined;
  readonly sendAt?: string | undefined;
}

/** Changes the text or the time of a message that waits, if it is still at the version that was changed (SCHEDULE-4). */
export async function reschedule(platform: Platform, userId: UserId, command: RescheduleCommand): Promise<Scheduled> {
  requireFeature(platform, 'scheduling');
  const { id, version, sendAt } = command;
  const known = await getScheduled(platform, userId, id);
  const text = checkText(platform, command);
  if (text !== null) {
    const { conversationId } = known;
    await checkMentioned(platform, { senderId: userId, conversationId, mentions: text.mentions });
  }
  const outcome = await platform.database.patchScheduled({ userId, id, version, text, sendAt: sendAt ?? null });
  if (outcome !== 'changed') throw toRescheduleRefusal(outcome, platform.edition);
  platform.publisher.toPeople([userId], 'conversation:state', { conversationId: known.conversationId });
  return getScheduled(platform, userId, id);
}

function checkText(
  platform: Platform,
  { content, mentions }: RescheduleCommand,
): { content: string; mentions: readonly Mention[] } | null {
  if (content === undefined) {
    if (mentions !== undefined) throw DomainError.invalid('mentions', 'need the text that they are in');
    return null;
  }
  const checked = checkSend({ type: 'text', content, mentions }, platform.config.maxMessageLength);
  return { content: checked.content, mentions: checked.mentions };
}

function toRescheduleRefusal(
  outcome: Exclude<RescheduleOutcome, 'changed'>,
  edition: Platform['edition'],
): DomainError {
  switch (outcome) {
    case 'past':
    case 'too_far':
      return refusedTime(outcome);
    case 'conflict':
      return new DomainError('conflict', { detail: 'This message was changed on another device meanwhile.' });
    default:
      return toRefusal(outcome, edition);
  }
}
