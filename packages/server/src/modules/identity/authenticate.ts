import { createHash, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { DomainError } from '../../platform/domain-error.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { TokenVerifier } from '../../ports/token-verifier.ts';
import { readClaims, type TokenIdentity } from './read-claims.ts';

/** Verified tokens remembered at once. */
const MAX_TOKENS = 10_000;
/** A token beyond this is not looked at. */
const MAX_TOKEN_LENGTH = 16_384;

/** Checks a person's token; a good one is remembered by its hash until it ends. Errors: `unauthenticated`, `unavailable`. */
export function createAuthenticate(context: {
  verifier: TokenVerifier;
  clock: Clock;
  tenantId: string;
}): (token: string) => Promise<TokenIdentity> {
  const verified = new LRUCache<string, TokenIdentity>({ max: MAX_TOKENS });
  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw DomainError.unauthenticated();
    const hash = createHash('sha256').update(token).digest('base64');
    const now = context.clock.now();
    const held = verified.get(hash);
    if (held && held.expiresAt > now) return held;
    const identity = readClaims(await context.verifier.verify(token), { now, tenantId: context.tenantId });
    verified.set(hash, identity);
    return identity;
  };
}

/** Whether this is the host's key; takes as long for a wrong one as for the right one (AUTH-7). */
export function isHostKey(given: string, apiKey: string | null): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return apiKey !== null && timingSafeEqual(digest(given), digest(apiKey));
}
