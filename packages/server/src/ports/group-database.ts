import type { ClientId, ConversationId, GroupAudience, GroupRole, UserId } from '@natter/protocol';
import type { MessageRow } from './rows.ts';

/** Why somebody may not change a group; the words of the functions of groups. */
export type GroupRefusal = 'not_found' | 'not_allowed' | 'suspended' | 'not_entitled';

/**
 * What became of a change. `changed`: a line of the thread for each thing that happened, and all members after it; `added`: who
 * is new among them.
 */
export type GroupOutcome<Refused extends string> =
  | {
      readonly outcome: 'changed';
      readonly lines: readonly MessageRow[];
      readonly recipients: readonly UserId[];
      readonly added: readonly UserId[];
    }
  | { readonly outcome: 'unchanged' | GroupRefusal | Refused };

/** A group and who acts on it. */
export interface OfGroup {
  readonly userId: UserId;
  readonly conversationId: ConversationId;
}

/** What all others of a group have reached, as some of its members see it; null: hidden. */
export interface GroupMarks {
  readonly othersDeliveredSeq: number | null;
  readonly othersReadSeq: number | null;
  readonly recipients: readonly UserId[];
}

/** Groups: all of it is refused as `not_found` where they are switched off. */
export interface GroupDatabase {
  /** `existing`: made before under this key. `not_found`: somebody cannot be brought in, and nothing was made. */
  startGroup(group: {
    readonly userId: UserId;
    readonly id: ConversationId;
    readonly clientId: ClientId;
    readonly name: string;
    readonly memberIds: readonly UserId[];
    readonly whoSends: GroupAudience;
    readonly whoAdds: GroupAudience;
    readonly newPerDay: number;
  }): Promise<
    | { outcome: 'created'; id: ConversationId; recipients: readonly UserId[] }
    | { outcome: 'existing'; id: ConversationId }
    | { outcome: 'not_found' | 'too_many' | 'tier_required' | 'suspended' }
    | { outcome: 'rate_limited'; retryAfterSeconds: number }
  >;
  /** Members already stay as they are. `not_found`: the group, or somebody who cannot be brought in, and then nobody is. */
  addMembers(change: OfGroup & { readonly memberIds: readonly UserId[] }): Promise<GroupOutcome<'too_many'>>;
  /** `unchanged`: not a member. `self`: one leaves by leaving. */
  removeMember(change: OfGroup & { readonly memberId: UserId }): Promise<GroupOutcome<'self'>>;
  /** `unchanged`: left before. With the last admin somebody else becomes one, with a line of its own. */
  leaveGroup(group: OfGroup): Promise<GroupOutcome<never>>;
  setMemberRole(
    change: OfGroup & { readonly memberId: UserId; readonly role: GroupRole },
  ): Promise<GroupOutcome<'last_admin'>>;
  /** Null: as it was. */
  patchGroup(
    change: OfGroup & {
      readonly name: string | null;
      readonly whoSends: GroupAudience | null;
      readonly whoAdds: GroupAudience | null;
    },
  ): Promise<GroupOutcome<never>>;
  /** As each of its members sees it: few different answers. Empty: this person is not in it. */
  readGroupMarks(group: OfGroup): Promise<readonly GroupMarks[]>;
}
