import { useCallback, useEffect, useState } from 'react';
import { sentenceOf } from './shop-api.ts';

export type Asked<Value> =
  | { readonly state: 'asking' }
  | { readonly state: 'here'; readonly value: Value }
  | { readonly state: 'failed'; readonly sentence: string };

/** Asks once when the page comes, and again on request; what was here stays until the new answer is. */
export function useAsked<Value>(ask: () => Promise<Value>): readonly [Asked<Value>, () => Promise<void>] {
  const [asked, setAsked] = useState<Asked<Value>>({ state: 'asking' });
  const again = useCallback(
    () =>
      ask().then(
        (value) => setAsked({ state: 'here', value }),
        (error: unknown) =>
          setAsked((was) => (was.state === 'here' ? was : { state: 'failed', sentence: sentenceOf(error) })),
      ),
    [ask],
  );
  useEffect(() => {
    void again();
  }, [again]);
  return [asked, again];
}
