import * as z from 'zod/mini';
import { Participant } from './conversation.ts';
import { ErrorCode } from './errors.ts';
import { ConversationId, Cursor, Instant, Seq, UserId } from './ids.ts';
import { Mention, Message } from './message.ts';
import { Person } from './person.ts';

// What is answered about one message's life after it was sent.

/** The versions of a message, the first one first and the present one last. */
export const Versions = z.object({
  items: z.array(
    z.object({ version: z.int(), content: z.nullable(z.string()), mentions: z.array(Mention), at: Instant }),
  ),
});
export type Versions = z.infer<typeof Versions>;

/** Who reacted with what, the first one first; at most 1,000. */
export const Reactions = z.object({
  items: z.array(z.object({ emoji: z.string(), userId: UserId, at: Instant })),
  people: z.array(Person),
});
export type Reactions = z.infer<typeof Reactions>;

/** Who voted for what, the first one first; at most 1,000. */
export const Votes = z.object({
  items: z.array(z.object({ optionId: z.int(), userId: UserId, at: Instant })),
  people: z.array(Person),
});
export type Votes = z.infer<typeof Votes>;

/** Messages that I starred, the last starred one first. */
export const StarredPage = z.object({
  items: z.array(Message),
  people: z.array(Person),
  nextCursor: z.nullable(Cursor),
});
export type StarredPage = z.infer<typeof StarredPage>;

/** What became of a forward: the copies, and where none could be sent. */
export const ForwardAnswer = z.object({
  messages: z.array(Message),
  refused: z.array(z.object({ conversationId: ConversationId, code: ErrorCode, detail: z.string() })),
});
export type ForwardAnswer = z.infer<typeof ForwardAnswer>;

/** The first message at or after an instant; null: none. */
export const Position = z.object({ seq: z.nullable(Seq) });
export type Position = z.infer<typeof Position>;

/** Members of a conversation, with what helps to choose a time to write: an IANA time zone, where the host told it. */
export const ParticipantsPage = z.object({
  items: z.array(z.object({ ...Participant.shape, timeZone: z.nullable(z.string()) })),
  nextCursor: z.nullable(Cursor),
});
export type ParticipantsPage = z.infer<typeof ParticipantsPage>;
