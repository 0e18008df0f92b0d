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

/** Those that are tried in every run: the policies, the grants, and a sixth of the rest. */
export const USUAL_MUTANTS: readonly Mutant[] = MUTANTS.filter(
  ({ target }, place) => place % 6 === 0 || 'policy' in target || 'sql' in target,
);
