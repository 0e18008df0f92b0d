import type { Edition, Feature, UserId } from '@natter/protocol';

/** What a policy may know of the person who acts. */
export interface Actor {
  readonly userId: UserId;
  readonly tier: string;
  readonly roles: readonly string[];
}

/** What sets one edition apart: data and small decisions, chosen once at start. */
export interface EditionPolicy {
  readonly name: Edition;
  /** Whether this person may start new conversations with that one; who may not still gets the one that exists. */
  mayStart(actor: Actor, other: UserId): true | 'tier_required' | 'not_allowed';
  /** Longest text by default, in code points. */
  readonly messageLength: number;
  /** New conversations a day by default, for accounts younger than a week. */
  readonly newConversationsPerDay: number;
  readonly features: Readonly<Record<Feature, boolean>>;
}
