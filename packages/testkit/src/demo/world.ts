import type { Edition, GroupChange, Mention, PollInfo } from '@natter/protocol';

/** A world as it will lie in the database; times in epoch milliseconds. */
export interface World {
  readonly edition: Edition;
  /** The main person first. */
  readonly people: readonly WorldPerson[];
  readonly conversations: readonly WorldConversation[];
}

export interface WorldPerson {
  readonly id: string;
  readonly displayName: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly about: string;
  readonly avatarUrl: string;
  readonly tier: string;
  readonly roles: readonly string[];
  /** Clubs of the deployment's own store. */
  readonly clubs: readonly string[];
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
}

export interface WorldConversation {
  readonly id: string;
  readonly createdBy: string;
  /** Of a group, with the key under which it was made; null: a conversation of two. */
  readonly group: { readonly name: string; readonly clientId: string } | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly members: readonly WorldMember[];
  /** The end of its log: every message, and whatever became of one. */
  readonly changeSeq: number;
  /** In order: the first has seq 1. */
  readonly messages: readonly WorldMessage[];
}

export interface WorldMember {
  readonly userId: string;
  readonly deliveredSeq: number;
  readonly readSeq: number;
  readonly lastReadAtMs: number | null;
  readonly isPinned: boolean;
  readonly isArchived: boolean;
  readonly mutedUntilMs: number | null;
  readonly markedUnread: boolean;
  readonly draft: string | null;
}

export interface WorldMessage {
  readonly id: string;
  /** Null like sender and words, where a line tells what happened to a group. */
  readonly clientId: string | null;
  readonly seq: number;
  readonly senderId: string | null;
  readonly content: string | null;
  readonly line: GroupChange | null;
  readonly mentions: readonly Mention[];
  readonly replyTo: { readonly id: string; readonly seq: number; readonly senderId: string } | null;
  readonly sentAtMs: number;
  /** Its place among the changes of the conversation: seq, unless something became of it. */
  readonly changeSeq: number;
  readonly reactions: readonly { readonly userId: string; readonly emoji: string }[];
  readonly starredBy: readonly string[];
  /** What it said before it was edited; null: it never was. */
  readonly firstContent: string | null;
  readonly poll: PollInfo | null;
  readonly votes: readonly { readonly userId: string; readonly optionIds: readonly number[] }[];
}
