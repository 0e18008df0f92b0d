import type { ClientId, ConversationId, Mention, MessageId, MessageType, Reaction, UserId } from '@natter/protocol';

// Rows that several parts of the database's port speak of.

/** A message as one person may see it, straight from the database. */
export interface MessageRow {
  readonly id: MessageId;
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly changeSeq: number;
  readonly version: number;
  readonly clientId: ClientId | null;
  readonly senderId: UserId | null;
  readonly type: MessageType;
  readonly content: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly mentions: readonly Mention[];
  /** With `mine` where it was read for a person. */
  readonly reactions: readonly Reaction[];
  /** What the reader chose in a poll; null: not a poll, or not read for a person. */
  readonly votes: readonly number[] | null;
  /** Null: not asked. */
  readonly starred: boolean | null;
  readonly replyTo: {
    readonly id: MessageId;
    readonly seq: number;
    readonly senderId: UserId | null;
    /** Null where the reader may not see the quoted message or its content is gone. */
    readonly preview: string | null;
  } | null;
  readonly sentAt: Date;
  readonly editedAt: Date | null;
  readonly deletedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** A member as the others see them; marks are null where hidden from the reader. */
export interface ParticipantRow {
  readonly userId: UserId;
  readonly displayName: string;
  readonly avatarUrl: string | null;
  readonly office: 'manager' | 'owner' | null;
  readonly role: 'admin' | 'member';
  readonly joinedAt: Date;
  readonly joinedSeq: number;
  readonly deliveredSeq: number | null;
  readonly readSeq: number | null;
}

/** Why a send was refused; the words of `natter.send_messages`. */
export type Refusal =
  | 'conflict'
  | 'not_found'
  | 'suspended'
  | 'not_entitled'
  | 'blocked'
  | 'unreachable'
  | 'not_allowed'
  | 'too_long'
  | 'word_refused'
  | 'not_possible'
  | 'reply_not_found';
