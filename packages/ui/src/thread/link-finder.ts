import { useSyncExternalStore } from 'react';
import type { FindLinks } from './found-link.ts';

let finder: FindLinks | null = null;
let isAsked = false;
const listeners = new Set<() => void>();

/** The finder and its list of top-level domains come after the first picture: until then an address is plain text of the same width. */
function askForFinder(): void {
  if (isAsked) return;
  isAsked = true;
  import('./find-links.ts').then(
    ({ findLinks }) => {
      finder = findLinks;
      for (const listener of listeners) listener();
    },
    () => {
      // Not to be had just now: the next text to be shown asks again.
      isAsked = false;
    },
  );
}

function subscribe(listener: () => void): () => void {
  askForFinder();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The finder of addresses, or null before it has been loaded. */
export function useLinkFinder(): FindLinks | null {
  return useSyncExternalStore(
    subscribe,
    () => finder,
    () => null,
  );
}
