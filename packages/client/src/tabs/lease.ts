import type { Platform } from '../platform/platform.ts';
import type { Ownership, OwnershipHandlers } from './tabs.ts';

/** The part of `localStorage` that is used. */
export interface LeaseStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const RENEW_MS = 3_000;
const LEASE_MS = 10_000;

/**
 * Ownership by a lease that is renewed every 3 s and ends after 10 s. Two tabs may hold it for one renewal (storage has no
 * compare and set): a taker looks again one step later before it believes in it. Two owners for a moment are harmless, since
 * the server takes a message once. A holder that slept finds another name in its place and knows that it lost it.
 */
export function ownByLease(
  store: LeaseStore,
  platform: Platform,
  name: string,
  { onOwned, onLost }: OwnershipHandlers,
): Ownership {
  const me = platform.uuid();
  const key = `${name}:owner`;
  let isOwner = false;
  let cancel: () => void = () => undefined;
  const take = () => store.setItem(key, `${me}/${platform.now() + LEASE_MS}`);
  const become = (owns: boolean) => {
    if (owns === isOwner) return;
    isOwner = owns;
    if (owns) onOwned();
    else onLost();
  };
  const look = () => {
    const [holder, until] = (store.getItem(key) ?? '').split('/');
    const isFree = !holder || Number(until) < platform.now() || Number(until) > platform.now() + 2 * LEASE_MS;
    if (holder === me || isFree) take();
    become(holder === me);
    cancel = platform.setTimer(look, isOwner ? RENEW_MS : RENEW_MS / 10 + platform.random() * RENEW_MS);
  };
  look();
  return {
    release() {
      cancel();
      if ((store.getItem(key) ?? '').startsWith(`${me}/`)) store.removeItem(key);
    },
    takeOver() {
      take();
      become(true);
    },
  };
}
