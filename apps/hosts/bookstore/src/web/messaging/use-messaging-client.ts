import { createNatterClient, type NatterClient } from '@natter/client';
import { useEffect, useState } from 'react';
import { shopApi } from '../shop-api.ts';

/**
 * The client of the member who is signed in; null for nobody, and for somebody who takes no part in messages. `onRefused` is called
 * when Natter will not have them any more: their session ended, or they are in no club of the store now.
 */
export function useMessagingClient(memberId: string | null, onRefused: () => void): NatterClient | null {
  const [client, setClient] = useState<NatterClient | null>(null);
  useEffect(() => {
    if (memberId === null) return;
    const made = createNatterClient({
      // Natter answers at the shop's own address.
      url: location.origin,
      userId: memberId,
      getToken: shopApi.messagingToken,
    });
    setClient(made);
    const stopWatching = made.connection.subscribe(() => {
      if (made.connection.getSnapshot().state === 'refused') onRefused();
    });
    // What keeps it from starting it tells by its connection state, which the kit shows.
    made.start().catch(() => undefined);
    return () => {
      stopWatching();
      setClient(null);
      made.close().catch(() => undefined);
    };
  }, [memberId, onRefused]);
  return client?.userId === memberId ? client : null;
}
