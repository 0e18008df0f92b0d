import type { ClientId, ConversationId, Mention, MessageId, UserId } from '@natter/protocol';
import type { MessageRow, Refusal } from './rows.ts';

/** A message and who acts on it. */
export interface OfMessage {
  readonly userId: UserId;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
}

/** Why somebody may not act on a message that they see; the words of `natter.lock_message`. `gone`: deleted for everyone. */
export type ActRefusal = 'not_found' | 'gone' | 'suspended' | 'not_entitled' | 'blocked';

/** A text in the course of a message's life. */
export interface VersionRow {
  readonly version: number;
  readonly content: string | null;
  readonly mentions: readonly Mention[];
  readonly at: Date;
}

export interface ReactionRow {
  readonly emoji: string;
  readonly userId: UserId;
  readonly at: Date;
}

/** Where a page of stars begins: after this one. `starredAt` with microseconds, as the database writes it. */
export interface StarKey {
  readonly starredAt: string;
  readonly conversationId: ConversationId;
  readonly seq: number;
}

/** One copy that is to be made: where, under which key, and its id if it comes into being. */
export interface CopyInput {
  readonly conversationId: ConversationId;
  readonly clientId: ClientId;
  readonly id: MessageId;
}

/** What became of one copy. A `duplicate` was sent before, under the same key. */
export type CopyVerdict =
  | { readonly verdict: 'sent'; readonly message: MessageRow; readonly recipients: readonly UserId[] }
  | { readonly verdict: 'duplicate' }
  | { readonly verdict: Refusal };

/** What becomes of a message after it was sent. A feature that is switched off is `not_found`. */
export interface LifeDatabase {
  /** One message as this person sees it now; null: they do not. */
  readMessage(of: OfMessage): Promise<MessageRow | null>;
  /**
   * `own`: as its author saw it with the edit (ACT-4); null: its time was over in that moment. `edited`: tell `recipients`; `message` is what all see alike, and null where nobody but its author sees the change.
   * `conflict`: it is no longer at `version`.
   */
  editMessage(
    edit: OfMessage & {
      readonly version: number;
      readonly content: string;
      readonly mentions: readonly Mention[];
      readonly windowSeconds: number;
    },
  ): Promise<
    | { outcome: 'edited'; recipients: readonly UserId[]; message: MessageRow | null; own: MessageRow | null }
    | { outcome: 'unchanged'; own: MessageRow | null }
    | {
        outcome: ActRefusal | 'not_author' | 'not_text' | 'window_over' | 'conflict' | 'too_long' | 'word_refused';
      }
  >;
  /** The first version first; empty: there is no such message for this person. */
  readVersions(of: OfMessage): Promise<readonly VersionRow[]>;
  /** `changed`: tell `recipients`. `own`: as with an edit. `too_many`: different reactions. */
  setReaction(
    of: OfMessage & { readonly emoji: string; readonly isOn: boolean },
  ): Promise<
    | { outcome: 'changed'; seq: number; changeSeq: number; recipients: readonly UserId[]; own: MessageRow | null }
    | { outcome: 'unchanged'; own: MessageRow | null }
    | { outcome: ActRefusal | 'too_many' }
  >;
  /** Who reacted, the first one first, at most 1,000; null: there is no such message for this person. */
  readReactions(of: OfMessage): Promise<readonly ReactionRow[] | null>;
  setStar(of: OfMessage & { readonly isOn: boolean }): Promise<'done' | 'not_found' | 'gone' | 'too_many'>;
  /** The last starred one first. */
  readStarred(
    userId: UserId,
    query: { conversationId: ConversationId | null; after: StarKey | null; limit: number },
  ): Promise<readonly (MessageRow & { readonly key: StarKey })[]>;
  /**
   * The stars of these conversations, the newest `limit` seqs of each: those where this person's own state changed at or after
   * `horizon`, without any where none is left; null: all where there is one.
   */
  readStars(
    userId: UserId,
    ids: readonly ConversationId[],
    query: { horizon: string | null; limit: number },
  ): Promise<ReadonlyMap<ConversationId, readonly number[]>>;
  /**
   * One transaction; `verdicts` in the order of `copies`. `limit`: there would be too many, and nothing was sent; `remaining` may
   * still be. A key conflict with another process raises `LateKeyConflict`.
   */
  forwardMessage(
    of: OfMessage,
    copies: readonly CopyInput[],
  ): Promise<
    | { outcome: 'done'; verdicts: readonly CopyVerdict[] }
    | { outcome: 'limit'; remaining: number }
    | { outcome: 'not_found' | 'gone' | 'not_text' | 'disappearing' }
  >;
}
