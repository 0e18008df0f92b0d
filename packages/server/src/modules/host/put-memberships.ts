import type { HostMembershipsAnswer, UserId } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { applyChanges } from './apply-changes.ts';
import { findAcquaintances } from './find-acquaintances.ts';
import type { HostDeps, MembershipsCommand } from './host-deps.ts';

/** At most this many faults are listed; the first ones say enough. */
const MAX_FAULTS = 20;

export async function putMemberships(
  deps: HostDeps,
  { memberships, remove = [] }: MembershipsCommand,
): Promise<HostMembershipsAnswer> {
  const leaving = [...new Set(remove.map(({ userId }) => userId))];
  const before = await findAcquaintances(deps.platform, leaving);
  const done = await deps.platform.database.putMemberships({ put: memberships, remove });
  if (done.unknownPeople.length > 0) throw unknownPeople(memberships, new Set(done.unknownPeople));
  await applyChanges(deps, { given: done.affectedUserIds, affected: done.affectedUserIds, before });
  return { upserted: done.upserted, removed: done.removed };
}

/** Each place where somebody is named whom the host has not pushed yet. */
function unknownPeople(memberships: MembershipsCommand['memberships'], unknown: ReadonlySet<UserId>): DomainError {
  const fields = memberships.flatMap(({ userId }, index) =>
    unknown.has(userId)
      ? [{ path: `memberships.${index}.userId`, message: 'is not known here: push the person first' }]
      : [],
  );
  return new DomainError('invalid', { fields: fields.slice(0, MAX_FAULTS) });
}
