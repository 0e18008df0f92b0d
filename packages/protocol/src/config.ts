import * as z from 'zod/mini';
import type { Feature } from './feature.ts';
import { Instant } from './ids.ts';

export const Edition = z.enum(['bookstore', 'marketplace', 'social']);
export type Edition = z.infer<typeof Edition>;

/** What a client must know of a deployment before anybody signs in. Limits: lengths in code points, rates per minute, 0 = none. */
export const PublicConfig = z.object({
  protocolVersion: z.int(),
  oldestProtocolVersion: z.int(),
  version: z.string(),
  edition: Edition,
  tenant: z.object({ id: z.string(), name: z.string() }),
  /** Whether each is on. One that this version does not know is left out. */
  features: z.object({
    presence: z.boolean(),
    typing: z.boolean(),
    receipts: z.boolean(),
    blocking: z.boolean(),
    reporting: z.boolean(),
    word_filter: z.boolean(),
    deletion: z.boolean(),
    editing: z.boolean(),
    reactions: z.boolean(),
    forwarding: z.boolean(),
    starring: z.boolean(),
    polls: z.boolean(),
    scheduling: z.boolean(),
    disappearing: z.boolean(),
    archive: z.boolean(),
    formatting: z.boolean(),
    groups: z.boolean(),
  } satisfies Record<Feature, z.ZodMiniBoolean>),
  limits: z.object({
    messageLength: z.int(),
    messagesPage: z.int(),
    conversationsPage: z.int(),
    sendsPerMinute: z.int(),
    sendsBurst: z.int(),
  }),
  /** How many days a message is kept by its sender's tier, 0 = for ever. A tier not named here counts as the shortest. */
  retention: z.optional(
    z.object({
      basis: z.enum(['sender', 'longest_participant']),
      days: z.object({ free: z.int(), privileged: z.int(), privileged_plus: z.int() }),
    }),
  ),
  messagingEnabled: z.boolean(),
  realtimeEnabled: z.boolean(),
  /** Present in the demo only: the app may offer its sign-in page. */
  demo: z.boolean(),
  serverTime: Instant,
});
export type PublicConfig = z.infer<typeof PublicConfig>;
