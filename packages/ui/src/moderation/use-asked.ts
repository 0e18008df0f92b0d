import type { ErrorBody } from '@natter/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { refusalOf } from '../base/refusal-text.ts';

interface Asked<Value> {
  /** What was answered last; null before the first answer. */
  readonly value: Value | null;
  readonly isLoading: boolean;
  readonly error: ErrorBody | null;
  /** Asks again; what is known stays until the answer comes. */
  readonly ask: () => void;
  readonly set: (change: (value: Value) => Value) => void;
}

/** The answer to a question asked of the server. `question` must be memoised: a new function is a new question. */
export function useAsked<Value>(question: () => Promise<Value>): Asked<Value> {
  const [state, setState] = useState<{ value: Value | null; isLoading: boolean; error: ErrorBody | null }>({
    value: null,
    isLoading: true,
    error: null,
  });
  // An answer that a later question overtook is dropped.
  const round = useRef(0);
  const ask = useCallback(() => {
    round.current += 1;
    const own = round.current;
    setState((was) => ({ ...was, isLoading: true, error: null }));
    question().then(
      (value) => {
        if (own === round.current) setState({ value, isLoading: false, error: null });
      },
      (cause: unknown) => {
        if (own === round.current) setState((was) => ({ ...was, isLoading: false, error: refusalOf(cause) }));
      },
    );
  }, [question]);
  useEffect(() => {
    setState({ value: null, isLoading: true, error: null });
    ask();
    return () => {
      round.current += 1;
    };
  }, [ask]);
  const set = useCallback((change: (value: Value) => Value) => {
    setState((was) => (was.value === null ? was : { ...was, value: change(was.value) }));
  }, []);
  return { ...state, ask, set };
}
