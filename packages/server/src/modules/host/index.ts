import { codePointLength } from '@natter/model';
import { type HostUser, type HostUsersAnswer, LIMITS, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { tellAcquaintances } from './tell-acquaintances.ts';

export interface Host {
  /** Takes people as the host has them; all or none. Errors: `invalid`. */
  putUsers(users: readonly HostUser[]): Promise<HostUsersAnswer>;
}

export function createHost(platform: Platform, forget: (userIds: readonly UserId[]) => void): Host {
  return {
    putUsers: async (users) => {
      checkNames(users);
      const { upserted, affectedUserIds, unknownTiers } = await platform.database.upsertUsers(users);
      forget(users.map(({ id }) => id));
      // Not awaited: the host has its answer, and whoever is not told syncs within a minute.
      void tellAcquaintances(platform, affectedUserIds);
      return { upserted, unknownTiers: [...unknownTiers] };
    },
  };
}

function checkNames(users: readonly HostUser[]): void {
  const fields = users.flatMap(({ displayName }, index) =>
    displayName !== undefined && codePointLength(displayName) > LIMITS.displayNameLength
      ? [{ path: `users.${index}.displayName`, message: `must be at most ${LIMITS.displayNameLength}` }]
      : [],
  );
  if (fields.length > 0) throw new DomainError('invalid', { fields: fields.slice(0, 20) });
}
