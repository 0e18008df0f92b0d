/** `refused`: the statement ran and said no; `unavailable`: the database was away or too slow; `failed`: anything else. */
export type QueryOutcome = 'ok' | 'refused' | 'unavailable' | 'failed';

export interface PoolUse {
  readonly total: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

/** A statement that has ended: its name in our own source, how long it took with the wait for a connection (ms), and how it ended. */
export type StatementListener = (name: string, tookMs: number, outcome: QueryOutcome) => void;

/** How the database is doing, as its users see it. */
export interface DatabaseWatch {
  /** Connections, by pool. */
  use(): Readonly<Record<string, PoolUse>>;
  /** What stands outside and is held back while it is away. */
  readonly breakers: readonly { readonly what: string; readonly isOpen: boolean }[];
  /**
   * Asks over a connection of its own: null where all that the server does can be done, else in a few words why not. It rejects when the
   * database cannot be reached; whoever asks bounds the time.
   */
  whyNotReady(): Promise<string | null>;
  /** From now on each statement is told. */
  onStatement(listener: StatementListener): void;
}
