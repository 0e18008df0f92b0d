import * as z from 'zod/mini';
import { UserId } from './ids.ts';

/** Who may do something in a group: every member, or its admins alone. */
export const GroupAudience = z.enum(['everyone', 'admins']);
export type GroupAudience = z.infer<typeof GroupAudience>;

export const GroupRole = z.enum(['admin', 'member']);
export type GroupRole = z.infer<typeof GroupRole>;

/** What can happen to a group. A newer server may tell of more: what is not known is shown as a change like any other. */
export const GroupEvent = z.enum([
  'group_created',
  'members_added',
  'member_removed',
  'member_left',
  'role_changed',
  'group_renamed',
  'group_settings_changed',
]);
export type GroupEvent = z.infer<typeof GroupEvent>;

/**
 * What a system message about a group carries in `metadata`. `userId` did it; `userIds` are those it was done to: who was
 * added (at the beginning: beside whoever made the group), removed, or given `role`. `name`, `whoSends` and `whoAdds` are the
 * new ones.
 */
export const GroupChange = z.object({
  event: GroupEvent,
  userId: UserId,
  userIds: z.optional(z.array(UserId)),
  name: z.optional(z.string()),
  role: z.optional(GroupRole),
  whoSends: z.optional(GroupAudience),
  whoAdds: z.optional(GroupAudience),
});
export type GroupChange = z.infer<typeof GroupChange>;
