import type { Conversation, ConversationId, GroupRole, UserId } from '@natter/protocol';
import type { MeRow } from '../../ports/database.ts';
import type { OfGroup } from '../../ports/group-database.ts';
import { addMembers } from './add-members.ts';
import { changeGroup } from './change-group.ts';
import { changeRole } from './change-role.ts';
import type { GroupPatch, GroupsDeps } from './groups-deps.ts';
import { leaveGroup } from './leave-group.ts';
import { removeMember } from './remove-member.ts';
import { type StartGroupCommand, startGroup } from './start-group.ts';

/**
 * Errors of all: `not_found` (also where groups are switched off, for who is not in it, and for people who cannot be brought in),
 * `not_allowed` for who may not, `forbidden` while suspended, `tier_required`.
 */
export interface Groups {
  /** Also: `invalid` for a name, `conflict` for too many people, `rate_limited`. */
  start(actor: MeRow, command: StartGroupCommand): Promise<{ conversation: Conversation; isNew: boolean }>;
  /** Also: `invalid` for a name. */
  change(userId: UserId, change: { conversationId: ConversationId; patch: GroupPatch }): Promise<Conversation>;
  /** Also: `conflict` for too many people. */
  add(userId: UserId, change: { conversationId: ConversationId; memberIds: readonly UserId[] }): Promise<Conversation>;
  /** Repeating it is harmless. Also: `conflict` for oneself. */
  remove(userId: UserId, change: { conversationId: ConversationId; memberId: UserId }): Promise<void>;
  /** Also: `conflict` for the last admin. */
  changeRole(
    userId: UserId,
    change: { conversationId: ConversationId; memberId: UserId; role: GroupRole },
  ): Promise<Conversation>;
  /** Repeating it is harmless. */
  leave(group: OfGroup): Promise<void>;
}

export function createGroups({ platform, onRemoved }: GroupsDeps): Groups {
  return {
    start: (actor, command) => startGroup(platform, actor, command),
    change: (userId, { conversationId, patch }) => changeGroup(platform, { userId, conversationId }, patch),
    add: (userId, { conversationId, memberIds }) => addMembers(platform, { userId, conversationId }, memberIds),
    remove: (userId, { conversationId, memberId }) =>
      removeMember({ platform, onRemoved }, { userId, conversationId }, memberId),
    changeRole: (userId, { conversationId, ...change }) => changeRole(platform, { userId, conversationId }, change),
    leave: (group) => leaveGroup({ platform, onRemoved }, group),
  };
}
