import type { Platform } from '../platform/platform.ts';
import { type Ownership, type OwnershipHandlers, singleTab, type Tabs } from './tabs.ts';

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
    own(name, handlers) {
      const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
      if (locks) return ownByLock(locks, name, handlers);
      const store = typeof localStorage === 'undefined' ? null : localStorage;
      if (!store) return singleTab.own(name, handlers);
      // Fetched by those who need it. Where it cannot be had, this tab takes itself for the only one.
      const later = import('./lease.ts').then(
        ({ ownByLease }) => ownByLease(store, platform, name, handlers),
        () => singleTab.own(name, handlers),
      );
      return {
        release: () => void later.then((own) => own.release()),
        takeOver: () => void later.then((own) => own.takeOver()),
      };
    },
  };
}

function ownByLock(locks: LockManager, name: string, { onOwned, onLost }: OwnershipHandlers): Ownership {
  let isReleased = false;
  let release: () => void = () => undefined;
  let stopWaiting: () => void = () => undefined;
  const request = (how: 'wait' | 'take') => {
    stopWaiting();
    const abort = new AbortController();
    stopWaiting = () => abort.abort();
    let isHeld = false;
    const hold = () => {
      if (isReleased) return undefined;
      isHeld = true;
      onOwned();
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    };
    locks.request(name, how === 'take' ? { steal: true } : { signal: abort.signal }, hold).catch(() => {
      // Given up while waiting; or, once held, taken by another tab.
      if (!isHeld || isReleased) return;
      onLost();
      request('wait');
    });
  };
  request('wait');
  return {
    release() {
      isReleased = true;
      release();
      stopWaiting();
    },
    takeOver: () => request('take'),
  };
}
