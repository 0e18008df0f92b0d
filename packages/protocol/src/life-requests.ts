import * as z from 'zod/mini';
import { ClientId, ConversationId, Instant, MessageId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { Mention } from './message.ts';
import { ScheduledId } from './scheduled.ts';
import { GivenCursor, storableText } from './text.ts';

// What a caller gives about a message's life, as the server checks it.

const Content = storableText(2 * LIMITS.messageLengthMax);
const Mentions = z.optional(z.array(Mention).check(z.maxLength(LIMITS.mentions)));
const Limit = z.optional(z.coerce.number<number>().check(z.int(), z.gte(1), z.lte(LIMITS.pageMax)));

/**
 * One emoji as Unicode recommends them for interchange (UTS #51, RGI), so that everybody sees the same and a count is of one thing.
 * A device may know a newer Unicode than this server: what stands where emoji are to come, and pictures that are joined of whole ones,
 * are taken as well.
 */
const FUTURE = '[\\p{Extended_Pictographic}&&\\p{Unassigned}]';
const WHOLE = `(?:\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}|\\p{Emoji_Presentation}|\\p{Emoji}\\uFE0F|${FUTURE}\\p{Emoji_Modifier}?)`;
const ONE_EMOJI = new RegExp(
  `^(?:\\p{RGI_Emoji}|${FUTURE}\\p{Emoji_Modifier}?|${WHOLE}(?:\\u200D${WHOLE}){1,4})$`,
  'v',
);
export const Emoji = z.string().check(z.maxLength(64), z.regex(ONE_EMOJI, 'is not one emoji'));

export const OfReaction = z.object({ id: ConversationId, messageId: MessageId, emoji: Emoji });
export const OfScheduled = z.object({ scheduledId: ScheduledId });

/** A new text for an own message. `version`: the one that was edited; another one in the meantime is a conflict. */
export const EditBody = z.object({ content: Content, version: z.int().check(z.gte(1)), mentions: Mentions });
export type EditBody = z.input<typeof EditBody>;

/** Where copies go. The keys of the copies are made from `clientId` and the conversation, so that it may be repeated. */
export const ForwardBody = z.object({
  conversationIds: z.array(ConversationId).check(
    z.minLength(1),
    z.maxLength(LIMITS.forwards),
    z.refine((ids) => new Set(ids).size === ids.length, 'names one twice'),
  ),
  clientId: ClientId,
});
export type ForwardBody = z.input<typeof ForwardBody>;

/** All that I choose; nothing withdraws my vote. */
export const VotesBody = z.object({
  optionIds: z.array(z.int().check(z.gte(1), z.lte(LIMITS.pollOptions))).check(z.maxLength(LIMITS.pollOptions)),
});
export type VotesBody = z.input<typeof VotesBody>;

/** How long messages stay from now on, in seconds; null: as long as anywhere. */
export const DisappearingBody = z.object({
  seconds: z.nullable(z.int().check(z.gte(LIMITS.disappearMin), z.lte(LIMITS.disappearMax))),
});
export type DisappearingBody = z.input<typeof DisappearingBody>;

export const PositionQuery = z.object({ at: Instant });
export const ParticipantsQuery = z.object({ cursor: z.optional(GivenCursor) });
export const StarredQuery = z.object({
  conversationId: z.optional(ConversationId),
  cursor: z.optional(GivenCursor),
  limit: Limit,
});
export type StarredQuery = z.input<typeof StarredQuery>;

export const ScheduleBody = z.object({
  clientId: ClientId,
  content: Content,
  mentions: Mentions,
  replyToId: z.optional(z.nullable(MessageId)),
  sendAt: Instant,
});
export type ScheduleBody = z.input<typeof ScheduleBody>;

/** What is to change of a scheduled message; a field left out stays. `version`: the one that is known. */
export const ScheduledPatch = z.object({
  content: z.optional(Content),
  mentions: Mentions,
  sendAt: z.optional(Instant),
  version: z.int().check(z.gte(1)),
});
export type ScheduledPatch = z.input<typeof ScheduledPatch>;

export const ScheduledQuery = z.object({ conversationId: z.optional(ConversationId) });
