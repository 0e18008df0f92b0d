import { LIMITS, type ModerationActionsPage, type UserId } from '@natter/protocol';
import * as z from 'zod/mini';
import { createCursorCodec } from '../../platform/page-cursor.ts';
import type { MessagingDatabase } from '../../ports/database.ts';
import { presentAction } from './present.ts';

export interface ActionsQuery {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

const actionsCursor = createCursorCodec('actions', z.object({ id: z.string().check(z.regex(/^\d{1,18}$/)) }));

/** A page of the record of what staff did. */
export async function listActions(
  database: MessagingDatabase,
  userId: UserId,
  { cursor, limit = LIMITS.pageMax / 2 }: ActionsQuery,
): Promise<ModerationActionsPage> {
  const rows = await database.readModerationActions(userId, {
    before: cursor === undefined ? null : actionsCursor.decode(cursor).id,
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { items: page.map(presentAction), nextCursor: last ? actionsCursor.encode({ id: last.id }) : null };
}
