import * as z from 'zod/mini';
import { MarkAnswer } from './conversation.ts';
import { ErrorBody } from './errors.ts';
import { ConversationId, Instant } from './ids.ts';
import { SendAnswer } from './message.ts';
import { Presence } from './person.ts';
import { SyncAnswer } from './sync.ts';

const Nothing = z.object({});

/** What each command answers. What it takes stands in `commands.ts`, so that a client does not carry it. */
export const ACKS = {
  'message:send': SendAnswer,
  'message:read': MarkAnswer,
  'message:delivered': MarkAnswer,
  'typing:start': Nothing,
  'typing:stop': Nothing,
  'presence:watch': z.object({ presences: z.array(Presence) }),
  'conversation:watch': z.object({ conversationIds: z.array(ConversationId) }),
  sync: SyncAnswer,
  'auth:refresh': z.object({ expiresAt: Instant }),
} as const;

/** What every acknowledgement carries. */
export type Ack<Data> = { ok: true; data: Data } | { ok: false; error: ErrorBody };
export const AckEnvelope = z.union([
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: ErrorBody }),
]);
