import type { Inbox, InboxView } from '@natter/client';
import type { ConversationFilter } from '@natter/protocol';
import { useCallback } from 'react';
import { useNatterClient } from './provider.tsx';
import { useLive, useOpened } from './use-live.ts';

const OPENING: InboxView = { items: [], hasMore: false, loading: true, error: null };

/** The inbox or a part of it, live. `loadMore` continues the list; it does nothing until the inbox is open. */
export function useConversations(query: { readonly filter: ConversationFilter; readonly q?: string }): InboxView & {
  readonly loadMore: () => Promise<void>;
} {
  const client = useNatterClient();
  const { filter, q } = query;
  const open = useCallback(
    () => client.conversations.open(q === undefined || q === '' ? { filter } : { filter, q }),
    [client, filter, q],
  );
  const inbox = useOpened<Inbox>(open);
  const view = useLive(inbox, OPENING);
  const loadMore = useCallback(async () => inbox?.loadMore(), [inbox]);
  return { ...view, loadMore };
}
