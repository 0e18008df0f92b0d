import type { EditionPolicy } from './edition-policy.ts';

/** Students who buy and sell: any member writes to any member. */
export const marketplace: EditionPolicy = {
  name: 'marketplace',
  mayStart: () => true,
  messageLength: 4_000,
  newConversationsPerDay: 10,
  features: { presence: true, typing: true, receipts: true },
};
