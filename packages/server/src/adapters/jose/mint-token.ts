import { SignJWT } from 'jose';
import type { Clock } from '../../ports/runtime.ts';

export interface MintOptions {
  readonly secret: string;
  readonly userId: string;
  readonly ttlSeconds: number;
  readonly clock: Clock;
  readonly name?: string | undefined;
  readonly issuer?: string | null;
  readonly audience?: string | null;
  readonly storeId?: string | undefined;
}

/** A person's token as a host would make it (HS256): for development, the demo and tests. */
export async function mintToken(options: MintOptions): Promise<{ token: string; expiresAt: string }> {
  const issuedAt = Math.floor(options.clock.now() / 1000);
  const expiresAt = issuedAt + options.ttlSeconds;
  const claims = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.storeId === undefined ? {} : { store_id: options.storeId }),
  };
  const jwt = new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(options.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt);
  if (options.issuer) jwt.setIssuer(options.issuer);
  if (options.audience) jwt.setAudience(options.audience);
  const token = await jwt.sign(new TextEncoder().encode(options.secret));
  return { token, expiresAt: new Date(expiresAt * 1000).toISOString() };
}
