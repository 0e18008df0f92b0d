import type {
  HostMembership,
  HostMembershipsAnswer,
  HostMembershipsBody,
  HostUser,
  HostUsersAnswer,
  UserId,
} from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { MeRow } from '../../ports/database.ts';
import { putMemberships } from './put-memberships.ts';
import { putUsers } from './put-users.ts';

export interface MembershipsCommand {
  readonly memberships: readonly HostMembership[];
  readonly remove?: HostMembershipsBody['remove'];
}

export interface Host {
  /** Takes people as the host has them; all or none. Errors: `invalid`. */
  putUsers(users: readonly HostUser[]): Promise<HostUsersAnswer>;
  /** Takes who belongs to which club; all or none. Errors: `invalid`, naming each person that is not known here. */
  putMemberships(command: MembershipsCommand): Promise<HostMembershipsAnswer>;
}

export interface HostDeps {
  readonly platform: Platform;
  readonly forget: (userIds: readonly UserId[]) => void;
  readonly whoIs: (userId: UserId) => Promise<MeRow>;
}

export function createHost(deps: HostDeps): Host {
  return {
    putUsers: (users) => putUsers(deps, users),
    putMemberships: (command) => putMemberships(deps, command),
  };
}
