import * as z from 'zod/mini';
import { MarkAnswer } from './conversation.ts';
import { ErrorBody } from './errors.ts';
import { ConversationId, Instant, Seq, UserId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { SendAnswer, SendBody } from './message.ts';
import { Presence } from './person.ts';
import { SyncAnswer, SyncQuery } from './sync.ts';

const Mark = z.object({ conversationId: ConversationId, seq: Seq });
const InConversation = z.object({ conversationId: ConversationId });
const Nothing = z.object({});

/**
 * What a client may say on the socket: name → what goes in, what comes back. Every command takes one payload and an
 * acknowledgement callback, which gets `Ack`.
 */
export const COMMANDS = {
  'message:send': { input: z.object({ conversationId: ConversationId, ...SendBody.shape }), output: SendAnswer },
  'message:read': { input: Mark, output: MarkAnswer },
  'message:delivered': { input: Mark, output: MarkAnswer },
  'typing:start': { input: InConversation, output: Nothing },
  'typing:stop': { input: InConversation, output: Nothing },
  /** Replaces the set of people watched; answers how they are now. People one may not watch are left out. */
  'presence:watch': {
    input: z.object({ userIds: z.array(UserId).check(z.maxLength(LIMITS.presenceWatch)) }),
    output: z.object({ presences: z.array(Presence) }),
  },
  /** Replaces the set of conversations for which typing is sent; answers those that were accepted. */
  'conversation:watch': {
    input: z.object({ conversationIds: z.array(ConversationId).check(z.maxLength(LIMITS.conversationWatch)) }),
    output: z.object({ conversationIds: z.array(ConversationId) }),
  },
  sync: { input: SyncQuery, output: SyncAnswer },
  /** A fresh token of the same person; answers when it ends. */
  'auth:refresh': {
    input: z.object({ token: z.string().check(z.minLength(1), z.maxLength(16_384)) }),
    output: z.object({ expiresAt: Instant }),
  },
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandInput<N extends CommandName> = z.input<(typeof COMMANDS)[N]['input']>;
export type ParsedCommand<N extends CommandName> = z.output<(typeof COMMANDS)[N]['input']>;
export type CommandOutput<N extends CommandName> = z.output<(typeof COMMANDS)[N]['output']>;

/** What every acknowledgement carries. */
export type Ack<Data> = { ok: true; data: Data } | { ok: false; error: ErrorBody };
export const AckEnvelope = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: ErrorBody }),
]);

/** What a socket gives when it connects. */
export const Handshake = z.object({
  token: z.string().check(z.minLength(1), z.maxLength(16_384)),
  protocolVersion: z.optional(z.int()),
});
export type Handshake = z.infer<typeof Handshake>;
