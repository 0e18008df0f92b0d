import type { Edition, Feature } from '@natter/protocol';

export type Entitlement = 'CAN_INITIATE_DIRECT_MESSAGES' | 'CAN_SEND_DIRECT_MESSAGES';

/** Who holds an entitlement: people of a tier, or whoever has a role. */
export interface Entitled {
  readonly kind: 'tier' | 'role';
  readonly name: string;
  readonly entitlement: Entitlement;
}

/** Days a message is kept by its sender's tier; 0 = for ever. */
export interface RetentionDays {
  readonly free: number;
  readonly privileged: number;
  readonly privileged_plus: number;
}

/** What sets one edition apart: data, chosen once at start. The database decides by it (`natter.policy`, `natter.entitlements`). */
export interface EditionPolicy {
  readonly name: Edition;
  /** Who may start conversations and who may write in them. An unknown tier counts as `free`. */
  readonly entitlements: readonly Entitled[];
  /** The sentence for those who may not start: what would allow it. */
  readonly startingNeeds: string;
  /** The sentence for those who may not write at all: whose membership may. */
  readonly sendingNeeds: string;
  /** Only people of the store's clubs, and its staff, take part. */
  readonly requiresMembership: boolean;
  readonly retention: RetentionDays;
  /** Longest text by default, in code points. */
  readonly messageLength: number;
  /** New conversations a day by default, for accounts younger than a week. */
  readonly newConversationsPerDay: number;
  readonly features: Readonly<Record<Feature, boolean>>;
}

const TIERS = ['free', 'privileged', 'privileged_plus'];

/** Everybody may do both. */
export const EVERYBODY: readonly Entitled[] = TIERS.flatMap((name): Entitled[] => [
  { kind: 'tier', name, entitlement: 'CAN_INITIATE_DIRECT_MESSAGES' },
  { kind: 'tier', name, entitlement: 'CAN_SEND_DIRECT_MESSAGES' },
]);

/** Messages are kept for ever. */
export const KEPT: RetentionDays = { free: 0, privileged: 0, privileged_plus: 0 };

/** Every feature there is. */
export const ALL_FEATURES: Readonly<Record<Feature, boolean>> = {
  presence: true,
  typing: true,
  receipts: true,
  blocking: true,
  reporting: true,
  word_filter: true,
  deletion: true,
  editing: true,
  reactions: true,
  forwarding: true,
  starring: true,
  polls: true,
  scheduling: true,
  disappearing: true,
  archive: true,
  formatting: true,
  groups: true,
};
