import * as z from 'zod/mini';
import { GroupAudience } from './group.ts';
import { ChangeSeq, ConversationId, Cursor, Instant, MessageId, Seq, UserId } from './ids.ts';
import { Message } from './message.ts';
import { Person } from './person.ts';

/** A member as the other members see them. Marks that a person hides are null. */
export const Participant = z.object({
  ...Person.shape,
  role: z.enum(['admin', 'member']),
  joinedAt: Instant,
  /** The first `seq` that this member of a group could read; absent: all. Their marks say nothing of what was before. */
  joinedSeq: z.optional(Seq),
  deliveredSeq: z.nullable(Seq),
  readSeq: z.nullable(Seq),
});
export type Participant = z.infer<typeof Participant>;

/** Text begun and not sent; the same on all of one person's devices. */
export const Draft = z.object({
  content: z.string(),
  replyToId: z.nullable(MessageId),
  updatedAt: Instant,
});
export type Draft = z.infer<typeof Draft>;

/** What the reader may do in a conversation, for the interface; the server decides again at each call. */
export const Abilities = z.object({
  send: z.boolean(),
  /** Add people to this group. */
  invite: z.boolean(),
  /** Change this group, its members and their roles: I am one of its admins. */
  manage: z.optional(z.boolean()),
  /** Why `send` is false: I blocked the other, I am suspended, nobody there can be written to, or only admins write here. */
  whyNot: z.optional(z.enum(['blocked', 'suspended', 'unreachable', 'admins'])),
});
export type Abilities = z.infer<typeof Abilities>;

/**
 * One conversation as one member sees it. `lastSeq` and `changeSeq` are the ends of its two counters; `historyFrom`
 * is the first `seq` this member may read; `othersReadSeq` is what all others have read (null where hidden);
 * `unreadCount` is exact to 99, and 100 means more.
 */
export const Conversation = z.object({
  id: ConversationId,
  type: z.enum(['direct', 'group']),
  name: z.nullable(z.string()),
  /** Of a group: who may write there, and who may add people. */
  whoSends: z.optional(GroupAudience),
  whoAdds: z.optional(GroupAudience),
  participants: z.array(Participant),
  participantCount: z.int(),
  othersDeliveredSeq: z.nullable(Seq),
  othersReadSeq: z.nullable(Seq),
  lastMessage: z.nullable(Message),
  lastSeq: Seq,
  changeSeq: ChangeSeq,
  historyFrom: Seq,
  readSeq: Seq,
  deliveredSeq: Seq,
  unreadCount: z.int(),
  isPinned: z.boolean(),
  isArchived: z.boolean(),
  mutedUntil: z.nullable(Instant),
  markedUnread: z.boolean(),
  /** With `markedUnread`: from which `seq` on I want to read again; null or absent: no place in particular. */
  unreadFrom: z.optional(z.nullable(Seq)),
  /** How long messages stay here, in seconds from their sending; null or absent: as long as anywhere. */
  disappearAfter: z.optional(z.nullable(z.int())),
  /** How many messages of mine wait here for their time. */
  scheduledCount: z.optional(z.int()),
  draft: z.nullable(Draft),
  request: z.nullable(z.enum(['pending'])),
  listing: z.nullable(z.object({ id: z.string() })),
  can: Abilities,
  /** I have blocked the other person of this direct conversation. */
  blocked: z.optional(z.boolean()),
  /** The last `seq` known to have passed its time for everybody; 0 or absent: none. Expired content is in no answer. */
  expiredSeq: z.optional(Seq),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Conversation = z.infer<typeof Conversation>;

export const ConversationsPage = z.object({ items: z.array(Conversation), nextCursor: z.nullable(Cursor) });
export type ConversationsPage = z.infer<typeof ConversationsPage>;

/**
 * A page of history in order of `seq`, and the range it covers, both ends included (`fromSeq > toSeq`: nothing). A number
 * missing inside the range is known to be nothing for this reader.
 */
export const HistoryPage = z.object({
  items: z.array(Message),
  fromSeq: Seq,
  toSeq: Seq,
  hasBefore: z.boolean(),
  hasAfter: z.boolean(),
  people: z.array(Person),
});
export type HistoryPage = z.infer<typeof HistoryPage>;

/** Messages changed after `after`, in order of `changeSeq`; applied in full they bring the reader to `toChangeSeq`. */
export const ChangesPage = z.object({
  items: z.array(Message),
  hidden: z.array(Seq),
  /** All that I starred here (the newest 500), where my own part changed; absent: as it was. */
  starred: z.optional(z.array(Seq)),
  conversation: Conversation,
  people: z.array(Person),
  toChangeSeq: ChangeSeq,
  hasMore: z.boolean(),
});
export type ChangesPage = z.infer<typeof ChangesPage>;

/** My marks after the call. */
export const MarkAnswer = z.object({ deliveredSeq: Seq, readSeq: Seq, unreadCount: z.int() });
export type MarkAnswer = z.infer<typeof MarkAnswer>;

const ReceiptBy = z.object({ userId: UserId, at: z.nullable(Instant) });
/** Who has received and who has read one message, and when as far as it is known. */
export const Receipts = z.object({ delivered: z.array(ReceiptBy), read: z.array(ReceiptBy) });
export type Receipts = z.infer<typeof Receipts>;
