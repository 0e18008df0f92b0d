import type { ErrorBody } from '@natter/protocol';
import { useCallback, useState } from 'react';
import { refusalOf } from '../base/refusal-text.ts';
import { useAsked } from './use-asked.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A list that comes in pages. `load` must be memoised; `idOf` says which items are the same one. */
export function usePages<Item>(
  load: (cursor: string | undefined) => Promise<Page<Item>>,
  idOf: (item: Item) => string,
) {
  const first = useCallback(() => load(undefined), [load]);
  const { value, isLoading, error, ask, set } = useAsked<Page<Item>>(first);
  const [more, setMore] = useState<{ readonly isLoading: boolean; readonly error: ErrorBody | null }>({
    isLoading: false,
    error: null,
  });
  const cursor = value?.nextCursor ?? null;
  const loadMore = () => {
    if (cursor === null || more.isLoading) return;
    setMore({ isLoading: true, error: null });
    load(cursor).then(
      (page) => {
        setMore({ isLoading: false, error: null });
        set((was) => {
          // The list was asked for anew meanwhile: this page continues another one.
          if (was.nextCursor !== cursor) return was;
          const known = new Set(was.items.map(idOf));
          return {
            items: [...was.items, ...page.items.filter((each) => !known.has(idOf(each)))],
            nextCursor: page.nextCursor,
          };
        });
      },
      (cause: unknown) => setMore({ isLoading: false, error: refusalOf(cause) }),
    );
  };
  const drop = useCallback(
    (isGone: (item: Item) => boolean) => set((was) => ({ ...was, items: was.items.filter((each) => !isGone(each)) })),
    [set],
  );
  return { items: value?.items ?? null, isLoading, error, ask, drop, hasMore: cursor !== null, loadMore, more };
}
