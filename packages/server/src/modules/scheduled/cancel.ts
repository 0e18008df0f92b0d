import type { ScheduledId, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';

/** Takes a message that waits off the list. Either it is cancelled or it was sent, and the answer says which (SCHEDULE-5). */
export async function cancel(platform: Platform, userId: UserId, id: ScheduledId): Promise<void> {
  requireFeature(platform, 'scheduling');
  const conversationId = await platform.database.deleteScheduled(userId, id);
  if (conversationId === null) throw DomainError.notFound();
  platform.publisher.toPeople([userId], 'conversation:state', { conversationId });
}
