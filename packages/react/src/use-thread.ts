import type { Thread, ThreadView } from '@natter/client';
import type { ConversationId, Message } from '@natter/protocol';
import { useCallback, useEffect } from 'react';
import { useNatterClient } from './provider.tsx';
import { useLive, useOpened } from './use-live.ts';

/** What a thread shows before it is open. */
export const OPENING_THREAD: ThreadView = {
  conversation: null,
  messages: [],
  pending: [],
  hasBefore: false,
  hasAfter: false,
  loading: 'initial',
  error: null,
  people: new Map(),
  typing: [],
  starred: new Set(),
};

/** One open conversation: the handle (null before the first picture) and what it shows. */
export function useThread(conversationId: ConversationId): {
  readonly thread: Thread | null;
  readonly view: ThreadView;
} {
  const client = useNatterClient();
  const open = useCallback(() => client.messages.open(conversationId), [client, conversationId]);
  const thread = useOpened<Thread>(open);
  return { thread, view: useLive(thread, OPENING_THREAD) };
}

/** The messages of a conversation with what one does to them; `useThread` spelled for those who want no handle. */
export function useMessages(conversationId: ConversationId) {
  const { thread, view } = useThread(conversationId);
  const loadBefore = useCallback(async () => thread?.loadBefore(), [thread]);
  const loadAfter = useCallback(async () => thread?.loadAfter(), [thread]);
  const jumpTo = useCallback(async (target: number | 'newest') => thread?.jumpTo(target), [thread]);
  const markRead = useCallback((seq: number) => thread?.markRead(seq), [thread]);
  return { ...view, loadBefore, loadAfter, jumpTo, markRead };
}

/** Calls `onMessage` for every message of somebody else that arrives in this conversation, muted ones left out. */
export function useRealtimeMessages(conversationId: ConversationId, onMessage: (message: Message) => void): void {
  const client = useNatterClient();
  useEffect(
    () =>
      client.onNotice((notice) => {
        if (notice.kind === 'message' && notice.conversation.id === conversationId) onMessage(notice.message);
      }),
    [client, conversationId, onMessage],
  );
}
