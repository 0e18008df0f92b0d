import type { ModerationClient } from '@natter/client/moderation';
import type { ErrorBody, FilterWord } from '@natter/protocol';
import { useCallback, useRef, useState } from 'react';
import { refusalOf } from '../base/refusal-text.ts';
import { useAsked } from './use-asked.ts';

type Change = (words: readonly FilterWord[]) => FilterWord[];

/**
 * The word filter, which the server keeps as one list. A change shows at once and is made to the list as the server has it at that
 * moment, one after the other, so that two people at work do not undo each other; it is taken back when it could not be kept.
 */
export function useWords(moderation: ModerationClient) {
  const question = useCallback(async () => (await moderation.getWords()).words, [moderation]);
  const { value, isLoading, error, ask, set } = useAsked<readonly FilterWord[]>(question);
  const [fault, setFault] = useState<ErrorBody | null>(null);
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const change = (how: Change): Promise<boolean> => {
    setFault(null);
    set((was) => how(was));
    const work = async () => {
      try {
        const { words } = await moderation.getWords();
        const kept = await moderation.putWords({ words: how(words) });
        set(() => kept.words);
        return true;
      } catch (cause) {
        setFault(refusalOf(cause));
        ask();
        return false;
      }
    };
    const done = queue.current.then(work);
    queue.current = done;
    return done;
  };
  return { words: value, isLoading, error, ask, fault, change };
}
