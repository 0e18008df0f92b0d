import type { Edition } from '@natter/protocol';
import { CAST_A } from './cast-a.ts';
import { CAST_B } from './cast-b.ts';
import type { CastMember } from './person.ts';

export type { CastMember } from './person.ts';

const CAST: readonly CastMember[] = [...CAST_A, ...CAST_B];

/** Who is in an edition's world, the main person first. */
export function castOf(edition: Edition): readonly CastMember[] {
  return CAST.filter((member) => member.about[edition] !== undefined);
}
