import type { UserId } from '@natter/protocol';

/** `request`: changing calls. `read`: the others, and signals on the socket. `send`: messages. `report`: reports to the staff. */
export type LimitKind = 'request' | 'read' | 'send' | 'report';

/** Budgets per person. */
export interface RateLimits {
  /** Takes one from a budget. Answers 0 when there was one, otherwise in how many seconds there will be. */
  take(kind: LimitKind, userId: UserId): number;
}
