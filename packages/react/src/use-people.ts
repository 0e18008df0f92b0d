import type { ErrorBody, Person } from '@natter/protocol';
import { ERRORS, ErrorCode } from '@natter/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useNatterClient } from './provider.tsx';

interface PeopleState {
  readonly items: readonly Person[];
  readonly nextCursor: string | null;
  readonly loading: boolean;
  readonly error: ErrorBody | null;
}

const LOADING: PeopleState = { items: [], nextCursor: null, loading: true, error: null };

/** What a rejected call says, as an error the interface can show. Whatever has no code of ours came from below the server. */
export function asErrorBody(cause: unknown): ErrorBody {
  const named = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  const code = ErrorCode.safeParse(named).data ?? 'unavailable';
  return { code, detail: ERRORS[code].detail };
}

/** People one may write to, by name. An answer that a later question overtook is dropped. */
export function usePeople(q: string) {
  const client = useNatterClient();
  const [state, setState] = useState<PeopleState>(LOADING);
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks the same question again.
  useEffect(() => {
    let isCurrent = true;
    setState((was) => ({ ...was, loading: true, error: null }));
    client.people.search(q === '' ? {} : { q }).then(
      (page) => {
        if (isCurrent) setState({ ...page, loading: false, error: null });
      },
      (cause: unknown) => {
        if (isCurrent) setState({ ...LOADING, loading: false, error: asErrorBody(cause) });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [client, q, attempt]);

  const retry = useCallback(() => setAttempt((was) => was + 1), []);
  const loadMore = useCallback(async () => {
    if (state.nextCursor === null || state.loading) return;
    const page = await client.people.search({ ...(q === '' ? {} : { q }), cursor: state.nextCursor });
    setState((was) => ({ ...was, items: [...was.items, ...page.items], nextCursor: page.nextCursor }));
  }, [client, q, state.nextCursor, state.loading]);
  return { ...state, retry, loadMore };
}
