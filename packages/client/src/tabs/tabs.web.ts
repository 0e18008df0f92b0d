import type { Platform } from '../platform/platform.ts';
import { ownByLease } from './lease.ts';
import { singleTab, type Tabs } from './tabs.ts';

/**
 * Tabs of a browser: BroadcastChannel and Web Locks. A page without Web Locks (plain HTTP, old engines) takes a lease in
 * `localStorage`; without either a tab takes itself for the only one, which costs duplicate sends that the server answers
 * as such.
 */
export function browserTabs(platform: Platform): Tabs {
  return {
    openChannel(name, onMessage) {
      if (typeof BroadcastChannel === 'undefined') return singleTab.openChannel(name, onMessage);
      const channel = new BroadcastChannel(name);
      channel.onmessage = (event: MessageEvent<unknown>) => onMessage(event.data);
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
    own(name, onOwned) {
      const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
      if (locks) return ownByLock(locks, name, onOwned);
      const store = typeof localStorage === 'undefined' ? null : localStorage;
      return store ? ownByLease(store, platform, name, onOwned) : singleTab.own(name, onOwned);
    },
  };
}

function ownByLock(locks: LockManager, name: string, onOwned: () => void): () => void {
  const abort = new AbortController();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  locks
    .request(name, { signal: abort.signal }, () => {
      onOwned();
      return held;
    })
    .catch(() => {
      // Given up while waiting.
    });
  return () => {
    release();
    abort.abort();
  };
}
