import * as z from 'zod/mini';
import { ChangeSeq, ClientId, ConversationId, Instant, MessageId, Seq, UserId } from './ids.ts';

/**
 * What kind of message it is. A newer server may name one that this version does not know: it is taken as it is, and shown as
 * something that cannot be shown.
 */
export const MessageType = z.union([
  z.enum(['text', 'media', 'voice', 'system', 'poll', 'offer', 'location', 'encrypted']),
  z.string(),
]);
export type MessageType = z.infer<typeof MessageType>;

/** Where somebody is named in a text: `[start, end)` in code points. */
export const Mention = z.object({ userId: UserId, start: z.int().check(z.gte(0)), end: z.int().check(z.gte(1)) });
export type Mention = z.infer<typeof Mention>;

/** The message that another one answers. `preview` is null where the reader may not see it, and absent in broadcasts. */
export const ReplyTo = z.object({
  messageId: MessageId,
  seq: Seq,
  senderId: z.nullable(UserId),
  preview: z.optional(z.nullable(z.string())),
});
export type ReplyTo = z.infer<typeof ReplyTo>;

export const Reaction = z.object({ emoji: z.string(), count: z.int(), mine: z.optional(z.boolean()) });
export type Reaction = z.infer<typeof Reaction>;

export const Attachment = z.object({ id: z.string(), name: z.string(), mimeType: z.string(), sizeBytes: z.int() });
export type Attachment = z.infer<typeof Attachment>;

/**
 * One message as its members see it. A deleted one keeps its place with `content: null`; a system message has
 * `senderId: null` and says what happened in `metadata.event`. `starred`, `votes`, `reactions[].mine` and `replyTo.preview`
 * are in answers to one person only, never in broadcasts.
 */
export const Message = z.object({
  id: MessageId,
  conversationId: ConversationId,
  seq: Seq,
  changeSeq: ChangeSeq,
  version: z.int(),
  clientId: z.nullable(ClientId),
  senderId: z.nullable(UserId),
  type: MessageType,
  content: z.nullable(z.string()),
  metadata: z.nullable(z.looseObject({})),
  mentions: z.array(Mention),
  attachments: z.array(Attachment),
  replyTo: z.nullable(ReplyTo),
  reactions: z.array(Reaction),
  /** What I chose in a poll: ids of its options. */
  votes: z.optional(z.array(z.int())),
  starred: z.optional(z.boolean()),
  createdAt: Instant,
  editedAt: z.nullable(Instant),
  deletedAt: z.nullable(Instant),
  expiresAt: z.nullable(Instant),
});
export type Message = z.infer<typeof Message>;

/** Answer to a send: 201, or 200 with `duplicate: true` when this `clientId` was sent before. */
export const SendAnswer = z.object({ message: Message, duplicate: z.boolean() });
export type SendAnswer = z.infer<typeof SendAnswer>;
