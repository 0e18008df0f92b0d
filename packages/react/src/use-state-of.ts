import type { ClientNotice, ConnectionState } from '@natter/client';
import type { ConversationId, ErrorBody, Me, Presence, UnreadTotals, UserId } from '@natter/protocol';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useNatterClient } from './provider.tsx';
import { useLive, useOpened } from './use-live.ts';
import { asErrorBody } from './use-people.ts';

/** Where the connection stands. */
export function useConnection(): ConnectionState {
  return useLive(useNatterClient().connection);
}

/** Unread totals over the inbox. */
export function useUnread(): UnreadTotals {
  return useLive(useNatterClient().unread);
}

/** The client with what is true of it as a whole: connection, outbox, unread totals. */
export function useMessaging() {
  const client = useNatterClient();
  return {
    client,
    connection: useLive(client.connection),
    outbox: useLive(client.outbox),
    unread: useLive(client.unread),
  };
}

const NOBODY: ReadonlyMap<UserId, Presence> = new Map();

/** Who of these people is here. People one may not watch are absent from the map. */
export function usePresence(userIds: readonly UserId[]): ReadonlyMap<UserId, Presence> {
  const client = useNatterClient();
  const key = [...new Set(userIds)].sort().join(' ');
  const open = useMemo(() => (key === '' ? null : () => client.presence.watch(key.split(' '))), [client, key]);
  return useLive(useOpened(open), NOBODY);
}

/** What one calls while the person types. */
export function useTyping(conversationId: ConversationId) {
  const client = useNatterClient();
  const start = useCallback(() => client.typing.start(conversationId), [client, conversationId]);
  const stop = useCallback(() => client.typing.stop(conversationId), [client, conversationId]);
  return { start, stop };
}

/** Calls `listener` for every notice of the client (new message, send refused, storage lost). */
export function useNotices(listener: (notice: ClientNotice) => void): void {
  const client = useNatterClient();
  useEffect(() => client.onNotice(listener), [client, listener]);
}

/** Who I am and what I may do; null until it is known. Follows what the host changes, without a reload. */
export function useMe(): Me | null {
  return useLive(useNatterClient().myself);
}

/**
 * The people I have blocked, by name; null until it is known. The list is asked for once the component is on screen and follows
 * what my other devices do. `put` and `remove` reject with what the server says.
 */
export function useBlocks() {
  const client = useNatterClient();
  const people = useLive(client.blocks.people);
  const [error, setError] = useState<ErrorBody | null>(null);
  const reload = useCallback(async () => {
    try {
      await client.blocks.list();
      setError(null);
    } catch (cause) {
      setError(asErrorBody(cause));
    }
  }, [client]);
  useEffect(() => void reload(), [reload]);
  const put = useCallback((userId: UserId) => client.blocks.put(userId), [client]);
  const remove = useCallback((userId: UserId) => client.blocks.delete(userId), [client]);
  return { people, error, reload, put, remove };
}
