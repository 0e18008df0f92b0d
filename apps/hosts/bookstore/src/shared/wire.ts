import * as z from 'zod/mini';

/** What the shop's server and its pages say to each other. */

export const Tier = z.enum(['free', 'privileged', 'privileged_plus']);
export type Tier = z.infer<typeof Tier>;

export const Office = z.enum(['manager', 'owner']);
export type Office = z.infer<typeof Office>;

/** A book club. One of another store's (`isOurs` false) makes nobody a member of this one. */
export const Club = z.object({
  id: z.string(),
  name: z.string(),
  meets: z.string(),
  about: z.string(),
  isOurs: z.boolean(),
});
export type Club = z.infer<typeof Club>;

export const Book = z.object({
  id: z.string(),
  title: z.string(),
  author: z.string(),
  shelf: z.string(),
  /** Cents. */
  price: z.int(),
  blurb: z.string(),
  /** The cloth it is bound in. */
  cloth: z.enum(['oxblood', 'ink', 'moss', 'ochre', 'plum', 'slate', 'rust', 'bone']),
  /** Who of the shop recommends it, by id. */
  pickOf: z.nullable(z.string()),
});
export type Book = z.infer<typeof Book>;

/** A member as everybody in the shop sees them. */
export const Member = z.object({
  id: z.string(),
  name: z.string(),
  face: z.string(),
  about: z.string(),
  tier: Tier,
  office: z.nullable(Office),
  clubs: z.array(z.string()),
  since: z.string(),
});
export type Member = z.infer<typeof Member>;

/** What the pages begin with. `me` is null before anybody has signed in. */
export const Shop = z.object({
  name: z.string(),
  books: z.array(Book),
  clubs: z.array(Club),
  me: z.nullable(Member),
});
export type Shop = z.infer<typeof Shop>;

export const Members = z.object({ members: z.array(Member) });

/** Whom one can be in the demo. */
export const Door = z.object({ people: z.array(Member) });
export const SignIn = z.object({ memberId: z.string().check(z.maxLength(128)) });

/** A token for Natter, for the one who is signed in. */
export const MessagingToken = z.object({ token: z.string() });

/** What the counter may change; what is left out stays. */
export const MemberPatch = z.object({
  tier: z.optional(Tier),
  clubs: z.optional(z.array(z.string().check(z.maxLength(64))).check(z.maxLength(20))),
});
export type MemberPatch = z.infer<typeof MemberPatch>;

/** A line of the anonymous book chat. Nobody is named in it, and nobody can be found by it. */
export const ChatLine = z.object({ id: z.int(), alias: z.string(), text: z.string(), at: z.string() });
export type ChatLine = z.infer<typeof ChatLine>;
export const Chat = z.object({ lines: z.array(ChatLine) });
/** `mask`: a random word of the page's own, from which the alias is drawn; it is not kept and belongs to no account. */
export const ChatText = z.object({
  text: z.string().check(z.trim(), z.minLength(1), z.maxLength(280)),
  mask: z.string().check(z.minLength(8), z.maxLength(64)),
});

/** A refusal in a sentence for the person. */
export const Refusal = z.object({ sentence: z.string() });
