import type { ErrorBody } from '@natter/protocol';
import { useCallback, useEffect, useState } from 'react';
import { refusalOf } from '../base/refusal-text.ts';

/** What was asked of the server: on its way, there, or refused. */
export type Answer<Value> =
  | { readonly at: 'loading' }
  | { readonly at: 'there'; readonly value: Value }
  | { readonly at: 'failed'; readonly error: ErrorBody };

/** Asks when the part is drawn, and again whenever `ask` is another function; an answer that was overtaken is dropped. */
export function useAnswer<Value>(ask: () => Promise<Value>): { answer: Answer<Value>; retry: () => void } {
  const [answer, setAnswer] = useState<Answer<Value>>({ at: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks the same question again.
  useEffect(() => {
    let isCurrent = true;
    const take = (next: Answer<Value>) => {
      if (isCurrent) setAnswer(next);
    };
    ask().then(
      (value) => take({ at: 'there', value }),
      (cause: unknown) => take({ at: 'failed', error: refusalOf(cause) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [ask, attempt]);
  const retry = useCallback(() => {
    setAnswer({ at: 'loading' });
    setAttempt((was) => was + 1);
  }, []);
  return { answer, retry };
}
