import type { PeopleElsewhere } from '../ports/nodes.ts';

/** For a node that is alone. */
export const NOBODY_ELSEWHERE: PeopleElsewhere = {
  isOnline: () => false,
  beside: 0,
  came: () => undefined,
  left: () => undefined,
  onFound: () => undefined,
  stop: async () => undefined,
};
