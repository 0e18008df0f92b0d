import * as z from 'zod/mini';
import { ACKS } from './acks.ts';
import { ConversationId, Seq, UserId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { SendBody, SyncQuery } from './requests.ts';

const Mark = z.object({ conversationId: ConversationId, seq: Seq });
const InConversation = z.object({ conversationId: ConversationId });

/**
 * What a client may say on the socket: name → what goes in, what comes back. Every command takes one payload and an
 * acknowledgement callback, which gets `Ack`.
 */
export const COMMANDS = {
  'message:send': {
    input: z.object({ conversationId: ConversationId, ...SendBody.shape }),
    output: ACKS['message:send'],
  },
  'message:read': { input: Mark, output: ACKS['message:read'] },
  'message:delivered': { input: Mark, output: ACKS['message:delivered'] },
  'typing:start': { input: InConversation, output: ACKS['typing:start'] },
  'typing:stop': { input: InConversation, output: ACKS['typing:stop'] },
  /** Replaces the set of people watched; answers how they are now. People one may not watch are left out. */
  'presence:watch': {
    input: z.object({ userIds: z.array(UserId).check(z.maxLength(LIMITS.presenceWatch)) }),
    output: ACKS['presence:watch'],
  },
  /** Replaces the set of conversations for which typing is sent; answers those that were accepted. */
  'conversation:watch': {
    input: z.object({ conversationIds: z.array(ConversationId).check(z.maxLength(LIMITS.conversationWatch)) }),
    output: ACKS['conversation:watch'],
  },
  sync: { input: SyncQuery, output: ACKS.sync },
  /** A fresh token of the same person; answers when it ends. */
  'auth:refresh': {
    input: z.object({ token: z.string().check(z.minLength(1), z.maxLength(16_384)) }),
    output: ACKS['auth:refresh'],
  },
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandInput<N extends CommandName> = z.input<(typeof COMMANDS)[N]['input']>;
export type ParsedCommand<N extends CommandName> = z.output<(typeof COMMANDS)[N]['input']>;
export type CommandOutput<N extends CommandName> = z.output<(typeof COMMANDS)[N]['output']>;

/** What a socket gives when it connects. */
export const Handshake = z.object({
  token: z.string().check(z.minLength(1), z.maxLength(16_384)),
  protocolVersion: z.optional(z.int()),
});
export type Handshake = z.infer<typeof Handshake>;
