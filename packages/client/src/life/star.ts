import type { ConversationState } from '@natter/model';
import { findMessage } from './find-message.ts';
import type { LifeParts } from './life-parts.ts';

/** Stars a message or takes the star back; `messages.star` of the client. */
export function star(parts: LifeParts, conversationId: string, id: string, isOn: boolean): Promise<void> {
  const { store, sync, call, wishes } = parts;
  const known = findMessage(store, conversationId, id);
  const messageId = known?.id ?? id;
  // Where it is not known here, the next sync tells of it.
  const seq = known?.seq ?? 0;
  const show = (state: ConversationState) => withStar(state, seq, isOn);
  return wishes.want({
    conversationId,
    about: `star ${messageId}`,
    show,
    async tell() {
      await call(isOn ? 'putStar' : 'deleteStar', { params: { id: conversationId, messageId } });
      // Stars come whole, with sync. Without one, this one is known all the same.
      await sync.now().catch(() => store.update(conversationId, (state) => state && show(state)));
      await store.commit();
    },
  });
}

function withStar(state: ConversationState, seq: number, isOn: boolean): ConversationState {
  if (seq < 1 || state.starred.has(seq) === isOn) return state;
  const starred = new Set(state.starred);
  if (isOn) starred.add(seq);
  else starred.delete(seq);
  return { ...state, starred };
}
