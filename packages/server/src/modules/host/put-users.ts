import { codePointLength } from '@natter/model';
import { type HostUser, type HostUsersAnswer, LIMITS } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { applyChanges } from './apply-changes.ts';
import { findAcquaintances } from './find-acquaintances.ts';
import type { HostDeps } from './host-deps.ts';

export async function putUsers(deps: HostDeps, users: readonly HostUser[]): Promise<HostUsersAnswer> {
  checkNames(users);
  const { database, edition } = deps.platform;
  // An office can be what makes somebody belong, and it can be taken away.
  const mayLeave = edition.requiresMembership ? users.filter(({ roles }) => roles !== undefined) : [];
  const before = await findAcquaintances(
    deps.platform,
    mayLeave.map(({ id }) => id),
  );
  const { upserted, affectedUserIds, unknownTiers } = await database.upsertUsers(users);
  await applyChanges(deps, { given: users.map(({ id }) => id), affected: affectedUserIds, before });
  return { upserted, unknownTiers: [...unknownTiers] };
}

function checkNames(users: readonly HostUser[]): void {
  const fields = users.flatMap(({ displayName }, index) =>
    displayName !== undefined && codePointLength(displayName) > LIMITS.displayNameLength
      ? [{ path: `users.${index}.displayName`, message: `must be at most ${LIMITS.displayNameLength}` }]
      : [],
  );
  if (fields.length > 0) throw new DomainError('invalid', { fields: fields.slice(0, 20) });
}
