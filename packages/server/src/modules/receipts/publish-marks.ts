import type { Platform } from '../../platform/context.ts';
import type { MarkInput, MarkResult } from '../../ports/database.ts';

/** In bigger conversations single marks are not told. */
const MAX_TOLD_MEMBERS = 10;

/**
 * Tells who is concerned that marks moved (RCPT-3): my own devices always, the others what they are shown. `read` implies
 * `delivered`, so one event says both.
 */
export function publishMarks(
  { publisher, config, log, arrivals }: Platform,
  mark: MarkInput,
  result: MarkResult,
): void {
  if (!result.changed) return;
  const { userId, conversationId } = mark;
  const upTo = mark.kind === 'read' ? result.readSeq : result.deliveredSeq;
  arrivals.marked({ conversationId, userId, upTo, at: result.at });
  const at = result.at.toISOString();
  const isTold = config.features.receipts && result.recipients.length <= MAX_TOLD_MEMBERS;
  const others = isTold ? result.recipients.filter((one) => one !== userId) : [];
  try {
    const { shownRead, shownDelivered } = result;
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
