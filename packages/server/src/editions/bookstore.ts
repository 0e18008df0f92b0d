import { ALL_FEATURES, type EditionPolicy, type Entitled } from './edition-policy.ts';

/** The whole of who may do what in a bookstore (START-1). */
const ENTITLEMENTS: readonly Entitled[] = [
  { kind: 'tier', name: 'free', entitlement: 'CAN_SEND_DIRECT_MESSAGES' },
  { kind: 'tier', name: 'privileged', entitlement: 'CAN_SEND_DIRECT_MESSAGES' },
  { kind: 'tier', name: 'privileged', entitlement: 'CAN_INITIATE_DIRECT_MESSAGES' },
  { kind: 'tier', name: 'privileged_plus', entitlement: 'CAN_SEND_DIRECT_MESSAGES' },
  { kind: 'tier', name: 'privileged_plus', entitlement: 'CAN_INITIATE_DIRECT_MESSAGES' },
  { kind: 'role', name: 'manager', entitlement: 'CAN_SEND_DIRECT_MESSAGES' },
  { kind: 'role', name: 'manager', entitlement: 'CAN_INITIATE_DIRECT_MESSAGES' },
  { kind: 'role', name: 'owner', entitlement: 'CAN_SEND_DIRECT_MESSAGES' },
  { kind: 'role', name: 'owner', entitlement: 'CAN_INITIATE_DIRECT_MESSAGES' },
];

/** A store's readers: paying members and the store's staff start conversations, everybody replies. */
export const bookstore: EditionPolicy = {
  name: 'bookstore',
  entitlements: ENTITLEMENTS,
  startingNeeds:
    'Free members can reply to messages. Privileged and Privileged Plus members can start conversations: upgrade to write first.',
  sendingNeeds:
    'Free, Privileged and Privileged Plus members can write messages, and so can the store’s managers and owners: ask the store about your membership.',
  requiresMembership: true,
  retention: { free: 30, privileged: 180, privileged_plus: 365 },
  messageLength: 1_000,
  newConversationsPerDay: 10,
  features: { ...ALL_FEATURES, forwarding: false, polls: false, groups: false },
};
