import type { ConversationId, MarkAnswer, MessageId, Receipts as ReceiptsAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { MarkInput } from '../../ports/database.ts';
import { createGroupMarks } from './group-marks.ts';
import { MarkBatcher } from './mark-batcher.ts';
import { publishMarks } from './publish-marks.ts';

export { createGroupMarks } from './group-marks.ts';

export interface Receipts {
  /** My marks after the call. Errors: `not_found`, `overloaded`, `unavailable`. */
  advance(mark: MarkInput): Promise<MarkAnswer>;
  /** Who received and who read one message. Errors: `not_found`. */
  read(userId: UserId, of: { conversationId: ConversationId; messageId: MessageId }): Promise<ReceiptsAnswer>;
  /** Takes no more marks; answers when those taken are answered. */
  stop(): Promise<void>;
}

export function createReceipts(platform: Platform): Receipts {
  const { database, defer, meter, config, pressure } = platform;
  const groupMarks = createGroupMarks(platform);
  const batcher = new MarkBatcher({
    advance: (marks) => database.advanceMarks(marks),
    defer,
    onAdvanced: (mark, result) => publishMarks({ platform, groupMarks }, mark, result),
  });
  meter.gauge('marks_waiting', () => batcher.waiting);
  pressure.watch({ name: 'marks', read: () => batcher.waiting, from: [2_000, 6_000, Number.POSITIVE_INFINITY] });
  return {
    advance: async (mark) => {
      const result = await batcher.advance(mark);
      if (!result) throw DomainError.notFound();
      return { deliveredSeq: result.deliveredSeq, readSeq: result.readSeq, unreadCount: result.unreadCount };
    },
    read: async (userId, { conversationId, messageId }) => {
      const receipts = await database.readReceipts(userId, conversationId, messageId);
      if (!receipts) throw DomainError.notFound();
      const hasReceipts = config.features.receipts;
      return {
        delivered: hasReceipts ? receipts.delivered.map(presentBy) : [],
        read: hasReceipts ? receipts.read.map(presentBy) : [],
      };
    },
    stop: async () => {
      await batcher.stop();
      groupMarks.stop();
    },
  };
}

function presentBy({ userId, at }: { userId: UserId; at: Date | null }): ReceiptsAnswer['read'][number] {
  return { userId, at: at?.toISOString() ?? null };
}
