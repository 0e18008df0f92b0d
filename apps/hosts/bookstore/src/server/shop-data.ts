import * as z from 'zod/mini';
import { Book, ChatLine, Club, Member } from '../shared/wire.ts';

/** A club as it is kept: with its store. */
export const ShopClub = z.object({ ...Club.shape, storeId: z.string() });
export type ShopClub = z.infer<typeof ShopClub>;

export const ShopMember = z.object({ ...Member.shape, locale: z.string(), timeZone: z.string() });
export type ShopMember = z.infer<typeof ShopMember>;

/** Who sits behind a cookie. The file keeps a hash: whoever reads it cannot be anybody. */
export const Session = z.object({ hash: z.string(), memberId: z.string(), until: z.string() });
export type Session = z.infer<typeof Session>;

/** All that the shop knows, as it lies in its file. */
export const ShopData = z.object({
  version: z.literal(1),
  books: z.array(Book),
  clubs: z.array(ShopClub),
  members: z.array(ShopMember),
  sessions: z.array(Session),
  chat: z.array(ChatLine),
  /** Members whose newest tier, office or clubs Natter has not confirmed yet. */
  toPush: z.array(z.string()),
});
export type ShopData = z.infer<typeof ShopData>;
