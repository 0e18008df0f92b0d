import { LIFE_CALLS, type LifeCallName, type RestAnswer } from '@natter/protocol';
import type { CallInput, Rest } from '../transport/rest.ts';

/** Makes the calls about a message's life. Throws a MessagingError; the answer has been validated. */
export type LifeCall = <N extends LifeCallName>(name: N, input: CallInput<N>) => Promise<RestAnswer<N>>;

export const createLifeCall =
  (rest: Rest): LifeCall =>
  async (name, input) =>
    (await rest.any(LIFE_CALLS[name], input)) as never;
