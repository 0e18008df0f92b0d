import * as z from 'zod/mini';
import { ChangeSeq, ConversationId, Instant, MessageId, Seq, UserId } from './ids.ts';
import { Message } from './message.ts';
import { Presence } from './person.ts';

const MarkMoved = z.object({ conversationId: ConversationId, userId: UserId, seq: Seq, at: Instant });
const Typing = z.object({ conversationId: ConversationId, userId: UserId });
const Changed = z.object({ conversationId: ConversationId, changeSeq: ChangeSeq });
const InConversation = z.object({ conversationId: ConversationId });

/**
 * What the server says on the socket, the same bytes for everybody entitled: name → payload. Events are hints: dropping all
 * of them costs time, not messages (spec COMPLETE-2).
 */
export const EVENTS = {
  'message:new': z.object({ message: Message }),
  'message:updated': z.object({ message: Message }),
  'message:deleted': z.object({ conversationId: ConversationId, messageId: MessageId, seq: Seq, changeSeq: ChangeSeq }),
  'message:reaction': z.object({
    conversationId: ConversationId,
    messageId: MessageId,
    seq: Seq,
    changeSeq: ChangeSeq,
    userId: UserId,
    emoji: z.string(),
    added: z.boolean(),
  }),
  /** Somebody's shown mark moved; to my own devices also my own, even if I hide it from others. */
  'message:read': MarkMoved,
  'message:delivered': MarkMoved,
  /** Above ten members, at most every 2 s, instead of others' single marks: what all others of a conversation have reached. */
  'conversation:marks': z.object({
    conversationId: ConversationId,
    othersDeliveredSeq: z.nullable(Seq),
    othersReadSeq: z.nullable(Seq),
  }),
  'typing:start': Typing,
  'typing:stop': Typing,
  presence: Presence,
  /** I am in a conversation that I did not know. Fetch or sync for my view of it. */
  'conversation:new': Changed,
  'conversation:updated': Changed,
  /** To my own devices: my settings, draft, hidden or marks of a conversation changed. */
  'conversation:state': InConversation,
  'conversation:removed': InConversation,
  /** Something changed that events do not tell: sync. */
  'sync:required': z.object({ reason: z.enum(['restored', 'people', 'overload']) }),
  /** This server is about to stop: come back after `retryAfter` seconds, spread over that time. */
  'server:drain': z.object({ retryAfter: z.number() }),
  /** The token of this socket ends within a minute, at `expiresAt`. */
  'auth:expiring': z.object({ expiresAt: Instant }),
} as const;

export type EventName = keyof typeof EVENTS;
export type EventPayload<N extends EventName> = z.output<(typeof EVENTS)[N]>;
