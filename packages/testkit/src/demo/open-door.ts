import type { DemoPerson, DemoSignInAnswer, Edition } from '@natter/protocol';
import { drawFace } from './faces/draw-face.ts';
import { castOf } from './people/index.ts';

/** What the server serves in the demo; the shape of its port. */
export interface OpenDemoDoor {
  people(): Promise<readonly DemoPerson[]>;
  signIn(userId: string): Promise<DemoSignInAnswer | null>;
  face(userId: string): string | null;
}

/**
 * The demo's sign-in page: who one can be, a token for one of them and for nobody else, and their faces.
 *
 * @param mint makes the token; the caller holds the secret
 */
export function openDemoDoor(
  edition: Edition,
  mint: (person: { userId: string; name: string }) => Promise<DemoSignInAnswer>,
): OpenDemoDoor {
  const cast = new Map(castOf(edition).map((member) => [member.id, member]));
  return {
    people: async () =>
      [...cast.values()].map(({ id: userId, displayName, about, locale }) => ({
        userId,
        displayName,
        avatarUrl: `/api/demo/faces/${userId}.svg`,
        about: about[edition] ?? '',
        locale,
      })),
    signIn: async (userId) => {
      const member = cast.get(userId);
      return member === undefined ? null : mint({ userId, name: member.displayName });
    },
    face: (userId) => {
      const member = cast.get(userId);
      return member === undefined ? null : drawFace(member.face);
    },
  };
}
