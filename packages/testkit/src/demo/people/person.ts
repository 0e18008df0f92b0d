import type { Edition } from '@natter/protocol';
import type { Face } from '../faces/face.ts';

/** Somebody of the demo world, the same in every edition but for what they say of themselves there. */
export interface CastMember {
  readonly id: string;
  readonly displayName: string;
  readonly locale: string;
  readonly timeZone: string;
  /** One line about them, by edition; a person without one is not in that edition. */
  readonly about: Readonly<Partial<Record<Edition, string>>>;
  /** Other than `free`: what the bookstore lets people start conversations by. */
  readonly tier?: 'privileged' | 'privileged_plus';
  /** Clubs of the bookstore. */
  readonly clubs?: readonly ('tuesday-table' | 'crime-after-dark')[];
  readonly roles?: readonly ('member' | 'manager' | 'owner')[];
  readonly face: Face;
}
