import type { NatterClient } from '@natter/client';
import { createContext, useContext } from 'react';
import type { Member, Shop } from '../shared/wire.ts';

export interface ShopValue {
  readonly shop: Shop;
  /** Of the member who is signed in; null for nobody, and for somebody who takes no part in messages. */
  readonly client: NatterClient | null;
  /** Asks the shop again, for instance after somebody's tier was changed. */
  readonly reload: () => Promise<void>;
  readonly signOut: () => Promise<void>;
}

export const ShopContext = createContext<ShopValue | null>(null);

export function useShop(): ShopValue {
  const value = useContext(ShopContext);
  if (value === null) throw new Error('This is outside of the shop.');
  return value;
}

/** Whether somebody belongs to this store: by a club of it, or by their office. Natter decides the same by its own query. */
export function belongs(member: Member, { clubs }: Pick<Shop, 'clubs'>): boolean {
  return member.office !== null || clubs.some(({ id, isOurs }) => isOurs && member.clubs.includes(id));
}
