import { createSecretKey } from 'node:crypto';
import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { ServerConfig, TokenKeys } from '../../config/index.ts';
import type { Breaker } from '../../platform/breaker.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Clock, Log } from '../../ports/runtime.ts';
import type { TokenVerifier } from '../../ports/token-verifier.ts';
import { type KeySet, KeySource } from './key-source.ts';

/** How far the host's clock may be off for `nbf` and `iat`, in seconds. `exp` gets none of it. */
const SKEW_SECONDS = 60;
const nothing = () => undefined;
const SILENT: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Checks signature, issuer, audience and times with the algorithms of the configuration (AUTH-2). */
export function createJoseVerifier(
  { keys, ...tokens }: ServerConfig['tokens'],
  clock: Clock,
  log: Log = SILENT,
): TokenVerifier {
  const { check, breaker } = createCheck(keys, clock, log);
  const expected = {
    clockTolerance: SKEW_SECONDS,
    requiredClaims: ['exp', 'sub'],
    ...(tokens.issuer === null ? {} : { issuer: tokens.issuer }),
    ...(tokens.audience === null ? {} : { audience: tokens.audience }),
  };
  return {
    ...(breaker && { breaker }),
    verify: async (token) => {
      try {
        return await check(token, { ...expected, currentDate: new Date(clock.now()) });
      } catch (error) {
        throw toDomainError(error);
      }
    },
  };
}

type Check = (token: string, expected: JWTVerifyOptions) => Promise<JWTPayload>;

function createCheck(keys: TokenKeys, clock: Clock, log: Log): { check: Check; breaker?: Breaker } {
  if (keys.kind === 'secret') return { check: bySecret(keys.secret) };
  const source = new KeySource(keys.url, clock, log);
  return { check: byKeys(source, keys.algorithms), breaker: source.breaker };
}

function bySecret(secret: string): Check {
  // Made once: bytes would be made a key of again for every token, and after a restart everybody comes with one.
  const key = createSecretKey(secret, 'utf8');
  return async (token, expected) => (await jwtVerify(token, key, { ...expected, algorithms: ['HS256'] })).payload;
}

function byKeys(source: KeySource, algorithms: readonly string[]): Check {
  return async (token, expected) => {
    const verifyBy = async ({ find }: KeySet) =>
      (await jwtVerify(token, find, { ...expected, algorithms: [...algorithms] })).payload;
    const keys = await source.current();
    try {
      return await verifyBy(keys);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const newer = await source.newerThan(keys);
      if (newer === null) throw error;
      return await verifyBy(newer);
    }
  };
}

/** What is wrong with a token is told only as far as it helps an honest client. */
function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof errors.JWTExpired) return DomainError.unauthenticated('The token has expired. Sign in again.');
  return DomainError.unauthenticated();
}
