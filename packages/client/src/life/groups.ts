import { type Conversation, GROUP_CALLS, type GroupCallName, type RestAnswer } from '@natter/protocol';
import type { GroupsApi } from '../api.ts';
import type { CallInput } from '../transport/rest.ts';
import type { LifeParts } from './life-parts.ts';

/** Groups and their members; `groups` of the client. Nothing is shown before the server has said yes: it decides for all of them. */
export function createGroups({ rest, store, gaps, sync, platform }: LifeParts): GroupsApi {
  const call = async <N extends GroupCallName>(name: N, input: CallInput<N>): Promise<RestAnswer<N>> =>
    (await rest.any(GROUP_CALLS[name], input)) as never;
  const take = async (answer: () => Promise<Conversation>): Promise<Conversation> => {
    const askedAt = store.own.ask();
    const conversation = await answer();
    gaps.take([conversation], askedAt);
    return store.shown(conversation.id)?.conversation ?? conversation;
  };
  return {
    create: ({ participantIds, clientId = platform.uuid(), ...group }) =>
      take(() =>
        rest.call('startConversation', {
          body: { type: 'group', clientId, participantIds: [...participantIds], ...group },
        }),
      ),
    add: (id, userIds) => take(() => call('addParticipants', { params: { id }, body: { userIds: [...userIds] } })),
    async remove(id, userId) {
      await call('removeParticipant', { params: { id, userId } });
      gaps.recheck(id);
    },
    async leave(id) {
      await call('leaveGroup', { params: { id } });
      store.update(id, () => null);
      await store.commit();
      sync.quietly();
    },
    setRole: (id, userId, role) => take(() => call('patchParticipant', { params: { id, userId }, body: { role } })),
    change: (id, changes) => take(() => rest.call('patchConversation', { params: { id }, body: { ...changes } })),
  };
}
