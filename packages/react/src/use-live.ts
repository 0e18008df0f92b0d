import type { Live } from '@natter/client';
import { useCallback, useLayoutEffect, useState, useSyncExternalStore } from 'react';

const listenToNothing = () => () => undefined;

/** The present value of a `Live`, rendered again whenever it changes. `fallback` stands in while there is no `Live`. */
export function useLive<Value>(live: Live<Value>): Value;
export function useLive<Value>(live: Live<Value> | null, fallback: Value): Value;
export function useLive<Value>(live: Live<Value> | null, fallback?: Value): Value {
  const subscribe = useCallback(
    (listener: () => void) => (live === null ? listenToNothing() : live.subscribe(listener)),
    [live],
  );
  const getSnapshot = () => (live === null ? (fallback as Value) : live.getSnapshot());
  return useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
}

/**
 * A handle that is open while the component is on screen. Opened in a layout effect, so that the first picture already
 * shows what the device knows, and closed by the same effect, so that a second mount in strict mode gets a handle of its own.
 * `open` must be memoised: a new function is a new handle.
 */
export function useOpened<Handle extends { close(): void }>(open: (() => Handle) | null): Handle | null {
  const [opened, setOpened] = useState<{ readonly by: () => Handle; readonly handle: Handle } | null>(null);
  useLayoutEffect(() => {
    if (open === null) return;
    const handle = open();
    setOpened({ by: open, handle });
    return () => handle.close();
  }, [open]);
  return opened !== null && opened.by === open ? opened.handle : null;
}
