import type { Platform } from '../../platform/context.ts';
import type { MarkInput, MarkResult } from '../../ports/database.ts';
import type { GroupMarks } from './group-marks.ts';

/** In bigger conversations single marks are not told, but what all others have reached, now and then. */
const MAX_TOLD_MEMBERS = 10;

/**
 * Tells who is concerned that marks moved (RCPT-3): my own devices always, the others what they are shown. `read` implies
 * `delivered`, so one event says both.
 */
export function publishMarks(
  {
    platform: { publisher, config, log, arrivals },
    groupMarks,
  }: { platform: Platform; groupMarks: Pick<GroupMarks, 'onMoved'> },
  mark: MarkInput,
  result: MarkResult,
): void {
  if (!result.changed) return;
  const { userId, conversationId } = mark;
  const upTo = mark.kind === 'read' ? result.readSeq : result.deliveredSeq;
  arrivals.marked({ conversationId, userId, upTo, at: result.at });
  const at = result.at.toISOString();
  const isBig = result.recipients.length > MAX_TOLD_MEMBERS;
  const isTold = config.features.receipts && !isBig;
  const others = isTold ? result.recipients.filter((one) => one !== userId) : [];
  try {
    const { shownRead, shownDelivered } = result;
    if (isBig && config.features.receipts) groupMarks.onMoved(userId, conversationId);
    if (shownRead !== null) publisher.toPeople(others, 'message:read', { conversationId, userId, seq: shownRead, at });
    if (shownDelivered !== null && shownDelivered > (shownRead ?? -1)) {
      publisher.toPeople(others, 'message:delivered', { conversationId, userId, seq: shownDelivered, at });
    }
    const seq = mark.kind === 'read' ? result.readSeq : result.deliveredSeq;
    publisher.toPeople([userId], `message:${mark.kind}`, { conversationId, userId, seq, at });
    publisher.toPeople([userId], 'conversation:state', { conversationId });
  } catch (error) {
    log.error('publish_failed', { event: `message:${mark.kind}`, error });
  }
}
