import type { EditionPolicy } from './edition-policy.ts';

/** A social network: everybody writes to everybody. */
export const social: EditionPolicy = {
  name: 'social',
  mayStart: () => true,
  messageLength: 10_000,
  newConversationsPerDay: 10,
  features: { presence: true, typing: true, receipts: true },
};
