import type { ChatLine } from '../../shared/wire.ts';
import type { ShopData } from '../shop-data.ts';
import { BOOKS } from './books.ts';
import { seedClubs } from './clubs.ts';
import { seedMembers } from './members.ts';

const MINUTE_MS = 60_000;
/** Minutes ago, by whom, what. */
const SAID: readonly (readonly [number, string, string])[] = [
  [212, 'A reader in a green coat', 'Does the bee one get less sad after the swarm?'],
  [205, 'A reader by the window', 'No. It gets better, which is worse.'],
  [96, 'A reader with wet shoes', 'Has anybody finished the lighthouse? I need to talk to a survivor.'],
  [31, 'A reader on the ladder', 'Page 412. The lamp is lit. I wept on a stranger’s newspaper.'],
];

/** The shop on its first day. */
export function seedShop({ storeId, nowMs }: { storeId: string; nowMs: number }): ShopData {
  return {
    version: 1,
    books: [...BOOKS],
    clubs: seedClubs(storeId),
    members: seedMembers(),
    sessions: [],
    chat: SAID.map(
      ([minutes, alias, text], index): ChatLine => ({
        id: index + 1,
        alias,
        text,
        at: new Date(nowMs - minutes * MINUTE_MS).toISOString(),
      }),
    ),
    toPush: [],
  };
}
