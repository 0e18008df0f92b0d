import { UserId } from '@natter/protocol';
import { SignJWT } from 'jose';

export interface MintTokenOptions {
  /** The same as the server's `NATTER_JWT_SECRET`. */
  readonly secret: string;
  /** The host's own id of the person, as pushed with `upsertUsers`. */
  readonly userId: string;
  /** Shown until the host pushes another name. */
  readonly displayName?: string;
  /** How long the token lives, in seconds; an hour by default. Clients fetch a fresh one before it ends. */
  readonly lifetimeSeconds?: number;
  /** The store or tenant of this person; a server of another one refuses the token. */
  readonly tenantId?: string;
  readonly issuer?: string;
  readonly audience?: string;
  /** Epoch milliseconds; for tests. */
  readonly now?: number;
}

const HOUR = 3600;

/**
 * Signs one person in: a JWT (RFC 7519) by HS256 with the shared secret, to be handed to that person's client only. Mint it on
 * the host's server, behind the host's own sign-in.
 *
 * Errors: `TypeError` when the id has characters that Natter does not take (1–128 of `A–Z a–z 0–9 _ . : @ | + -`).
 */
export async function mintToken(options: MintTokenOptions): Promise<string> {
  if (!UserId.safeParse(options.userId).success) throw new TypeError(`not a user id: ${options.userId}`);
  const issuedAt = Math.floor((options.now ?? Date.now()) / 1000);
  const claims = {
    ...(options.displayName === undefined ? {} : { name: options.displayName }),
    ...(options.tenantId === undefined ? {} : { tenant: options.tenantId }),
  };
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(options.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (options.lifetimeSeconds ?? HOUR));
  if (options.issuer !== undefined) token.setIssuer(options.issuer);
  if (options.audience !== undefined) token.setAudience(options.audience);
  return await token.sign(new TextEncoder().encode(options.secret));
}
