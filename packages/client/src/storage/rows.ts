import { type ConversationState, countedBy } from '@natter/model';
import { ClientId, Conversation, ConversationId, ErrorBody, Mention, Message, MessageId, Seq } from '@natter/protocol';
import * as z from 'zod/mini';

/** What is stored of one conversation, without its messages. */
export const ConversationRow = z.object({
  id: ConversationId,
  conversation: Conversation,
  changeSeq: Seq,
  edgeSeq: Seq,
  covered: z.array(z.object({ from: Seq, to: Seq })),
  hidden: z.array(Seq),
  /** Absent in rows that an earlier version wrote: none. */
  starred: z.optional(z.array(Seq)),
  /** Raised when what was known was thrown away: only states of one incarnation can be joined. */
  incarnation: z.int(),
  /** No message of it expires before (epoch ms of the server). */
  nextExpiry: z.number(),
});
export type ConversationRow = z.infer<typeof ConversationRow>;

/**
 * A message on its way. `order` is its place in this device's queue. `sending` is written before the first byte leaves: such
 * an entry may have reached the server, also after a crash, and can no longer be discarded.
 */
export const OutboxRow = z.object({
  clientId: ClientId,
  conversationId: ConversationId,
  content: z.string(),
  mentions: z.array(Mention),
  replyToId: z.nullable(MessageId),
  createdAt: z.string(),
  /** This device's clock, in epoch ms, where the server's was not measured when this was written: `createdAt` is a guess then. */
  guessedAt: z.optional(z.number()),
  order: z.int(),
  state: z.enum(['queued', 'sending', 'failed']),
  error: z.nullable(ErrorBody),
  /** Sent before and offered again after the server went back in time: what it knows already is no failure. */
  isReoffer: z.boolean(),
  /** Of a poll, whose question is `content`. */
  poll: z.optional(
    z.object({
      options: z.array(z.string()),
      multiple: z.optional(z.boolean()),
      anonymous: z.optional(z.boolean()),
    }),
  ),
});
export type OutboxRow = z.infer<typeof OutboxRow>;

/** A draft of this device; `isDirty`: the server has not been told. `updatedAt` is epoch ms of this device. */
export const DraftRow = z.object({
  key: z.string(),
  content: z.string(),
  /** Absent in rows that an earlier version wrote: none. */
  replyToId: z.optional(z.nullable(MessageId)),
  updatedAt: z.number(),
  isDirty: z.boolean(),
});
export type DraftRow = z.infer<typeof DraftRow>;

/** A read mark that the server has not acknowledged, or the highest `seq` a notice was told of. */
export const SeqRow = z.object({ id: ConversationId, seq: Seq });
export type SeqRow = z.infer<typeof SeqRow>;

/** `isPart`: more pages of the same catch-up are to come. */
export const CursorRow = z.object({ cursor: z.string(), isFirstLoad: z.boolean(), isPart: z.optional(z.boolean()) });
export type CursorRow = z.infer<typeof CursorRow>;

export function toRow(state: ConversationState, incarnation: number): ConversationRow {
  const { conversation, changeSeq, edgeSeq, covered, hidden, starred, nextExpiry } = state;
  return {
    id: conversation.id,
    conversation,
    changeSeq,
    edgeSeq,
    covered: [...covered],
    hidden: [...hidden],
    starred: [...starred],
    incarnation,
    nextExpiry,
  };
}

/** A state that holds no message in memory: all it covers is on the disk. */
export function fromRow(row: ConversationRow, userId: string): ConversationState {
  const { conversation, changeSeq, edgeSeq, covered, hidden, starred, nextExpiry } = row;
  return {
    userId,
    conversation,
    changeSeq,
    edgeSeq,
    covered,
    messages: new Map(),
    heldFrom: Math.max(conversation.lastSeq, covered.at(-1)?.to ?? 0) + 1,
    hidden: new Set(hidden),
    starred: new Set(starred),
    counted: countedBy(conversation),
    nextExpiry,
  };
}

/** What a schema accepts of stored values; the rest is as if it were not there. */
export function parseRows<Schema extends z.ZodMiniType>(
  schema: Schema,
  values: readonly unknown[],
): z.output<Schema>[] {
  const rows: z.output<Schema>[] = [];
  for (const value of values) {
    const parsed = z.safeParse(schema, value);
    if (parsed.success) rows.push(parsed.data);
  }
  return rows;
}

export const parseMessages = (values: readonly unknown[]) => parseRows(Message, values);

export function parseRow<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.output<Schema> | null {
  if (value === undefined) return null;
  const parsed = z.safeParse(schema, value);
  return parsed.success ? parsed.data : null;
}
