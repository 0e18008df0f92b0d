import * as z from 'zod/mini';
import { Cursor, Instant, UserId } from './ids.ts';

/** What everybody of the deployment may know of a person. */
export const Person = z.object({
  userId: UserId,
  displayName: z.string(),
  avatarUrl: z.nullable(z.string()),
  /** An office that the host gave this person, for people to know whom they deal with. Absent: none. */
  office: z.optional(z.nullable(z.enum(['manager', 'owner']))),
});
export type Person = z.infer<typeof Person>;

export const PeoplePage = z.object({ items: z.array(Person), nextCursor: z.nullable(Cursor) });
export type PeoplePage = z.infer<typeof PeoplePage>;

/** People I have blocked, by name. */
export const Blocks = z.object({ items: z.array(Person) });
export type Blocks = z.infer<typeof Blocks>;

/** Presence is a lease: `online` while some device is connected. `lastSeenAt` is null while online or unknown. */
export const Presence = z.object({
  userId: UserId,
  status: z.enum(['online', 'offline']),
  lastSeenAt: z.nullable(Instant),
});
export type Presence = z.infer<typeof Presence>;

/** A person's own switches. Receipts and presence are reciprocal: who hides theirs does not see others'. */
export const Settings = z.object({
  readReceipts: z.boolean(),
  typingIndicators: z.boolean(),
  presence: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

/** The signed-in person. */
export const Me = z.object({
  ...Person.shape,
  tier: z.string(),
  roles: z.array(z.string()),
  settings: Settings,
  /** What this person may do at all, for the interface; the server decides again at each call. */
  can: z.object({ start: z.boolean(), moderate: z.boolean() }),
  /** Until then this person may read and not write. */
  suspendedUntil: z.nullable(Instant),
});
export type Me = z.infer<typeof Me>;
