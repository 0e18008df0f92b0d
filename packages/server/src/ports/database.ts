import type {
  ClientId,
  ConversationFilter,
  ConversationId,
  GroupAudience,
  GroupRole,
  Mention,
  MessageId,
  MessageType,
  SettingsPatch,
  UserId,
} from '@natter/protocol';
import type { DatabaseWatch } from './database-watch.ts';
import type { GroupDatabase } from './group-database.ts';
import type { LifeDatabase } from './life-database.ts';
import type { NodesDatabase } from './nodes-database.ts';
import type { RetentionDatabase } from './retention-database.ts';
import type { MessageRow, ParticipantRow, Refusal } from './rows.ts';
import type { SafetyDatabase } from './safety-database.ts';
import type { StatusDatabase } from './status-database.ts';
import type { TimingDatabase } from './timing-database.ts';

export type { MessageRow, ParticipantRow, Refusal } from './rows.ts';

/** A conversation as one member sees it. */
export interface ConversationRow {
  readonly id: ConversationId;
  readonly type: 'direct' | 'group';
  readonly name: string | null;
  readonly participants: readonly ParticipantRow[];
  readonly participantCount: number;
  readonly othersDeliveredSeq: number | null;
  readonly othersReadSeq: number | null;
  readonly lastMessage: MessageRow | null;
  readonly lastSeq: number;
  readonly changeSeq: number;
  readonly historyFrom: number;
  readonly readSeq: number;
  readonly deliveredSeq: number;
  readonly unreadCount: number;
  readonly isPinned: boolean;
  readonly isArchived: boolean;
  readonly mutedUntil: Date | null;
  readonly markedUnread: boolean;
  readonly draft: { readonly content: string; readonly replyToId: MessageId | null; readonly updatedAt: Date } | null;
  /** Why this member may not write here just now; null: they may. */
  readonly whyNotSend: 'blocked' | 'suspended' | 'unreachable' | 'admins' | null;
  /** They have blocked the other one. */
  readonly isBlocked: boolean;
  /** The last seq known to have passed its time; 0: none. */
  readonly expiredSeq: number;
  readonly unreadFrom: number | null;
  readonly scheduledCount: number;
  /** In seconds. */
  readonly disappearAfter: number | null;
  /** Of a group: who writes there, who adds people, and as what this member is in it. Null: a direct conversation. */
  readonly group: {
    readonly whoSends: GroupAudience;
    readonly whoAdds: GroupAudience;
    readonly role: GroupRole;
  } | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface PersonRow {
  readonly userId: UserId;
  readonly displayName: string;
  readonly avatarUrl: string | null;
  readonly office: 'manager' | 'owner' | null;
}

export interface MeRow extends PersonRow {
  readonly tier: string;
  readonly roles: readonly string[];
  /** Belongs to the store; who does not takes no part in anything. */
  readonly isMember: boolean;
  readonly canStart: boolean;
  readonly canModerate: boolean;
  readonly suspendedUntil: Date | null;
  readonly settings: { readonly readReceipts: boolean; readonly typingIndicators: boolean; readonly presence: boolean };
}

/** One send as the committer hands it to the database. `mentions` and `replyToId` as checked; `id` made by the server. */
export interface SendInput {
  readonly conversationId: ConversationId;
  readonly senderId: UserId;
  readonly clientId: ClientId;
  readonly id: MessageId;
  readonly type: MessageType;
  readonly content: string;
  readonly mentions: readonly Mention[];
  readonly replyToId: MessageId | null;
  /** A poll as it begins, or the mark of a copy. Left out: nothing. */
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

/**
 * What became of one send of a batch. `recipients` (all members now, the sender too; of a void message its sender alone) is given once per conversation, on its
 * first verdict `sent`; null on the others.
 */
export type SendVerdict =
  | {
      readonly verdict: 'sent';
      readonly seq: number;
      readonly changeSeq: number;
      readonly sentAt: Date;
      readonly expiresAt: Date | null;
      readonly replyTo: { readonly seq: number; readonly senderId: UserId | null } | null;
      readonly recipients: readonly UserId[] | null;
    }
  | { readonly verdict: 'duplicate' }
  | { readonly verdict: Refusal };

export type MarkKind = 'read' | 'delivered';
export interface MarkInput {
  readonly userId: UserId;
  readonly conversationId: ConversationId;
  readonly kind: MarkKind;
  readonly seq: number;
}
/** Null where there is no such conversation for this person. `shown…` are set when what others see moved. */
export interface MarkResult {
  readonly deliveredSeq: number;
  readonly readSeq: number;
  readonly unreadCount: number;
  readonly at: Date;
  readonly changed: boolean;
  readonly shownDelivered: number | null;
  readonly shownRead: number | null;
  /** Members to tell; empty when nothing changed. */
  readonly recipients: readonly UserId[];
}

export interface HistoryRange {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  readonly items: readonly MessageRow[];
}

/** Where a page of the inbox begins: after this row. */
export interface InboxKey {
  readonly isPinned: boolean;
  readonly updatedAt: string;
  readonly id: ConversationId;
}

export interface SyncPage {
  /** Identity of this history of the database; another one means: start anew. */
  readonly epoch: string;
  /** The xid horizon of this page's snapshot, as decimal text. */
  readonly horizon: string;
  readonly conversations: readonly ConversationRow[];
  readonly removed: readonly ConversationId[];
  /** Where a page goes on after each of the conversations, in their order. */
  readonly keys: readonly SyncKey[];
  /** Where the next page begins: after this one. Null when the page is empty. */
  readonly lastKey: SyncKey | null;
  readonly hasMore: boolean;
}

/** The place of a conversation among what changed for a person: newest first, then by id. */
export interface SyncKey {
  readonly updatedAt: string;
  readonly id: ConversationId;
}

export interface UnreadTotalsRow {
  readonly messages: number;
  readonly conversations: number;
  readonly requests: number;
  readonly validUntil: Date | null;
}

export interface HostUserInput {
  readonly id: UserId;
  readonly displayName?: string | undefined;
  readonly avatarUrl?: string | null | undefined;
  readonly tier?: string | null | undefined;
  readonly roles?: readonly string[] | null | undefined;
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
  readonly createdAt?: string | null | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface MemberStatePatch {
  readonly isPinned?: boolean | undefined;
  readonly isArchived?: boolean | undefined;
  readonly mutedUntil?: string | null | undefined;
  readonly markedUnread?: boolean | undefined;
  readonly draft?: { readonly content: string; readonly replyToId?: string | null | undefined } | null | undefined;
}

/**
 * Everything the server asks of PostgreSQL, one round trip a call. Every function that takes a person sets or checks that
 * identity in the same statement; there is no other way to a row. Null or an empty list means "nothing there for this
 * person", whether it does not exist or may not be seen.
 *
 * Errors: `DomainError` with code `unavailable` when the database cannot be reached or is too slow; anything else is a fault
 * of ours and surfaces as `internal`.
 */
export interface MessagingDatabase
  extends LifeDatabase,
    GroupDatabase,
    SafetyDatabase,
    RetentionDatabase,
    StatusDatabase,
    NodesDatabase,
    TimingDatabase {
  /** Creates the person on first sight; answers who they are. Null: their token names another store. */
  ensurePerson(userId: UserId, displayName: string | null, storeId?: string | null): Promise<MeRow | null>;
  readMe(userId: UserId): Promise<MeRow | null>;
  putSettings(userId: UserId, patch: SettingsPatch): Promise<MeRow['settings']>;
  /** `affectedUserIds`: those of them who are new or look different now. */
  upsertUsers(
    users: readonly HostUserInput[],
  ): Promise<{ upserted: number; affectedUserIds: readonly UserId[]; unknownTiers: readonly string[] }>;
  /** All or nothing: with `unknownPeople` nothing was done. `affectedUserIds`: who came to the store or left it. */
  putMemberships(input: {
    put: readonly { userId: UserId; clubId: string; storeId: string }[];
    remove: readonly { userId: UserId; clubId: string; storeId?: string | undefined }[];
  }): Promise<{
    upserted: number;
    removed: number;
    unknownPeople: readonly UserId[];
    affectedUserIds: readonly UserId[];
  }>;
  readPeople(
    userId: UserId,
    query: { q: string | null; after: { name: string; id: UserId } | null; limit: number },
  ): Promise<readonly (PersonRow & { readonly sortName: string })[]>;
  /** Those of `ids` whose presence this person may see, with when they were last here. */
  readPresence(userId: UserId, ids: readonly UserId[]): Promise<readonly { userId: UserId; lastSeenAt: Date | null }[]>;
  touchLastSeen(seen: readonly { userId: UserId; at: Date }[]): Promise<void>;
  /**
   * Those of `ids` that this person is a member of, each with its members. `isQuiet`: one of two has blocked the other, so
   * nothing of the moment passes between them.
   */
  readMemberships(
    userId: UserId,
    ids: readonly ConversationId[],
  ): Promise<readonly { id: ConversationId; memberIds: readonly UserId[]; isQuiet: boolean }[]>;

  /**
   * `not_found`: no such person to write to. `rate_limited`: too many new conversations today. `tier_required`: there is
   * none yet, and this person's tier and roles do not entitle them to begin one.
   */
  startDirect(input: {
    userId: UserId;
    otherId: UserId;
    id: ConversationId;
    newPerDay: number;
  }): Promise<
    | { outcome: 'created' | 'existing'; id: ConversationId }
    | { outcome: 'not_found' | 'tier_required' | 'suspended' }
    | { outcome: 'rate_limited'; retryAfterSeconds: number }
  >;
  /** One transaction, one commit; verdicts in the order of `sends`. A key conflict with another process raises `LateKeyConflict`. */
  sendMessages(sends: readonly SendInput[]): Promise<readonly SendVerdict[]>;
  /**
   * Deletes a message for this person, or by its author for everyone. `erased`: tell `recipients`. `gone`: it was erased
   * before.
   */
  deleteMessage(input: {
    userId: UserId;
    conversationId: ConversationId;
    messageId: MessageId;
    isForEveryone: boolean;
    windowSeconds: number;
  }): Promise<
    | { outcome: 'hidden' | 'gone' | 'not_found' | 'not_author' | 'window_over' | 'too_many' }
    | { outcome: 'erased'; seq: number; changeSeq: number; recipients: readonly UserId[] }
  >;
  /** The message that was sent under this key, as it now is. */
  readMessageByKey(userId: UserId, clientId: ClientId): Promise<MessageRow | null>;
  /** One transaction; results in the order of `marks`. */
  advanceMarks(marks: readonly MarkInput[]): Promise<readonly (MarkResult | null)[]>;
  patchMemberState(userId: UserId, id: ConversationId, patch: MemberStatePatch): Promise<boolean>;
  /** Takes a conversation that nobody has written in away from whoever started it, until somebody does. */
  abandonStart(userId: UserId, id: ConversationId): Promise<boolean>;
  /** Hides it for me up to now. */
  clearConversation(userId: UserId, id: ConversationId): Promise<boolean>;

  readConversation(userId: UserId, id: ConversationId): Promise<ConversationRow | null>;
  /** With `participantId`: of the direct conversation with exactly this person, archived or not. */
  readInbox(
    userId: UserId,
    query: {
      filter: ConversationFilter;
      q: string | null;
      participantId?: UserId | null;
      after: InboxKey | null;
      limit: number;
    },
  ): Promise<readonly (ConversationRow & { readonly sortKey: InboxKey })[]>;
  readHistory(
    userId: UserId,
    id: ConversationId,
    query: { before: number | null; after: number | null; around: number | null; limit: number },
  ): Promise<HistoryRange | null>;
  /** Messages changed after `after` in order of `changeSeq`, at most `limit`, and the conversation in the same snapshot. */
  readChanges(
    userId: UserId,
    id: ConversationId,
    query: { after: number; limit: number },
  ): Promise<{ conversation: ConversationRow; items: readonly MessageRow[] } | null>;
  readReceipts(
    userId: UserId,
    id: ConversationId,
    messageId: MessageId,
  ): Promise<{
    delivered: readonly { userId: UserId; at: Date | null }[];
    read: readonly { userId: UserId; at: Date | null }[];
  } | null>;

  /**
   * Conversations changed since `horizon` (null: all), newest first, after `after`. What changes while pages are read is at
   * or beyond the horizon of the first page, so the next sync finds it.
   */
  readSync(userId: UserId, query: { horizon: string | null; after: SyncKey | null; limit: number }): Promise<SyncPage>;
  /** Messages of these conversations changed at or after `horizon`, by changeSeq, at most `perConversation` + 1 each. */
  readChangedMessages(
    userId: UserId,
    ids: readonly ConversationId[],
    query: { horizon: string; perConversation: number },
  ): Promise<readonly MessageRow[]>;
  /** The newest messages of these conversations, at most `perConversation` each, by seq. */
  readNewestMessages(
    userId: UserId,
    ids: readonly ConversationId[],
    perConversation: number,
  ): Promise<readonly MessageRow[]>;
  /**
   * What is no longer theirs to see in these conversations: what they deleted for themselves, where their own state changed at
   * or after `horizon` (null: whenever), and what changed since `horizon`, or after the place `after`, and has expired. The
   * newest `limit` seqs of each.
   */
  readHidden(
    userId: UserId,
    ids: readonly ConversationId[],
    query: { horizon: string | null; after: number | null; limit: number },
  ): Promise<ReadonlyMap<ConversationId, readonly number[]>>;
  readUnreadTotals(userId: UserId): Promise<UnreadTotalsRow>;
  /** The identity of this history of the database. */
  readEpoch(): Promise<string>;
  /** Answers when a statement went through; by a connection of its own, within some seconds. */
  ping(): Promise<void>;
  /** How it is doing; absent where nobody looks (tests without PostgreSQL). */
  readonly watch?: DatabaseWatch;
  close(): Promise<void>;
}

/** Another process committed one of the batch's keys meanwhile: run the batch again, one by one. */
export class LateKeyConflict extends Error {
  override readonly name = 'LateKeyConflict';
}
