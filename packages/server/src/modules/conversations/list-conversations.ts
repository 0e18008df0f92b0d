import { type ConversationFilter, ConversationId, type ConversationsPage, type UserId } from '@natter/protocol';
import * as z from 'zod/mini';
import type { Platform } from '../../platform/context.ts';
import { createCursorCodec } from '../../platform/page-cursor.ts';
import { presentConversation } from './present-conversation.ts';

const inboxCursor = createCursorCodec(
  'inbox',
  z.object({ isPinned: z.boolean(), updatedAt: z.iso.datetime({ offset: true }), id: ConversationId }),
);

export interface InboxQuery {
  readonly filter: ConversationFilter;
  readonly q?: string | undefined;
  readonly participantId?: UserId | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * A page of the inbox: pinned first, then by last activity; with `participantId` the direct conversation with that person,
 * wherever it is put away. Errors: `invalid` for a cursor that is none.
 */
export async function listConversations(
  { database, config }: Pick<Platform, 'database' | 'config'>,
  userId: UserId,
  query: InboxQuery,
): Promise<ConversationsPage> {
  const limit = query.limit ?? config.conversationsPage;
  const q = query.q?.trim() ?? '';
  const rows = await database.readInbox(userId, {
    filter: query.participantId === undefined ? query.filter : 'all',
    q: q === '' ? null : q,
    participantId: query.participantId ?? null,
    after: query.cursor === undefined ? null : inboxCursor.decode(query.cursor),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map((row) => presentConversation(row, config.features.receipts)),
    nextCursor: last ? inboxCursor.encode(last.sortKey) : null,
  };
}
