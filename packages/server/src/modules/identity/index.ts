import type { UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { MeRow } from '../../ports/database.ts';
import type { TokenVerifier } from '../../ports/token-verifier.ts';
import { createAuthenticate, isHostKey } from './authenticate.ts';
import { createKnownPeople } from './known-people.ts';
import type { TokenIdentity } from './read-claims.ts';

export type { TokenIdentity } from './read-claims.ts';

/** Who calls: people by token, the host by key. */
export interface Identity {
  /** Errors: `unauthenticated`, `unavailable`. */
  checkToken(token: string): Promise<TokenIdentity>;
  /** The person behind a checked token; created on first sight. */
  personOf(identity: TokenIdentity): Promise<MeRow>;
  /** A person who was seen before. */
  whoIs(userId: UserId): Promise<MeRow>;
  /** Whether `whoIs` would answer from memory. */
  isKnown(userId: UserId): boolean;
  forget(userIds: readonly UserId[]): void;
  isHost(key: string): boolean;
}

export function createIdentity(platform: Platform, verifier: TokenVerifier): Identity {
  const { config, clock } = platform;
  const people = createKnownPeople(platform);
  return {
    checkToken: createAuthenticate({ verifier, clock, tenantId: config.tenant.id }),
    personOf: ({ userId, displayName, storeId }) => people.get(userId, { displayName, storeId }),
    whoIs: (userId) => people.get(userId, { displayName: null, storeId: null }),
    isKnown: (userId) => people.has(userId),
    forget: (userIds) => people.forget(userIds),
    isHost: (key) => isHostKey(key, config.apiKey),
  };
}
