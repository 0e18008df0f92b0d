import { normaliseText } from '@natter/model';
import { LIMITS, UserId } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import type { VerifiedClaims } from '../../ports/token-verifier.ts';

/** Who a token speaks for, and until when, in epoch milliseconds. */
export interface TokenIdentity {
  readonly userId: UserId;
  readonly displayName: string | null;
  /** The store that the token names; null when it names none. */
  readonly storeId: string | null;
  readonly expiresAt: number;
}

/** A token that would live longer is a mistake of its maker, in seconds. */
const MAX_LIFETIME_SECONDS = 10 * 366 * 24 * 3600;

/** How far the host's clock may be off, in seconds. */
const SKEW_SECONDS = 60;

/** Reads the claims that mean something here. Errors: `unauthenticated`. */
export function readClaims(claims: VerifiedClaims, context: { now: number; tenantId: string }): TokenIdentity {
  const nowSeconds = context.now / 1000;
  const { exp, iat, sub, name } = claims;
  // AUTH-3: no grace at the end, and no end beyond reason.
  if (typeof exp !== 'number' || !(exp > nowSeconds)) {
    throw DomainError.unauthenticated('The token has expired. Sign in again.');
  }
  if (exp > nowSeconds + MAX_LIFETIME_SECONDS) throw DomainError.unauthenticated();
  // A token made in the future was made by a clock, or a person, not to be trusted.
  if (iat !== undefined && !(typeof iat === 'number' && iat <= nowSeconds + SKEW_SECONDS)) {
    throw DomainError.unauthenticated();
  }
  const stores = namedStores(claims);
  // AUTH-5: a store named by the token must be this one, wherever it is named.
  if (!stores.every((store) => store === context.tenantId)) throw DomainError.unauthenticated();
  const userId = UserId.safeParse(sub);
  if (!userId.success) throw DomainError.unauthenticated();
  const [store = null] = stores;
  return {
    userId: userId.data,
    displayName: readName(name),
    storeId: typeof store === 'string' ? store : null,
    expiresAt: Math.floor(exp * 1000),
  };
}

function namedStores(claims: VerifiedClaims): readonly unknown[] {
  const metadata = claims['app_metadata'];
  const places: readonly object[] = typeof metadata === 'object' && metadata !== null ? [claims, metadata] : [claims];
  return places.flatMap((place) =>
    ['store_id', 'tenant'].flatMap((claim) => {
      const named: unknown = Object.hasOwn(place, claim) ? Reflect.get(place, claim) : undefined;
      return named === undefined || named === null ? [] : [named];
    }),
  );
}

function readName(name: unknown): string | null {
  if (typeof name !== 'string' || name.length > 4 * LIMITS.displayNameLength || /\p{Surrogate}/u.test(name))
    return null;
  const text = [...normaliseText(name).replaceAll('\n', ' ').trim()].slice(0, LIMITS.displayNameLength).join('');
  return text === '' ? null : text;
}
