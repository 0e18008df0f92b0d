/** What the people of a soak and its main process say to each other; both are ours, and of one build. */

export interface Pair {
  readonly conversationId: string;
  readonly people: readonly [string, string];
}

/** To the people: whom they are, and how much they say. */
export interface SoakOrder {
  readonly url: string;
  readonly secret: string;
  readonly seed: number;
  /** Messages a second of all together. */
  readonly rate: number;
  /** By hand, on one light connection each. */
  readonly pairs: readonly Pair[];
  /** With `@natter/client`. */
  readonly devicePairs: readonly Pair[];
  /** What was acknowledged goes here, a line each. */
  readonly ledger: string;
}

/** From the people, since the last time. */
export interface Progress {
  readonly acknowledged: number;
  readonly connected: number;
  readonly returns: number;
  readonly refused: number;
  /** Of messages that were seen arriving, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** What somebody knows of their conversation at the end. */
export interface Knowledge {
  readonly who: string;
  readonly conversationId: string;
  /** Everything from 1 to here is known. */
  readonly upTo: number;
  /** And so many beyond it. */
  readonly beyond: number;
  /** Came twice, or with another text than its number had before. */
  readonly wrong: number;
  /** Still waiting to be sent. */
  readonly waiting: number;
}
