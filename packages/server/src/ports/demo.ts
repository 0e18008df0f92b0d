import type { DemoPerson, DemoSignInAnswer, UserId } from '@natter/protocol';

/** The demo's sign-in page and its people's faces. A server that was not given one has neither. */
export interface DemoDoor {
  people(): Promise<readonly DemoPerson[]>;
  /** A token for one of them; null for anybody else. */
  signIn(userId: UserId): Promise<DemoSignInAnswer | null>;
  /** The picture of one of them as SVG text (`GET /api/demo/faces/:id.svg`, cacheable); null for anybody else. */
  face(userId: UserId): string | null;
}
