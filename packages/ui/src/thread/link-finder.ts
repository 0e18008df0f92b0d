import { useSyncExternalStore } from 'react';

/** Where an address stands in a text, in UTF-16 units, and where it leads. */
export interface FoundLink {
  readonly type: string;
  readonly href: string;
  readonly start: number;
  readonly end: number;
}

/** Finds addresses in a text, in order. */
export type FindLinks = (text: string) => readonly FoundLink[];

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
