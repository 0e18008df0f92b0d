import type { ConversationId, Scheduled, ScheduledId, ScheduledList, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import { presentScheduled } from './present-scheduled.ts';

/** My messages that wait, the next one first; of one conversation or of all. */
export async function listScheduled(
  platform: Platform,
  userId: UserId,
  { conversationId }: { conversationId?: ConversationId | undefined },
): Promise<ScheduledList> {
  requireFeature(platform, 'scheduling');
  const rows = await platform.database.readScheduled(userId, conversationId === undefined ? 'all' : { conversationId });
  return { items: rows.map((row) => presentScheduled(row, platform.edition)) };
}

/** One of mine. Errors: `not_found`, also when it was sent. */
export async function getScheduled(platform: Platform, userId: UserId, id: ScheduledId): Promise<Scheduled> {
  const [row] = await platform.database.readScheduled(userId, { id });
  if (row === undefined) throw DomainError.notFound();
  return presentScheduled(row, platform.edition);
}
