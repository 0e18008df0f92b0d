import type { ConversationStore } from '../store/conversation-store.ts';
import type { Rest } from '../transport/rest.ts';
import { createLifeCall } from './life-calls.ts';

const asking = new WeakMap<object, Set<string>>();

/**
 * Asks for everybody in a big group, of which a conversation carries some only: somebody wrote whose name is not known here. One question
 * at a time for each group. Errors: those of the call; the next message asks again.
 */
export async function nameMembers(
  { store, rest }: { store: ConversationStore; rest: Rest },
  id: string,
): Promise<void> {
  const open = asking.get(store) ?? new Set<string>();
  asking.set(store, open);
  if (open.has(id)) return;
  open.add(id);
  try {
    const { items } = await createLifeCall(rest)('listParticipants', { params: { id }, query: {} });
    store.addPeople(
      items.map(({ userId, displayName, avatarUrl, office = null }) => ({ userId, displayName, avatarUrl, office })),
    );
    store.turn(id);
  } finally {
    open.delete(id);
  }
}
