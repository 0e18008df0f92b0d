import type { REST, RestAnswer, RestName, RestParsed } from '@natter/protocol';
import type { MeRow } from '../../ports/database.ts';

type AuthOf<N extends RestName> = (typeof REST)[N]['auth'];

/** What a handler is given: the parsed parts, and for a person's call that person. */
export type RestCall<N extends RestName> = RestParsed<N> &
  (AuthOf<N> extends 'person' ? { readonly me: MeRow } : object);

export interface RestReply<N extends RestName> {
  readonly status: keyof (typeof REST)[N]['answers'] & number;
  readonly body: RestAnswer<N>;
}

/** One handler for every call of the table. */
export type RestHandlers = { readonly [N in RestName]: (call: RestCall<N>) => Promise<RestReply<N>> };
