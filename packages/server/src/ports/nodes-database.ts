import type { ConversationId, UserId } from '@natter/protocol';
import type { MessageRow } from './rows.ts';
import type { Clock, Ids } from './runtime.ts';

/** What is told of each kind of statement. */
interface Logged {
  readonly changed: { readonly stretches: readonly ChangedStretch[] };
  readonly marked: { readonly marks: readonly LoggedMark[] };
  readonly own: { readonly marks: readonly LoggedMark[] };
  readonly joined: { readonly members: readonly LoggedMember[] };
  readonly left: { readonly members: readonly LoggedMember[] };
  readonly blocked: LoggedBlock;
  readonly unblocked: LoggedBlock;
  readonly people: LoggedPeople;
  readonly standing: LoggedPeople;
  readonly settings: LoggedPeople;
  readonly hidden: LoggedPeople;
  /** Something waits for this time, as epoch milliseconds. */
  readonly scheduled: { readonly dueAt: number };
}

interface LoggedPeople {
  readonly userIds: readonly UserId[];
}

interface LoggedBlock {
  readonly userId: UserId;
  readonly otherId: UserId;
  /** The conversation of the two; null: there is none. */
  readonly conversationId: ConversationId | null;
}

/** One statement that changed something, as the log has it: where, and up to which number; never what. */
export type LoggedCommit<K extends keyof Logged = keyof Logged> = {
  [Kind in K]: Logged[Kind] & {
    readonly kind: Kind;
    readonly at: Date;
    /** Made by a connection of this node, which tells its own sockets itself. */
    readonly isOwn: boolean;
  };
}[K];

/** Changes of a conversation from `first` to `last`, both included. */
export interface ChangedStretch {
  readonly conversationId: ConversationId;
  readonly first: number;
  readonly last: number;
}

/** Where a person's marks moved to; null: that one did not. Of `own`, both null: something else of theirs changed. */
export interface LoggedMark extends LoggedMember {
  readonly readSeq: number | null;
  readonly deliveredSeq: number | null;
}

export interface LoggedMember {
  readonly conversationId: ConversationId;
  readonly userId: UserId;
}

/** Whom a conversation concerns. */
export interface Audience {
  readonly id: ConversationId;
  readonly type: 'direct' | 'group';
  readonly createdBy: UserId;
  readonly changeSeq: number;
  readonly memberIds: readonly UserId[];
  /** The first `seq` of each member's history: who joined later hears of nothing before. */
  readonly historyFrom: ReadonlyMap<UserId, number>;
  /** Who of two does not want to hear from the other; empty in a group. */
  readonly blockerIds: readonly UserId[];
}

/** A message that changed, as all see it alike. */
export interface FollowedMessage {
  readonly message: MessageRow;
  /** Whose alone it is, being void; null: everybody's. */
  readonly ownerId: UserId | null;
  /** Nothing happened to it since it was sent. */
  readonly isNew: boolean;
  /** There can be nothing in it that only one of its readers sees. */
  readonly isPlain: boolean;
}

/** What was found since the last look. */
export interface FollowedPage {
  /** Where the next look begins. */
  readonly position: string;
  /** The other nodes there are. */
  readonly peers: readonly string[];
  readonly commits: readonly LoggedCommit[];
  /** What other nodes handed on of the moment, in order; unparsed. */
  readonly calls: readonly unknown[];
  /** There was more than may be told: the sockets are to sync. */
  readonly isTooMuch: boolean;
}

export interface LeaseRenewed {
  /** Something was trimmed that this node had not seen. */
  readonly hasMissed: boolean;
  readonly epoch: string;
}

/** Time and chance for the waits between two tries. */
export interface ListeningRuntime {
  readonly clock: Pick<Clock, 'after'>;
  readonly ids: Pick<Ids, 'random'>;
}

/** How the nodes of one database hear of each other's commits (NODE-1 … NODE-9). Errors as of every call: `unavailable`. */
export interface NodesDatabase {
  /**
   * Registers this node; from the answer on every commit of others is logged for it. Answers where its following begins, or null while
   * a transaction that began before does not end: ask again.
   */
  registerNode(nodeId: string, roles: readonly string[]): Promise<string | null>;
  /** Null: the lease is gone, and with it what was committed meanwhile. */
  renewNode(nodeId: string, position: string): Promise<LeaseRenewed | null>;
  removeNode(nodeId: string): Promise<void>;
  /** What was committed since `position`, at most `limit` statements. Null: the lease is gone. */
  readCommits(nodeId: string, position: string, limit: number): Promise<FollowedPage | null>;
  readAudiences(ids: readonly ConversationId[]): Promise<readonly Audience[]>;
  /** In order of `changeSeq` within each conversation. */
  readFollowed(stretches: readonly ChangedStretch[]): Promise<readonly FollowedMessage[]>;
  /** Wakes the other nodes after a commit. */
  wakeNodes(): Promise<void>;
  /** Hands things of the moment to the other nodes (null: none), and says who came to this one and who left it. */
  pushMoments(
    nodeId: string,
    moments: { readonly calls: readonly unknown[]; readonly came: readonly UserId[]; readonly left: readonly UserId[] },
  ): Promise<void>;
  /** Who is connected to the other nodes. */
  readPresences(nodeId: string): Promise<ReadonlyMap<string, readonly UserId[]>>;
  /**
   * Calls when somebody may have committed, from a connection of its own that comes back by itself; after each coming back it calls,
   * too. A pooler in transaction mode passes nothing on: nobody may rely on it. The answer ends it.
   */
  listenToCommits(wake: () => void, runtime: ListeningRuntime): () => Promise<void>;
}
