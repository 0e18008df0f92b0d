import type { NatterClient } from '@natter/client';
import { NatterProvider, useUnread } from '@natter/react';
import { useShop } from '../shop-context.ts';

function Count() {
  const { messages } = useUnread();
  if (messages === 0) return null;
  return (
    <span className="br-badge">
      {messages > 99 ? '99+' : messages}
      <span className="br-hidden"> unread</span>
    </span>
  );
}

function LiveBadge({ client }: { readonly client: NatterClient }) {
  return (
    <NatterProvider client={client}>
      <Count />
    </NatterProvider>
  );
}

/** How much waits to be read, live on every page of the shop. Nothing where nothing does. */
export function UnreadBadge() {
  const { client } = useShop();
  return client === null ? null : <LiveBadge client={client} />;
}
