import type { Services } from '../services.ts';
import type { RestHandlers } from './rest-call.ts';

const ok = <B>(body: B): { status: 200; body: B } => ({ status: 200, body });
const created = <B>(body: B): { status: 201; body: B } => ({ status: 201, body });
const nothing = { status: 204, body: undefined } as const;

type GroupHandlers = Pick<
  RestHandlers,
  | 'startConversation'
  | 'patchConversation'
  | 'addParticipants'
  | 'removeParticipant'
  | 'patchParticipant'
  | 'leaveGroup'
>;

/** Calls about groups, and those that start or change a conversation of either kind. */
export function createGroupHandlers({
  groups,
  conversations,
}: Pick<Services, 'groups' | 'conversations'>): GroupHandlers {
  return {
    startConversation: async ({ me, body }) => {
      const { conversation, isNew } =
        body.type === 'group' ? await groups.start(me, body) : await conversations.start(me, body);
      return isNew ? created(conversation) : ok(conversation);
    },
    patchConversation: async ({ me, params, body }) => {
      const { name, whoSends, whoAdds, ...patch } = body;
      const isOfGroup = name !== undefined || whoSends !== undefined || whoAdds !== undefined;
      // What may be refused comes first: then nothing is changed.
      const changed =
        isOfGroup &&
        (await groups.change(me.userId, { conversationId: params.id, patch: { name, whoSends, whoAdds } }));
      if (changed && Object.keys(patch).length === 0) return ok(changed);
      return ok(await conversations.change(me.userId, { id: params.id, patch }));
    },
    addParticipants: async ({ me, params, body }) =>
      ok(await groups.add(me.userId, { conversationId: params.id, memberIds: body.userIds })),
    removeParticipant: async ({ me, params }) => {
      await groups.remove(me.userId, { conversationId: params.id, memberId: params.userId });
      return nothing;
    },
    patchParticipant: async ({ me, params, body }) =>
      ok(await groups.changeRole(me.userId, { conversationId: params.id, memberId: params.userId, role: body.role })),
    leaveGroup: async ({ me, params }) => {
      await groups.leave({ userId: me.userId, conversationId: params.id });
      return nothing;
    },
  };
}
