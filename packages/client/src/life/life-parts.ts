import type { Parts } from '../parts.ts';
import type { LifeCall } from './life-calls.ts';
import type { Wishes } from './wishes.ts';

/** What the calls about a message's life work with. */
export interface LifeParts extends Parts {
  readonly call: LifeCall;
  readonly wishes: Wishes;
  /**
   * Which version an edit from here made of one, by message and version: who edits again before the answer came starts from the
   * text that was shown, which is that.
   */
  readonly ownEdits: Map<string, number>;
  /** Keys of forwards of which nobody knows whether they were carried out: the same again goes under the same key. */
  readonly unanswered: Map<string, string>;
}
