import * as z from 'zod/mini';
import { Instant, UserId } from './ids.ts';
import { LIMITS } from './limits.ts';
import { storableText } from './text.ts';

export const Tier = z.enum(['free', 'privileged', 'privileged_plus']);
export type Tier = z.infer<typeof Tier>;
export const Role = z.enum(['member', 'manager', 'owner', 'admin', 'moderator']);
export type Role = z.infer<typeof Role>;

/** An address a browser may load a picture from: `https`, `http`, or a path of this server. */
const PictureUrl = storableText(2048).check(z.regex(/^(https?:\/\/|\/(?!\/))/i, 'must be http(s) or a path'));

/** A person as the host pushes them: a field left out stays as it was, null clears it. */
export const HostUser = z.object({
  id: UserId,
  displayName: z.optional(storableText(2 * LIMITS.displayNameLength)),
  avatarUrl: z.optional(z.nullable(PictureUrl)),
  /** An unknown tier counts as the shortest retention; it is kept as given. */
  tier: z.optional(z.nullable(storableText(64))),
  roles: z.optional(z.nullable(z.array(Role).check(z.maxLength(10)))),
  locale: z.optional(z.nullable(storableText(35))),
  timeZone: z.optional(z.nullable(storableText(64))),
  createdAt: z.optional(z.nullable(Instant)),
  attributes: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
});
export type HostUser = z.infer<typeof HostUser>;

export const HostUsersBody = z.object({ users: z.array(HostUser).check(z.maxLength(LIMITS.hostBatch)) });
export type HostUsersBody = z.infer<typeof HostUsersBody>;
/** `unknownTiers`: tiers among those given that this deployment does not know; they count as the shortest. */
export const HostUsersAnswer = z.object({ upserted: z.int(), unknownTiers: z.array(z.string()) });
export type HostUsersAnswer = z.infer<typeof HostUsersAnswer>;

/** A club of the host's, of one of its stores. */
const ClubId = storableText(128).check(z.minLength(1));
const StoreId = storableText(128).check(z.minLength(1));

/** That somebody belongs to a club of a store. People of no club of this deployment's store take no part in it. */
export const HostMembership = z.object({ userId: UserId, clubId: ClubId, storeId: StoreId });
export type HostMembership = z.infer<typeof HostMembership>;
export const HostMembershipsBody = z.object({
  memberships: z._default(z.array(HostMembership).check(z.maxLength(LIMITS.hostBatch)), []),
  remove: z.optional(
    z
      .array(z.object({ userId: UserId, clubId: ClubId, storeId: z.optional(StoreId) }))
      .check(z.maxLength(LIMITS.hostBatch)),
  ),
});
export type HostMembershipsBody = z.input<typeof HostMembershipsBody>;
export const HostMembershipsAnswer = z.object({ upserted: z.int(), removed: z.int() });
export type HostMembershipsAnswer = z.infer<typeof HostMembershipsAnswer>;

/**
 * How a call came in, for whoever sets up the proxies in front; only to the host's key. `forwardedFor`: X-Forwarded-For as it arrived,
 * of which the caller may have written the beginning. `address`: whom the server takes the caller for, by `trustedHops` (null: not set).
 */
export const SeenFrom = z.object({
  peer: z.string(),
  forwardedFor: z.array(z.string()),
  protocol: z.nullable(z.string()),
  host: z.nullable(z.string()),
  trustedHops: z.nullable(z.int()),
  address: z.nullable(z.string()),
});
export type SeenFrom = z.infer<typeof SeenFrom>;
