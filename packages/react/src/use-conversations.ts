import type { Inbox, InboxView } from '@natter/client';
import type { ConversationFilter } from '@natter/protocol';
import { useCallback, useMemo } from 'react';
import { useNatterClient } from './provider.tsx';
import { useLive, useOpened } from './use-live.ts';

const OPENING: InboxView = { items: [], hasMore: false, loading: true, error: null };
const NONE: InboxView = { items: [], hasMore: false, loading: false, error: null };

/**
 * The inbox or a part of it, live; null: nothing is opened. `loadMore` continues the list; it does nothing until the inbox
 * is open.
 */
export function useConversations(
  query: { readonly filter: ConversationFilter; readonly q?: string } | null,
): InboxView & {
  readonly loadMore: () => Promise<void>;
} {
  const client = useNatterClient();
  const { filter, q } = query ?? {};
  const open = useMemo(() => {
    if (filter === undefined) return null;
    return () => client.conversations.open(q === undefined || q === '' ? { filter } : { filter, q });
  }, [client, filter, q]);
  const inbox = useOpened<Inbox>(open);
  const view = useLive(inbox, open === null ? NONE : OPENING);
  const loadMore = useCallback(async () => inbox?.loadMore(), [inbox]);
  return { ...view, loadMore };
}
