import type { DemoPerson, DemoSignInAnswer, UserId } from '@natter/protocol';

/** The demo's sign-in page. A server that was not given one has no such page. */
export interface DemoDoor {
  people(): Promise<readonly DemoPerson[]>;
  /** A token for one of them; null for anybody else. */
  signIn(userId: UserId): Promise<DemoSignInAnswer | null>;
}
