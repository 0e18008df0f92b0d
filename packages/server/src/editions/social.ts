import { ALL_FEATURES, type EditionPolicy, EVERYBODY, KEPT } from './edition-policy.ts';

/** A social network: everybody writes to everybody. */
export const social: EditionPolicy = {
  name: 'social',
  entitlements: EVERYBODY,
  startingNeeds: 'Your membership does not include starting conversations.',
  sendingNeeds: 'Members of every tier can write messages: ask where you became a member.',
  requiresMembership: false,
  retention: KEPT,
  messageLength: 10_000,
  newConversationsPerDay: 10,
  features: ALL_FEATURES,
};
