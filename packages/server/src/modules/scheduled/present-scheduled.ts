import type { Scheduled } from '@natter/protocol';
import type { EditionPolicy } from '../../editions/index.ts';
import type { ScheduledRow } from '../../ports/timing-database.ts';
import { toRefusal } from '../messages/index.ts';

/** A message that waits, for its author. */
export function presentScheduled(row: ScheduledRow, edition: EditionPolicy): Scheduled {
  return {
    id: row.id,
    conversationId: row.conversationId,
    clientId: row.clientId,
    content: row.content,
    mentions: [...row.mentions],
    replyToId: row.replyToId,
    sendAt: row.sendAt.toISOString(),
    version: row.version,
    state: row.refusal === null ? 'waiting' : 'failed',
    error: row.refusal === null ? null : toRefusal(row.refusal, edition).toBody(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
