import { type DeploymentPolicy, type Environment, policyOf, readConfig } from '@natter/server';
import { orUsage } from '../settings/or-usage.ts';

/** Long enough for the rules of secrets, and no secret: what a command reads here is none of them. */
const STAND_IN = '0123456789abcdef'.repeat(4);

/**
 * The rules that the configuration asks the database to keep; secrets need not be there for that.
 *
 * @throws CommandError `usage` for a configuration with faults
 */
export function readPolicy(env: Environment): DeploymentPolicy {
  const { NATTER_JWKS_URL: _, NATTER_JWT_ALGORITHMS: __, ...rest } = env;
  const { config } = orUsage(() =>
    readConfig({ ...rest, NODE_ENV: 'development', NATTER_JWT_SECRET: STAND_IN, NATTER_API_KEY: STAND_IN }),
  );
  return policyOf(config);
}
