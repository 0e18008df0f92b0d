import type { ConversationId, ErrorBody, Message, MessageId, Person, UserId } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useCallback, useEffect, useState } from 'react';
import { refusalOf } from '../base/refusal-text.ts';

interface StarredState {
  readonly items: readonly Message[];
  readonly people: ReadonlyMap<UserId, Person>;
  readonly nextCursor: string | null;
  readonly loading: boolean;
  readonly error: ErrorBody | null;
}

const LOADING: StarredState = { items: [], people: new Map(), nextCursor: null, loading: true, error: null };

/** My starred messages, those of one conversation where it is given, page by page. */
export function useStarred(conversationId: ConversationId | null) {
  const client = useNatterClient();
  const [state, setState] = useState<StarredState>(LOADING);
  const load = useCallback(
    async (cursor: string | null) => {
      setState((was) => ({ ...was, loading: true, error: null }));
      try {
        const page = await client.messages.starred({
          ...(conversationId === null ? {} : { conversationId }),
          ...(cursor === null ? {} : { cursor }),
        });
        setState((was) => ({
          items: cursor === null ? page.items : [...was.items, ...page.items],
          people: new Map([...was.people, ...page.people.map((each): [UserId, Person] => [each.userId, each])]),
          nextCursor: page.nextCursor,
          loading: false,
          error: null,
        }));
      } catch (cause) {
        setState((was) => ({ ...was, loading: false, error: refusalOf(cause) }));
      }
    },
    [client, conversationId],
  );
  useEffect(() => {
    setState(LOADING);
    void load(null);
  }, [load]);
  const drop = useCallback(
    (id: MessageId) => setState((was) => ({ ...was, items: was.items.filter((each) => each.id !== id) })),
    [],
  );
  return { ...state, drop, loadMore: () => load(state.nextCursor), retry: () => load(null) };
}
