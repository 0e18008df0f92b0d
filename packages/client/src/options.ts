import type { Platform } from './platform/platform.ts';
import type { OpenStorage } from './storage/storage.ts';
import type { Tabs } from './tabs/tabs.ts';
import type { Fetch } from './transport/rest.ts';
import type { OpenSocket } from './transport/socket.ts';

/** What a client is made of. Only `url` and `getToken` are needed; the rest has what fits the place it runs in. */
export interface ClientOptions {
  /** Where the server is: `https://chat.example`, without a slash at the end; empty for the page's own. */
  readonly url: string;
  /** A fresh token of this person, from the host. Asked again when one is refused or about to end. */
  readonly getToken: () => string | Promise<string>;
  /**
   * The person's id. Needed for a start without a network: otherwise it is read from the first token, and until the host has
   * given one `start` fails and nothing stored is shown. It is not remembered for the next start, because whoever sits at a shared
   * browser then may be somebody else.
   */
  readonly userId?: string;
  /** Where to keep things: IndexedDB in a browser, memory elsewhere. */
  readonly storage?: OpenStorage;
  readonly fetch?: Fetch;
  readonly openSocket?: OpenSocket;
  readonly platform?: Platform;
  readonly tabs?: Tabs;
}
