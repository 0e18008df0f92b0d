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
