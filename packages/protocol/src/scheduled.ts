import * as z from 'zod/mini';
import { ErrorBody } from './errors.ts';
import { ClientId, ConversationId, Instant, MessageId } from './ids.ts';
import { Mention } from './message.ts';

/** Names one scheduled message; made by the server. */
export const ScheduledId = MessageId;
export type ScheduledId = z.infer<typeof ScheduledId>;

/**
 * A message of mine that is sent at `sendAt` under its `clientId`. `failed`: it was due and was refused; it can be changed and sent,
 * or deleted. `version` moves with each change.
 */
export const Scheduled = z.object({
  id: ScheduledId,
  conversationId: ConversationId,
  clientId: ClientId,
  content: z.string(),
  mentions: z.array(Mention),
  replyToId: z.nullable(MessageId),
  sendAt: Instant,
  version: z.int(),
  state: z.enum(['waiting', 'failed']),
  error: z.nullable(ErrorBody),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Scheduled = z.infer<typeof Scheduled>;

/** My scheduled messages, the next one first. */
export const ScheduledList = z.object({ items: z.array(Scheduled) });
export type ScheduledList = z.infer<typeof ScheduledList>;
