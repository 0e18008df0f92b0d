import type { NatterClient } from '@natter/client';
import { createContext, type ReactNode, useContext } from 'react';

const ClientContext = createContext<NatterClient | null>(null);

/** Gives one person's client to all hooks below it. Starting and closing the client stays with whoever made it. */
export function NatterProvider(props: { readonly client: NatterClient; readonly children?: ReactNode }) {
  return <ClientContext value={props.client}>{props.children}</ClientContext>;
}

/** The client of the nearest `NatterProvider`. Throws where there is none: that is a mistake in the host's code. */
export function useNatterClient(): NatterClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('Natter hooks need a <NatterProvider client={…}> above them.');
  return client;
}
