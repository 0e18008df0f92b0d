import type { Talk } from '../talk.ts';
import { FAR_AWAY } from './far-away.ts';
import { LOST_AND_FOUND } from './lost-and-found.ts';
import { NEIGHBOURS } from './neighbours.ts';
import { PUPPIES } from './puppies.ts';
import { TUESDAY_GROUP } from './tuesday-group.ts';
import { VETS } from './vets.ts';
import { WALKS } from './walks.ts';

/** Pets and their people. */
export const SOCIAL: readonly Talk[] = [
  TUESDAY_GROUP,
  ...WALKS,
  ...VETS,
  ...LOST_AND_FOUND,
  ...PUPPIES,
  ...NEIGHBOURS,
  ...FAR_AWAY,
];
