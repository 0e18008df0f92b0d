import * as z from 'zod/mini';
import { Conversation } from './conversation.ts';
import { ConversationId, Cursor, Instant, Seq } from './ids.ts';
import { Message } from './message.ts';
import { Person } from './person.ts';

/** Totals over the inbox. Muted, archived and requested conversations do not count in `messages` and `conversations`. */
export const UnreadTotals = z.object({
  messages: z.int(),
  conversations: z.int(),
  requests: z.int(),
  /** Until when the numbers hold if nothing new arrives: the next expiry of a message they count. */
  validUntil: z.nullable(Instant),
});
export type UnreadTotals = z.infer<typeof UnreadTotals>;

/**
 * One changed conversation. `messages` are those changed since the cursor; `complete: false` means that there are more and
 * that they are to be had from `changes`. On a first load `messages` are the newest ones and `fromSeq` says from where on
 * they are without gaps.
 */
export const SyncedConversation = z.object({
  conversation: Conversation,
  messages: z.array(Message),
  hidden: z.array(Seq),
  /** All that I starred there (the newest 500), where my own part changed; absent: as it was. */
  starred: z.optional(z.array(Seq)),
  complete: z.boolean(),
  fromSeq: z.nullable(Seq),
});
export type SyncedConversation = z.infer<typeof SyncedConversation>;

/**
 * Everything that changed for me since the cursor, newest conversation first; without a cursor the first load. While
 * `hasMore`, call again with the cursor given. `reset: true`: keep outbox, drafts and own recent sends, drop the rest,
 * and go on with this answer, which starts a first load.
 */
export const SyncAnswer = z.object({
  cursor: Cursor,
  reset: z.boolean(),
  conversations: z.array(SyncedConversation),
  removed: z.array(ConversationId),
  people: z.array(Person),
  unread: UnreadTotals,
  hasMore: z.boolean(),
});
export type SyncAnswer = z.infer<typeof SyncAnswer>;
