import type { InboxItem } from '@natter/client';
import { compareConversations } from '@natter/model';
import type { ConversationFilter, ConversationId } from '@natter/protocol';
import { useConversations } from '@natter/react';
import { useRef } from 'react';

/**
 * The conversations of a filter, with the open one: among the unread it stays in its place while one reads it, instead of
 * going from under the pointer. It goes with the next one that is opened.
 */
export function useKeptItem(
  items: readonly InboxItem[],
  filter: ConversationFilter,
  selectedId: ConversationId | null,
): readonly InboxItem[] {
  const keptId = useRef<ConversationId | null>(null);
  const isListed = items.some((item) => item.conversation.id === selectedId);
  if (filter !== 'unread' || (!isListed && keptId.current !== selectedId)) keptId.current = null;
  else keptId.current = selectedId;
  const isMissing = keptId.current !== null && !isListed;
  const { items: all } = useConversations(isMissing ? { filter: 'all' } : null);
  const kept = isMissing ? all.find((item) => item.conversation.id === keptId.current) : undefined;
  if (kept === undefined) return items;
  return [...items, kept].sort((a, b) => compareConversations(a.conversation, b.conversation));
}
