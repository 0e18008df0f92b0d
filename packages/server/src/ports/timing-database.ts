import type { ClientId, ConversationId, Mention, MessageId, ScheduledId, UserId } from '@natter/protocol';
import type { MessageRow, ParticipantRow, Refusal } from './rows.ts';

/** A message that waits for its time, or was refused at it. */
export interface ScheduledRow {
  readonly id: ScheduledId;
  readonly conversationId: ConversationId;
  readonly clientId: ClientId;
  readonly content: string;
  readonly mentions: readonly Mention[];
  readonly replyToId: MessageId | null;
  readonly sendAt: Date;
  readonly version: number;
  /** Why it was not sent when it was due; null: it waits. */
  readonly refusal: Refusal | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What became of one message that waited. */
export interface WaitingSent {
  readonly id: ScheduledId;
  readonly authorId: UserId;
  readonly clientId: ClientId;
  readonly conversationId: ConversationId;
  readonly verdict: 'sent' | 'duplicate' | Refusal;
  /** Whom to tell of it; empty where it was not sent. */
  readonly recipients: readonly UserId[];
  /** As everybody sees it; null where it was not sent. */
  readonly message: MessageRow | null;
}

/** Why a person may not act on what is there. */
type Forbidden = 'suspended' | 'not_entitled' | 'blocked';

/**
 * A change to a message that others hear of; `message` as all see it, null where nobody but the one who acted hears; `own` as they see
 * it with the change (ACT-4), null where it was refused or its time was over in that moment.
 */
export interface Changed<Outcome extends string> {
  readonly outcome: Outcome;
  readonly recipients: readonly UserId[];
  readonly message: MessageRow | null;
  readonly own: MessageRow | null;
}

export type VoteOutcome =
  | 'changed'
  | 'unchanged'
  | 'not_found'
  | 'gone'
  | 'not_poll'
  | 'closed'
  | 'not_option'
  | 'too_many'
  | Forbidden;
export type CloseOutcome = 'changed' | 'unchanged' | 'not_found' | 'gone' | 'not_poll' | 'not_author' | Forbidden;
export type ScheduleOutcome =
  | 'created'
  | 'existing'
  | 'conflict'
  | 'not_found'
  | 'past'
  | 'too_far'
  | 'too_many'
  | 'too_long'
  | 'word_refused'
  | 'reply_not_found'
  | 'not_allowed'
  | Forbidden;
export type RescheduleOutcome = 'changed' | 'not_found' | 'conflict' | 'past' | 'too_far' | 'too_long' | 'word_refused';
export type DisappearingOutcome = 'changed' | 'unchanged' | 'not_found' | 'not_admin' | Forbidden;

/**
 * Polls, and what goes by the clock: messages that wait for their time, and messages that do not stay. Errors beside those of
 * every call: `not_found` for a feature that is switched off.
 */
export interface TimingDatabase {
  /** The whole choice of this person; nothing withdraws it. */
  setVotes(vote: {
    userId: UserId;
    conversationId: ConversationId;
    messageId: MessageId;
    optionIds: readonly number[];
  }): Promise<Changed<VoteOutcome>>;
  closePoll(userId: UserId, conversationId: ConversationId, messageId: MessageId): Promise<Changed<CloseOutcome>>;
  /** Null: no such poll for this person. `isAnonymous`: nobody is told, and `items` is empty. */
  readVotes(
    userId: UserId,
    conversationId: ConversationId,
    messageId: MessageId,
  ): Promise<{
    readonly isAnonymous: boolean;
    readonly items: readonly { readonly optionId: number; readonly userId: UserId; readonly at: Date }[];
  } | null>;

  /** `id`: of what was made, or of what this key made before; null for the other outcomes. */
  createScheduled(input: {
    userId: UserId;
    conversationId: ConversationId;
    id: ScheduledId;
    clientId: ClientId;
    content: string;
    mentions: readonly Mention[];
    replyToId: MessageId | null;
    sendAt: string;
  }): Promise<{ readonly outcome: ScheduleOutcome; readonly id: ScheduledId | null }>;
  /** Null: as it was. A new text brings its mentions with it. */
  patchScheduled(patch: {
    userId: UserId;
    id: ScheduledId;
    version: number;
    text: { readonly content: string; readonly mentions: readonly Mention[] } | null;
    sendAt: string | null;
  }): Promise<RescheduleOutcome>;
  /** Where it waited; null: it is not there, or was sent. */
  deleteScheduled(userId: UserId, id: ScheduledId): Promise<ConversationId | null>;
  /** The next one first. */
  readScheduled(
    userId: UserId,
    of: { readonly conversationId: ConversationId } | { readonly id: ScheduledId } | 'all',
  ): Promise<readonly ScheduledRow[]>;
  /** Sends one now, whenever it was to be sent. Null: it is not there (any more). A refusal leaves it as it is. */
  sendScheduled(userId: UserId, id: ScheduledId, messageId: MessageId): Promise<WaitingSent | null>;
  /**
   * Sends what is due, the first first, at most as many as there are ids for the new messages, and passes over what another process
   * has in hand. `only`: no other than this one. Each leaves the list in the transaction that sends it; a refusal stays with it.
   */
  sendDue(messageIds: readonly MessageId[], only?: ScheduledId): Promise<readonly WaitingSent[]>;
  /** What is due, the first first. */
  readDue(limit: number): Promise<readonly ScheduledId[]>;
  /** When the next one is due; null: none waits. */
  nextScheduled(): Promise<Date | null>;

  /** `id`: for the line in the thread that says so. `seconds` null: as long as anywhere. */
  setDisappearing(change: {
    userId: UserId;
    conversationId: ConversationId;
    id: MessageId;
    seconds: number | null;
  }): Promise<{
    readonly outcome: DisappearingOutcome;
    readonly changeSeq: number;
    readonly recipients: readonly UserId[];
  }>;

  /** The first message at or after an instant; null: none. Undefined: no such conversation for this person. */
  locateMessage(userId: UserId, id: ConversationId, at: string): Promise<number | null | undefined>;
  /** All members, the first first, with their time zones where known; empty where this person is none of them. */
  readParticipants(
    userId: UserId,
    id: ConversationId,
  ): Promise<readonly (ParticipantRow & { readonly timeZone: string | null })[]>;
}
