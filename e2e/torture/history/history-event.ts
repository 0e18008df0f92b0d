/** Who noted something, and when: milliseconds on this run's one monotonic clock. */
export interface Stamp {
  readonly at: number;
  readonly device: string;
  readonly person: string;
}

/**
 * Why something is sent: `send` is a message of its own (also when it is tried again with its key), `repeat` sends an acknowledged
 * one once more, `reuse` puts another text under an acknowledged key.
 */
export type SendOp = 'send' | 'repeat' | 'reuse';

/**
 * What is done with a message, as values that somebody sets: `edit` its text, `erase` it for everyone, `hide` it for oneself, and one's
 * own `react`, `star` and `vote`. Values are texts: the new text, `on` or `off`, the chosen options.
 */
export type ChangeKind = 'edit' | 'erase' | 'hide' | 'react' | 'star' | 'vote';

/**
 * One line of a history. A send is invoked, perhaps `queued` (durable on the device), and ends `ok`, `fail` (refused for good) or
 * `unknown` (tried again, or left open). Sends of one `line` promise to keep the order in which they were invoked; null promises nothing.
 */
export type HistoryNote =
  | {
      readonly op: SendOp;
      readonly phase: 'invoke';
      readonly clientId: string;
      readonly conversationId: string;
      readonly content: string;
      readonly line: string | null;
    }
  | { readonly op: SendOp; readonly phase: 'queued'; readonly clientId: string }
  /** The device's disk failed and said so, and the device ended: what was queued there is promised no more. */
  | { readonly op: SendOp; readonly phase: 'unpromised'; readonly clientId: string; readonly reason: string }
  | {
      readonly op: SendOp;
      readonly phase: 'ok';
      readonly clientId: string;
      readonly conversationId: string;
      readonly seq: number;
      readonly id: string;
      readonly content: string | null;
      /** Null where the client does not say. */
      readonly duplicate: boolean | null;
    }
  | { readonly op: SendOp; readonly phase: 'fail'; readonly clientId: string; readonly code: string }
  | { readonly op: SendOp; readonly phase: 'unknown'; readonly clientId: string; readonly reason: string }
  | { readonly op: 'start'; readonly phase: 'invoke'; readonly other: string }
  | { readonly op: 'start'; readonly phase: 'ok'; readonly other: string; readonly conversationId: string }
  | { readonly op: 'start'; readonly phase: 'fail'; readonly other: string; readonly code: string }
  | { readonly op: 'start'; readonly phase: 'unknown'; readonly other: string; readonly reason: string }
  | {
      readonly op: 'change';
      readonly phase: 'invoke';
      /** One attempt. */
      readonly changeId: string;
      readonly what: ChangeKind;
      readonly conversationId: string;
      readonly seq: number;
      /** Of a reaction, its emoji; empty otherwise. */
      readonly detail: string;
      readonly value: string;
    }
  /** `version`: of an edit, the one that it became. */
  | { readonly op: 'change'; readonly phase: 'ok'; readonly changeId: string; readonly version: number | null }
  | { readonly op: 'change'; readonly phase: 'fail'; readonly changeId: string; readonly code: string }
  | { readonly op: 'change'; readonly phase: 'unknown'; readonly changeId: string; readonly reason: string }
  /** Who is to be in a group (`in`) or not (`out`). A new group is one such change for each of its members. */
  | {
      readonly op: 'member';
      readonly phase: 'invoke';
      readonly changeId: string;
      readonly conversationId: string;
      readonly userIds: readonly string[];
      readonly value: 'in' | 'out';
    }
  | { readonly op: 'member'; readonly phase: 'ok'; readonly changeId: string }
  | { readonly op: 'member'; readonly phase: 'fail'; readonly changeId: string; readonly code: string }
  | { readonly op: 'member'; readonly phase: 'unknown'; readonly changeId: string; readonly reason: string }
  /** Somebody in a group is to be an admin, or no longer. */
  | {
      readonly op: 'role';
      readonly phase: 'invoke';
      readonly changeId: string;
      readonly conversationId: string;
      readonly userId: string;
      readonly value: 'admin' | 'member';
    }
  /** Who writes in a group or who adds to it: `everyone` or `admins`. */
  | {
      readonly op: 'setting';
      readonly phase: 'invoke';
      readonly changeId: string;
      readonly conversationId: string;
      readonly setting: 'whoSends' | 'whoAdds';
      readonly value: string;
    }
  | { readonly op: 'role' | 'setting'; readonly phase: 'ok'; readonly changeId: string }
  | { readonly op: 'role' | 'setting'; readonly phase: 'fail'; readonly changeId: string; readonly code: string }
  | { readonly op: 'role' | 'setting'; readonly phase: 'unknown'; readonly changeId: string; readonly reason: string }
  /** Somebody asked afresh for an acknowledged message of their own: was it there? */
  | { readonly op: 'look'; readonly conversationId: string; readonly seq: number; readonly has: boolean }
  /** Somebody asked for what was not theirs from before the question until after its answer. */
  | { readonly op: 'pry'; readonly conversationId: string; readonly status: number; readonly detail: string }
  /** An event about a conversation arrived live, a mark and a new message apart. */
  | {
      readonly op: 'told';
      readonly event: string;
      readonly conversationId: string;
      readonly changeSeq: number | null;
    }
  /** A message arrived live. */
  | {
      readonly op: 'seen';
      readonly conversationId: string;
      readonly seq: number;
      readonly id: string;
      readonly senderId: string | null;
      readonly clientId: string | null;
      readonly content: string | null;
    }
  /** Somebody's mark arrived live. */
  | {
      readonly op: 'mark';
      readonly conversationId: string;
      readonly userId: string;
      readonly mark: 'read' | 'delivered';
      readonly seq: number;
    }
  /** What the administrator saw in the database in the middle of the run. */
  | {
      readonly op: 'sample';
      readonly conversationId: string;
      readonly userId: string;
      readonly readSeq: number;
      readonly deliveredSeq: number;
      readonly lastSeq: number;
    }
  /** What the harness did. */
  | { readonly op: 'fault'; readonly kind: string; readonly detail: string };

export type HistoryEvent = Stamp & HistoryNote;
