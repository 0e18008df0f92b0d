import * as z from 'zod/mini';
import { GroupAudience } from './group.ts';
import { ClientId, Instant, MessageId, Seq, UserId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { Mention } from './message.ts';
import { Settings } from './person.ts';
import { GivenCursor, storableText } from './text.ts';

// What a caller gives, as the server checks it. A client needs the types alone and carries none of this.

const Limit = z.optional(z.coerce.number<number>().check(z.int(), z.gte(1), z.lte(LIMITS.pageMax)));

const SeqParam = z.coerce.number<number>().check(z.int(), z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));

/** The choices of a new poll, in the order in which they are shown. */
const PollBody = z.object({
  options: z
    .array(storableText(2 * LIMITS.pollOptionLength))
    .check(z.minLength(LIMITS.pollOptionsMin), z.maxLength(LIMITS.pollOptions)),
  multiple: z.optional(z.boolean()),
  anonymous: z.optional(z.boolean()),
});
export type PollBody = z.infer<typeof PollBody>;

/** Body of a send. `content` is checked again by the rules of the deployment (length in code points, something visible). */
export const SendBody = z.object({
  clientId: ClientId,
  type: z._default(z.enum(['text', 'poll']), 'text'),
  content: storableText(2 * LIMITS.messageLengthMax),
  replyToId: z.optional(MessageId),
  mentions: z.optional(z.array(Mention).check(z.maxLength(LIMITS.mentions))),
  /** With type `poll`, whose question is `content`. */
  poll: z.optional(PollBody),
});
/** What a caller gives. */
export type SendBody = z.input<typeof SendBody>;
/** What the server works with. */
export type ParsedSend = z.output<typeof SendBody>;

export const ConversationFilter = z.enum(['all', 'unread', 'archived', 'requests']);
export type ConversationFilter = z.infer<typeof ConversationFilter>;

/**
 * Of which conversations. `participantId` answers the direct conversation with exactly this person if my inbox or my archive
 * has it, whatever `filter` says; not one that I deleted, nor one in which nobody wrote and which the other one began.
 */
export const ConversationsQuery = z.object({
  filter: z._default(ConversationFilter, 'all'),
  q: z.optional(storableText(2 * LIMITS.queryLength)),
  participantId: z.optional(UserId),
  cursor: z.optional(GivenCursor),
  limit: Limit,
});
export type ConversationsQuery = z.input<typeof ConversationsQuery>;

const StartDirectBody = z.object({
  type: z.literal('direct'),
  participantId: UserId,
  message: z.optional(SendBody),
});

/** A group's name as it is given: checked again for something visible, and for its length in code points. */
const GroupName = storableText(2 * LIMITS.groupNameLength);

const StartGroupBody = z.object({
  type: z.literal('group'),
  clientId: ClientId,
  name: GroupName,
  /** Whom it begins with, beside me. */
  participantIds: z.array(UserId).check(z.maxLength(LIMITS.groupMembers - 1)),
  whoSends: z._default(GroupAudience, 'everyone'),
  whoAdds: z._default(GroupAudience, 'everyone'),
});
/** What the server works with. */
export type ParsedStartGroup = z.output<typeof StartGroupBody>;

export const StartBody = z.discriminatedUnion('type', [StartDirectBody, StartGroupBody]);
export type StartBody = z.input<typeof StartBody>;

/** My own settings of a conversation, and what admins change of a group for all its members; a field left out stays as it is. */
export const ConversationPatch = z.object({
  name: z.optional(GroupName),
  whoSends: z.optional(GroupAudience),
  whoAdds: z.optional(GroupAudience),
  isPinned: z.optional(z.boolean()),
  isArchived: z.optional(z.boolean()),
  mutedUntil: z.optional(z.nullable(Instant)),
  markedUnread: z.optional(z.boolean()),
  unreadFrom: z.optional(z.nullable(Seq)),
  draft: z.optional(
    z.nullable(
      z.object({ content: storableText(2 * LIMITS.draftLength), replyToId: z.optional(z.nullable(MessageId)) }),
    ),
  ),
});
export type ConversationPatch = z.infer<typeof ConversationPatch>;

/** Exactly one bound, or none for the newest; bounds are exclusive. */
export const HistoryQuery = z
  .object({
    before: z.optional(SeqParam),
    after: z.optional(SeqParam),
    around: z.optional(SeqParam),
    limit: Limit,
  })
  .check(
    z.refine(
      (query) => [query.before, query.after, query.around].filter((bound) => bound !== undefined).length <= 1,
      'give before, after or around, not several',
    ),
  );
export type HistoryQuery = z.input<typeof HistoryQuery>;

export const ChangesQuery = z.object({ after: SeqParam, limit: Limit });
export type ChangesQuery = z.input<typeof ChangesQuery>;

/** For whom a message is deleted. For everyone only by its author, and within an hour. */
export const DeleteQuery = z.object({ for: z._default(z.enum(['me', 'everyone']), 'me') });
export type DeleteQuery = z.input<typeof DeleteQuery>;

/** A receipt mark: everything up to `seq`. A mark beyond the end counts as the end; one that goes back changes nothing. */
export const MarkBody = z.object({ seq: Seq });
export type MarkBody = z.infer<typeof MarkBody>;

export const PeopleQuery = z.object({
  q: z.optional(storableText(2 * LIMITS.queryLength)),
  cursor: z.optional(GivenCursor),
  limit: z.optional(z.coerce.number<number>().check(z.int(), z.gte(1), z.lte(LIMITS.pageMax))),
});

export const SettingsPatch = z.partial(Settings);
export type SettingsPatch = z.infer<typeof SettingsPatch>;

export const SyncQuery = z.object({
  cursor: z.optional(GivenCursor),
  limit: z.optional(z.coerce.number<number>().check(z.int(), z.gte(1), z.lte(LIMITS.pageMax))),
});
export type SyncQuery = z.input<typeof SyncQuery>;
