import type { HostMembership, HostMembershipsBody, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { MeRow } from '../../ports/database.ts';

export interface HostDeps {
  readonly platform: Platform;
  readonly forget: (userIds: readonly UserId[]) => void;
  readonly whoIs: (userId: UserId) => Promise<MeRow>;
}

export interface MembershipsCommand {
  readonly memberships: readonly HostMembership[];
  readonly remove?: HostMembershipsBody['remove'];
}
