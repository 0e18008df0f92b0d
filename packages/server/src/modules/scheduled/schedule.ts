import {
  type ClientId,
  type ConversationId,
  LIMITS,
  type Mention,
  type MessageId,
  type Scheduled,
  type UserId,
} from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { ScheduleOutcome } from '../../ports/timing-database.ts';
import { checkMentioned, checkSend, toRefusal } from '../messages/index.ts';
import { getScheduled } from './list-scheduled.ts';
import { refusedTime } from './refused-time.ts';

export interface ScheduleCommand {
  readonly conversationId: ConversationId;
  readonly clientId: ClientId;
  readonly content: string;
  readonly mentions?: Mention[] | undefined;
  readonly replyToId?: MessageId | null | undefined;
  /** An instant, ISO 8601. */
  readonly sendAt: string;
}

/** Has a message of mine sent later (SCHEDULE-1). A repeat answers what the first call made. */
export async function schedule(
  platform: Platform,
  userId: UserId,
  { conversationId, clientId, replyToId, sendAt, ...text }: ScheduleCommand,
): Promise<{ scheduled: Scheduled; isNew: boolean }> {
  requireFeature(platform, 'scheduling');
  const { database, config, ids, publisher } = platform;
  const { content, mentions } = checkSend({ type: 'text', ...text }, config.maxMessageLength);
  await checkMentioned(platform, { senderId: userId, conversationId, mentions });
  const { outcome, id } = await database.createScheduled({
    userId,
    conversationId,
    id: ids.next(),
    clientId,
    content,
    mentions,
    replyToId: replyToId ?? null,
    sendAt,
  });
  if (outcome !== 'created' && outcome !== 'existing') throw toScheduleRefusal(outcome, platform.edition);
  if (id === null) throw new Error(`create_scheduled answered ${outcome} without an id`);
  if (outcome === 'created') publisher.toPeople([userId], 'conversation:state', { conversationId });
  return { scheduled: await getScheduled(platform, userId, id), isNew: outcome === 'created' };
}

function toScheduleRefusal(
  outcome: Exclude<ScheduleOutcome, 'created' | 'existing'>,
  edition: Platform['edition'],
): DomainError {
  switch (outcome) {
    case 'past':
    case 'too_far':
      return refusedTime(outcome);
    case 'too_many':
      return new DomainError('conflict', {
        detail: `You have ${LIMITS.scheduled} messages waiting, which is as many as can be. Cancel one first.`,
      });
    case 'conflict':
      return new DomainError('conflict', { detail: 'A message was sent under this key already.' });
    default:
      return toRefusal(outcome, edition);
  }
}
