import type { REST, RestAnswer, RestName, RestParsed } from '@natter/protocol';
import type { MeRow } from '../../ports/database.ts';
import type { Origination } from '../socket/client-address.ts';

type AuthOf<N extends RestName> = (typeof REST)[N]['auth'];

/** What a handler is given: the parsed parts, for a person's call that person, and for the host's where it came from. */
export type RestCall<N extends RestName> = RestParsed<N> &
  (AuthOf<N> extends 'person'
    ? { readonly me: MeRow }
    : AuthOf<N> extends 'host'
      ? { readonly from: Origination }
      : object);

export interface RestReply<N extends RestName> {
  readonly status: keyof (typeof REST)[N]['answers'] & number;
  readonly body: RestAnswer<N>;
}

/** One handler for every call of the table. */
export type RestHandlers = { readonly [N in RestName]: (call: RestCall<N>) => Promise<RestReply<N>> };
