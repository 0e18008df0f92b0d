import { ALL_FEATURES, type EditionPolicy, EVERYBODY, KEPT } from './edition-policy.ts';

/** Students who buy and sell: any member writes to any member. */
export const marketplace: EditionPolicy = {
  name: 'marketplace',
  entitlements: EVERYBODY,
  startingNeeds: 'Your membership does not include starting conversations.',
  sendingNeeds: 'Members of every tier can write messages: ask where you became a member.',
  requiresMembership: false,
  retention: KEPT,
  messageLength: 4_000,
  newConversationsPerDay: 10,
  features: ALL_FEATURES,
};
