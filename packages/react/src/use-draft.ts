import type { MessageId } from '@natter/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useNatterClient } from './provider.tsx';

interface DraftState {
  readonly key: string;
  readonly text: string;
  readonly replyToId: MessageId | null;
  readonly isLoaded: boolean;
}

/**
 * The text begun under `key` (a conversation id, or `new:<userId>`), and the message it answers. What is typed before the stored
 * draft has been read wins over it; afterwards it follows what another device does with it, unless this one has something newer.
 * Leaving the component flushes what was set.
 */
export function useDraft(key: string) {
  const client = useNatterClient();
  const empty: DraftState = { key, text: '', replyToId: null, isLoaded: false };
  const [state, setState] = useState<DraftState>(empty);
  const current = state.key === key ? state : empty;

  useEffect(() => {
    let isCurrent = true;
    const { drafts } = client;
    const take = (text: string, replyToId: MessageId | null) => {
      if (!isCurrent) return;
      setState((was) => (was.key === key && was.isLoaded ? was : { key, text, replyToId, isLoaded: true }));
    };
    // A draft that cannot be read is an empty composer, not a broken one; the client tells of lost storage by a notice.
    drafts.get(key).then(
      (text) => take(text, drafts.replyTo(key)),
      () => take('', null),
    );
    const live = drafts.watch(key);
    const unwatch = live.subscribe(() => {
      const { content: text, replyToId } = live.getSnapshot();
      setState((was) => {
        const isSame = was.text === text && was.replyToId === replyToId;
        return was.key !== key || !was.isLoaded || isSame ? was : { key, text, replyToId, isLoaded: true };
      });
    });
    return () => {
      isCurrent = false;
      unwatch();
      drafts.flush().catch(() => undefined);
    };
  }, [client, key]);

  /** `replyToId` left out: what it answers stays. */
  const setText = useCallback(
    (text: string, options: { readonly replyToId?: MessageId | null } = {}) => {
      client.drafts.set(key, text, options);
      setState({ key, text, replyToId: client.drafts.replyTo(key), isLoaded: true });
    },
    [client, key],
  );
  return { text: current.text, replyToId: current.replyToId, isLoaded: current.isLoaded, setText };
}
