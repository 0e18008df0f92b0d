import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { ServerConfig } from '../../config/index.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { TokenVerifier } from '../../ports/token-verifier.ts';

/** How far the host's clock may be off for `nbf` and `iat`, in seconds. `exp` gets none of it. */
const SKEW_SECONDS = 60;
/** How long to wait before the keys are asked for again, in seconds. */
const KEYS_RETRY_SECONDS = 5;

/** Checks signature, issuer, audience and times with the algorithms of the configuration (AUTH-2). */
export function createJoseVerifier(tokens: ServerConfig['tokens'], clock: Clock): TokenVerifier {
  const check = createCheck(tokens.keys);
  const expected = {
    clockTolerance: SKEW_SECONDS,
    requiredClaims: ['exp', 'sub'],
    ...(tokens.issuer === null ? {} : { issuer: tokens.issuer }),
    ...(tokens.audience === null ? {} : { audience: tokens.audience }),
  };
  return {
    verify: async (token) => {
      try {
        return await check(token, { ...expected, currentDate: new Date(clock.now()) });
      } catch (error) {
        throw toDomainError(error);
      }
    },
  };
}

type Check = (token: string, expected: Parameters<typeof jwtVerify>[2]) => Promise<JWTPayload>;

function createCheck(keys: ServerConfig['tokens']['keys']): Check {
  if (keys.kind === 'secret') {
    const secret = new TextEncoder().encode(keys.secret);
    return async (token, expected) => (await jwtVerify(token, secret, { ...expected, algorithms: ['HS256'] })).payload;
  }
  const keySet = createRemoteJWKSet(new URL(keys.url));
  const algorithms = [...keys.algorithms];
  return async (token, expected) => (await jwtVerify(token, keySet, { ...expected, algorithms })).payload;
}

/** What is wrong with a token is told only as far as it helps an honest client. */
function toDomainError(error: unknown): DomainError {
  if (error instanceof errors.JWTExpired) return DomainError.unauthenticated('The token has expired. Sign in again.');
  if (error instanceof errors.JWKSTimeout) return DomainError.unavailable(KEYS_RETRY_SECONDS, error);
  // An answer of the key server that is no key set, as jose reports it.
  const isBadAnswer = error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC';
  if (isBadAnswer || error instanceof errors.JWKSInvalid) return DomainError.unavailable(KEYS_RETRY_SECONDS, error);
  if (error instanceof errors.JOSEError) return DomainError.unauthenticated();
  // fetch reports an unreachable key server as a TypeError with a cause; a malformed token is a TypeError without one.
  const isUnreachable = error instanceof TypeError && error.cause !== undefined;
  return isUnreachable ? DomainError.unavailable(KEYS_RETRY_SECONDS, error) : DomainError.unauthenticated();
}
