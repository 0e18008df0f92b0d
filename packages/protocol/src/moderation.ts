import * as z from 'zod/mini';
import { ConversationId, Cursor, Instant, MessageId, UserId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { Person } from './person.ts';
import { GivenCursor, storableText } from './text.ts';

/** Why a message is reported. */
export const ReportReason = z.enum(['spam', 'harassment', 'hate', 'other']);
export type ReportReason = z.infer<typeof ReportReason>;

/**
 * A message that somebody reported, as the store's staff see it. `content` is the evidence copy made when it was reported;
 * `reporter` is null where the word filter reported it.
 */
export const Report = z.object({
  id: z.string(),
  messageId: MessageId,
  conversationId: ConversationId,
  reporter: z.nullable(Person),
  author: Person,
  reason: z.enum(['spam', 'harassment', 'hate', 'other', 'word']),
  note: z.nullable(z.string()),
  content: z.nullable(z.string()),
  sentAt: Instant,
  createdAt: Instant,
  status: z.enum(['open', 'resolved']),
  resolution: z.nullable(z.enum(['dismissed', 'removed', 'suspended'])),
  resolvedBy: z.nullable(Person),
  resolvedAt: z.nullable(Instant),
  resolutionNote: z.nullable(z.string()),
});
export type Report = z.infer<typeof Report>;

export const ReportsPage = z.object({ items: z.array(Report), nextCursor: z.nullable(Cursor) });
export type ReportsPage = z.infer<typeof ReportsPage>;

const PageQuery = {
  cursor: z.optional(GivenCursor),
  limit: z.optional(z.coerce.number<number>().check(z.int(), z.gte(1), z.lte(LIMITS.pageMax))),
};
export const ReportsQuery = z.object({ status: z._default(z.enum(['open', 'resolved']), 'open'), ...PageQuery });
export type ReportsQuery = z.input<typeof ReportsQuery>;

const Note = storableText(2 * LIMITS.noteLength);

/** What staff do about a report. `days` is for `suspend` only; 7 unless given. */
export const ResolveBody = z.object({
  action: z.enum(['dismiss', 'remove', 'suspend']),
  days: z.optional(z.int().check(z.gte(1), z.lte(3650))),
  note: z.optional(Note),
});
export type ResolveBody = z.input<typeof ResolveBody>;

/** Somebody who may read and not write, until then. */
export const Suspension = z.object({
  person: Person,
  until: Instant,
  reason: z.nullable(z.string()),
  by: Person,
  at: Instant,
});
export type Suspension = z.infer<typeof Suspension>;
/** All that hold now, the newest 1,000. */
export const Suspensions = z.object({ items: z.array(Suspension) });
export type Suspensions = z.infer<typeof Suspensions>;

/** One line of the record of what staff did; it is only ever added to. `by` is null where the word filter acted. */
export const ModerationAction = z.object({
  id: z.string(),
  at: Instant,
  by: z.nullable(Person),
  action: z.enum(['dismissed', 'removed', 'suspended', 'suspension_lifted', 'words_changed']),
  person: z.nullable(Person),
  reportId: z.nullable(z.string()),
  note: z.nullable(z.string()),
});
export type ModerationAction = z.infer<typeof ModerationAction>;
export const ModerationActionsPage = z.object({ items: z.array(ModerationAction), nextCursor: z.nullable(Cursor) });
export type ModerationActionsPage = z.infer<typeof ModerationActionsPage>;
export const ModerationActionsQuery = z.object(PageQuery);
export type ModerationActionsQuery = z.input<typeof ModerationActionsQuery>;

/** A word or phrase that the store does not want, and what happens to a message that has it. Case and width do not matter. */
export const FilterWord = z.object({
  word: storableText(2 * LIMITS.filterWordLength).check(z.minLength(1)),
  action: z.enum(['refuse', 'report']),
});
export type FilterWord = z.infer<typeof FilterWord>;
export const FilterWords = z.object({ words: z.array(FilterWord).check(z.maxLength(LIMITS.filterWords)) });
export type FilterWords = z.infer<typeof FilterWords>;

/** Body of a member's report. */
export const ReportBody = z.object({ reason: ReportReason, note: z.optional(Note) });
export type ReportBody = z.input<typeof ReportBody>;

export const OfReport = z.object({ reportId: z.string().check(z.regex(/^[0-9a-f-]{36}$/i, 'not a report id')) });
export const OfPerson = z.object({ userId: UserId });
