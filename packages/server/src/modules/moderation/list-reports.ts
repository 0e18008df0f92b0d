import { LIMITS, type ReportsPage, type UserId } from '@natter/protocol';
import * as z from 'zod/mini';
import { createCursorCodec } from '../../platform/page-cursor.ts';
import type { MessagingDatabase } from '../../ports/database.ts';
import { presentReport } from './present.ts';

export interface ReportsSearch {
  readonly status: 'open' | 'resolved';
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

const Place = z.object({ at: z.iso.datetime({ offset: true }), id: z.uuid() });
/** The two lists are ordered by different times, so neither's cursor is good for the other. */
const cursors = { open: createCursorCodec('reports', Place), resolved: createCursorCodec('resolved', Place) };

/** A page of the queue, or of what was dealt with. */
export async function listReports(
  database: MessagingDatabase,
  userId: UserId,
  { status, cursor, limit = LIMITS.pageMax / 2 }: ReportsSearch,
): Promise<ReportsPage> {
  const codec = cursors[status];
  const rows = await database.readReports(userId, {
    isResolved: status === 'resolved',
    after: cursor === undefined ? null : codec.decode(cursor),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const at = last === undefined ? null : status === 'open' ? last.createdAt : last.resolvedAt;
  return {
    items: page.map(presentReport),
    nextCursor: last && at ? codec.encode({ at: at.toISOString(), id: last.id }) : null,
  };
}
