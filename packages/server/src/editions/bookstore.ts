import type { EditionPolicy } from './edition-policy.ts';

const STARTING_TIERS: ReadonlySet<string> = new Set(['privileged', 'privileged_plus']);
const STARTING_ROLES: ReadonlySet<string> = new Set(['manager', 'owner']);

/** A store's readers: paying members and the store's staff start conversations, everybody replies. */
export const bookstore: EditionPolicy = {
  name: 'bookstore',
  mayStart: ({ tier, roles }) =>
    STARTING_TIERS.has(tier) || roles.some((role) => STARTING_ROLES.has(role)) ? true : 'tier_required',
  messageLength: 1_000,
  newConversationsPerDay: 10,
  features: { presence: true, typing: true, receipts: true },
};
