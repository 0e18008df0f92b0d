import { ConversationId, LIMITS, type Person, type StarredPage, type UserId } from '@natter/protocol';
import * as z from 'zod/mini';
import type { Platform } from '../../platform/context.ts';
import { createCursorCodec } from '../../platform/page-cursor.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { MessageRow } from '../../ports/database.ts';
import { presentMessage } from '../messages/index.ts';
import { presentPerson } from '../people/index.ts';

export interface StarredQuery {
  readonly conversationId?: ConversationId | undefined;
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/** `starredAt` as PostgreSQL writes it: to the microsecond. */
const starredCursor = createCursorCodec(
  'starred',
  z.object({
    starredAt: z.string().check(z.regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}$/)),
    conversationId: ConversationId,
    seq: z.int().check(z.gte(1)),
  }),
);

/** Messages this person starred, the last starred one first (STAR-2). Errors: `invalid` for a cursor that is none. */
export async function listStarred(platform: Platform, userId: UserId, query: StarredQuery): Promise<StarredPage> {
  requireFeature(platform, 'starring');
  const { conversationId = null, cursor, limit = LIMITS.messagesPage } = query;
  const rows = await platform.database.readStarred(userId, {
    conversationId,
    after: cursor === undefined ? null : starredCursor.decode(cursor),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(presentMessage),
    people: await readAuthors(platform, userId, page),
    nextCursor: last ? starredCursor.encode(last.key) : null,
  };
}

/** Who wrote these messages, each once. */
async function readAuthors({ database }: Platform, userId: UserId, page: readonly MessageRow[]): Promise<Person[]> {
  const authors = new Set(page.map(({ senderId }) => senderId));
  const conversations = [...new Set(page.map(({ conversationId }) => conversationId))];
  const members = await Promise.all(conversations.map((id) => database.readParticipants(userId, id)));
  const known = new Map(members.flat().map((member) => [member.userId, member]));
  return [...known.values()].filter((member) => authors.has(member.userId)).map(presentPerson);
}
