import type { HostMembershipsAnswer, HostUser, HostUsersAnswer, UserId } from '@natter/protocol';
import { applyChanges } from './apply-changes.ts';
import type { HostDeps, MembershipsCommand } from './host-deps.ts';
import { putMemberships } from './put-memberships.ts';
import { putUsers } from './put-users.ts';

export interface Host {
  /** Takes people as the host has them; all or none. Errors: `invalid`. */
  putUsers(users: readonly HostUser[]): Promise<HostUsersAnswer>;
  /** Takes who belongs to which club; all or none. Errors: `invalid`, naming each person that is not known here. */
  putMemberships(command: MembershipsCommand): Promise<HostMembershipsAnswer>;
  /** Another process changed these people: they and those concerned are told, and who belongs no more is cut. */
  notice(userIds: readonly UserId[]): Promise<void>;
}

export function createHost(deps: HostDeps): Host {
  return {
    putUsers: (users) => putUsers(deps, users),
    putMemberships: (command) => putMemberships(deps, command),
    notice: (userIds) => applyChanges(deps, { given: userIds, affected: userIds, before: new Map() }),
  };
}
