import type { Mutant } from '../mutate.ts';
import { FUNCTION_MUTANTS } from './functions.ts';
import { GROUP_MUTANTS } from './groups.ts';
import { LIFE_MUTANTS } from './life.ts';
import { NODE_MUTANTS } from './nodes.ts';
import { GRANT_MUTANTS, POLICY_MUTANTS } from './policies.ts';
import { STORE_RULE_MUTANTS } from './store-rules.ts';

/** Everything that is broken on purpose, one at a time. */
export const MUTANTS: readonly Mutant[] = [
  ...POLICY_MUTANTS,
  ...GRANT_MUTANTS,
  ...FUNCTION_MUTANTS,
  ...STORE_RULE_MUTANTS,
  ...LIFE_MUTANTS,
  ...GROUP_MUTANTS,
  ...NODE_MUTANTS,
];

/** Of what else keeps people apart, and of the rest: one in so many. */
const WALL_PART = 3;
const REST_PART = 18;

/**
 * Those that are tried in a usual run: every policy, a third of the grants and triggers, and an eighteenth of what is broken in functions; the
 * same ones each time, so that a run says tomorrow what it says today. All of them are tried in the long run.
 */
export function usualMutants(): readonly Mutant[] {
  return MUTANTS.filter(({ target }, place) => {
    if ('policy' in target) return true;
    return place % ('sql' in target ? WALL_PART : REST_PART) === 0;
  });
}
