import type { HistoryEvent } from '../history/history-event.ts';

/** One message, wherever it was found. */
export interface FoundMessage {
  readonly seq: number;
  readonly id: string;
  readonly senderId: string | null;
  readonly clientId: string | null;
  readonly content: string | null;
  readonly changeSeq: number;
  /** What became of it, alike for everybody, in one writing: version, kind, reactions and votes with their counts. */
  readonly life: string;
  /** What is the reader's own in it, in one writing: their reactions, votes and star. */
  readonly own: string;
}

export interface FoundMember {
  readonly userId: string;
  readonly readSeq: number;
  readonly deliveredSeq: number;
}

/** A member as the tables have them: also those who left. */
export interface StoredMember extends FoundMember {
  /** The first number they may read. */
  readonly historyFrom: number;
  readonly hasLeft: boolean;
  readonly role: 'admin' | 'member';
  /** What they deleted for themselves: from the first to before the second. */
  readonly hidden: readonly (readonly [number, number])[];
}

/** A message as the tables have it. `own` is empty: that is by person here. */
export interface StoredMessage extends FoundMessage {
  readonly type: string;
  readonly isErased: boolean;
  /** Its texts from version 1 on; none when it was erased. */
  readonly versions: readonly (string | null)[];
  /** What is somebody's own in it, in the writing of `FoundMessage.own`; whoever is not here has nothing. */
  readonly ownOf: ReadonlyMap<string, string>;
  /** `userId emoji`. */
  readonly reactedBy: readonly string[];
  readonly votedBy: readonly { readonly userId: string; readonly optionId: number }[];
  readonly starredBy: readonly string[];
  readonly system: SystemLine | null;
}

/** What a system message tells: what happened, by whom and to whom, and how it is since. */
export interface SystemLine {
  readonly event: string;
  readonly by: string | null;
  readonly userIds: readonly string[];
  readonly role: string | null;
  readonly whoSends: string | null;
  readonly whoAdds: string | null;
}

/** One conversation as the administrator reads it from the tables: the truth that all else is held against. */
export interface StoredConversation {
  readonly id: string;
  readonly type: 'direct' | 'group';
  readonly lastSeq: number;
  readonly changeSeq: number;
  /** Of a group: `everyone` or `admins`. */
  readonly whoSends: string;
  readonly whoAdds: string;
  readonly members: readonly StoredMember[];
  readonly messages: readonly StoredMessage[];
}

/** One conversation as somebody has it: by a fresh call over REST, or in a device's store. */
export interface HeldConversation {
  readonly id: string;
  readonly lastSeq: number;
  readonly changeSeq: number;
  readonly unreadCount: number;
  readonly readSeq: number;
  readonly deliveredSeq: number;
  /** The marks of all members, as shown. */
  readonly members: readonly FoundMember[];
  readonly messages: readonly FoundMessage[];
}

/** What a person was answered about a conversation: `held` null means that there was nothing for them. */
export interface Reading {
  readonly person: string;
  readonly conversationId: string;
  readonly status: number;
  readonly held: HeldConversation | null;
}

/** What a device holds when all is quiet. */
export interface Holding {
  readonly device: string;
  readonly person: string;
  readonly queued: number;
  readonly failed: number;
  readonly isLive: boolean;
  readonly conversations: readonly HeldConversation[];
}

/** How long after healing a device was equal to the database, and stayed so; null: not while it was waited for. */
export interface Equality {
  readonly device: string;
  readonly ms: number | null;
  /** In what it differed when it was last looked at and was not equal yet; empty: it always was. */
  readonly differed: string;
  /** It gets no live event at all. */
  readonly isDeaf: boolean;
  /** What it may take: more for a device that gets no live event at all. A loaded machine is in it already. */
  readonly boundMs: number;
}

/** As somebody is shown; `nothing`: not at all, as with people whom one shares no conversation with. */
export type Presence = 'online' | 'offline' | 'nothing';

/** Whether a device shows somebody as here, when all is quiet. */
export interface Showing {
  readonly device: string;
  /** Who is shown. */
  readonly of: string;
  readonly truth: Presence;
  readonly shown: Presence;
  /** How long after healing they were shown as they are, and stayed so; null: they are not. */
  readonly ms: number | null;
  /** What it may take. A loaded machine is in it already. */
  readonly boundMs: number;
}

/** How server and harness fared. */
export interface Operations {
  /** How often the server was started. */
  readonly starts: number;
  /** Ends of the server that nobody had asked for, in sentences. */
  readonly unasked: readonly string[];
  /** What took longer than it may, in sentences. */
  readonly overdue: readonly string[];
}

/** All that the checker judges by. */
export interface Evidence {
  /** Gone through once, so that they need not be held at once. */
  readonly events: Iterable<HistoryEvent>;
  readonly stored: readonly StoredConversation[];
  readonly readings: readonly Reading[];
  readonly holdings: readonly Holding[];
  readonly equality: readonly Equality[];
  readonly showings: readonly Showing[];
  /** The pairs that were to talk: each has exactly one conversation, and nobody else is in a direct one. */
  readonly pairs: readonly (readonly [string, string])[];
  readonly operations: Operations;
}

/** What one rule found: how many things it looked at, and what was wrong, in sentences. */
export interface RuleResult {
  readonly checked: number;
  readonly findings: readonly string[];
}
