import type { HistoryEvent } from '../history/history-event.ts';

/** One message, wherever it was found. */
export interface FoundMessage {
  readonly seq: number;
  readonly id: string;
  readonly senderId: string | null;
  readonly clientId: string | null;
  readonly content: string | null;
  readonly changeSeq: number;
}

export interface FoundMember {
  readonly userId: string;
  readonly readSeq: number;
  readonly deliveredSeq: number;
}

/** One conversation as the administrator reads it from the tables: the truth that all else is held against. */
export interface StoredConversation {
  readonly id: string;
  readonly lastSeq: number;
  readonly changeSeq: number;
  readonly members: readonly FoundMember[];
  readonly messages: readonly FoundMessage[];
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
  readonly events: readonly HistoryEvent[];
  readonly stored: readonly StoredConversation[];
  readonly readings: readonly Reading[];
  readonly holdings: readonly Holding[];
  /** The pairs that were to talk: each has exactly one conversation, and nobody else is in it. */
  readonly pairs: readonly (readonly [string, string])[];
  readonly operations: Operations;
}

/** What one rule found: how many things it looked at, and what was wrong, in sentences. */
export interface RuleResult {
  readonly checked: number;
  readonly findings: readonly string[];
}
