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

const DAY_MS = 86_400_000;
/** Of the policies and what else keeps people apart, and of the rest. */
const WALL_PART = 3;
const REST_PART = 18;

/**
 * Those that are tried in a usual run: every policy, a third of the grants and triggers, and an eighteenth of what is broken in functions. It is
 * another part each day, so that all have had their turn after some days.
 */
export function usualMutants(now = Date.now()): readonly Mutant[] {
  const day = Math.floor(now / DAY_MS);
  return MUTANTS.filter(({ target }, place) => {
    if ('policy' in target) return true;
    return (place + day) % ('sql' in target ? WALL_PART : REST_PART) === 0;
  });
}
