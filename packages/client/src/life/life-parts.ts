import type { Parts } from '../parts.ts';
import type { LifeCall } from './life-calls.ts';
import type { Wishes } from './wishes.ts';

/** What the calls about a message's life work with. */
export interface LifeParts extends Parts {
  readonly call: LifeCall;
  readonly wishes: Wishes;
}
