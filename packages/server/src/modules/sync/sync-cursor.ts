import { ConversationId, PAGE_MAX, UnreadTotals } from '@natter/protocol';
import * as z from 'zod/mini';
import { createCursorCodec } from '../../platform/page-cursor.ts';

const Horizon = z.string().check(z.regex(/^\d{1,20}$/));

/**
 * Where a person's copy stands. `since`: everything before this horizon is known (null: nothing, a first load). `next` and
 * `after` are set between pages: the horizon of the first page, which becomes `since` when the last page is read, and the
 * row after which the next page begins.
 */
const SyncPlace = z.object({
  epoch: z.string().check(z.minLength(1), z.maxLength(200)),
  since: z.nullable(Horizon),
  next: z.nullable(Horizon),
  /** When this copy was brought up to date, by the server's clock; epoch milliseconds. Not said: long ago. */
  at: z._default(z.int().check(z.gte(0)), 0),
  after: z.nullable(z.object({ updatedAt: z.iso.datetime({ offset: true }), id: ConversationId })),
  /** How many conversations filled the page before, where their messages did: the next one asks for as many. */
  fits: z.optional(z.int().check(z.gte(1), z.lte(PAGE_MAX))),
  /** The totals that the first page of a catch-up told, for those between it and the last. */
  unread: z.optional(UnreadTotals),
});
export type SyncPlace = z.infer<typeof SyncPlace>;

export const syncCursor = createCursorCodec('sync', SyncPlace);
