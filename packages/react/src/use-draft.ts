import { useCallback, useEffect, useState } from 'react';
import { useNatterClient } from './provider.tsx';

interface DraftState {
  readonly key: string;
  readonly text: string;
  readonly isLoaded: boolean;
}

/**
 * The text begun under `key` (a conversation id, or `new:<userId>`). What is typed before the stored draft has been read
 * wins over it. Leaving the component flushes what was set.
 */
export function useDraft(key: string) {
  const client = useNatterClient();
  const [state, setState] = useState<DraftState>({ key, text: '', isLoaded: false });
  const current = state.key === key ? state : { key, text: '', isLoaded: false };

  useEffect(() => {
    let isCurrent = true;
    const take = (stored: string) => {
      if (!isCurrent) return;
      setState((was) => (was.key === key && was.isLoaded ? was : { key, text: stored, isLoaded: true }));
    };
    // A draft that cannot be read is an empty composer, not a broken one; the client tells of lost storage by a notice.
    client.drafts.get(key).then(take, () => take(''));
    return () => {
      isCurrent = false;
      client.drafts.flush().catch(() => undefined);
    };
  }, [client, key]);

  const setText = useCallback(
    (text: string) => {
      client.drafts.set(key, text);
      setState({ key, text, isLoaded: true });
    },
    [client, key],
  );
  return { text: current.text, isLoaded: current.isLoaded, setText };
}
