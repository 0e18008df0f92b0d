import * as z from 'zod/mini';
import { GroupRole } from './group.ts';
import { GROUP_CALLS } from './group-calls.ts';
import { ConversationId, UserId } from './ids.ts';
import { LIMITS } from './limits.ts';

const InConversation = z.object({ id: ConversationId });
const OfParticipant = z.object({ id: ConversationId, userId: UserId });

/** Whom to add. People who are members already stay as they are. */
export const AddParticipantsBody = z.object({
  userIds: z.array(UserId).check(z.minLength(1), z.maxLength(LIMITS.groupMembers - 1)),
});
export type AddParticipantsBody = z.input<typeof AddParticipantsBody>;

export const ParticipantPatch = z.object({ role: GroupRole });
export type ParticipantPatch = z.input<typeof ParticipantPatch>;

const { addParticipants, removeParticipant, patchParticipant, leaveGroup } = GROUP_CALLS;

/** The part of `REST` about groups. */
export const GROUP_ROUTES = {
  addParticipants: {
    ...addParticipants,
    summary: 'Add people to a group',
    params: InConversation,
    body: AddParticipantsBody,
  },
  removeParticipant: { ...removeParticipant, summary: 'Remove somebody from a group', params: OfParticipant },
  patchParticipant: {
    ...patchParticipant,
    summary: 'Make a member of a group its admin, or no longer',
    params: OfParticipant,
    body: ParticipantPatch,
  },
  leaveGroup: { ...leaveGroup, summary: 'Leave a group', params: InConversation },
} as const;
