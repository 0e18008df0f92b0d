import type { ConversationState } from '@natter/model';
import type { Conversation, ConversationPatch } from '@natter/protocol';
import type { LifeParts } from './life-parts.ts';

/** Changes my own settings of a conversation (spec LIST-3); `conversations.patch` of the client. */
export function patchConversation(parts: LifeParts, id: string, patch: ConversationPatch): Promise<Conversation> {
  const { draft, ...settings } = patch;
  if (draft !== undefined) parts.drafts.set(id, draft?.content ?? '', { replyToId: draft?.replyToId ?? null });
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  // What is not marked as unread has no place from which on it is.
  const more = settings.markedUnread === false ? { unreadFrom: null } : {};
  const fields = { ...Object.fromEntries(given), ...more };
  return parts.wishes.want({
    conversationId: id,
    about: `settings ${given.map(([key]) => key).sort()}`,
    show: (state: ConversationState) => ({ ...state, conversation: { ...state.conversation, ...fields } }),
    async tell() {
      // What was read before is told before, or it would take the mark back.
      if (settings.markedUnread === true) await parts.marks.readTold(id);
      return parts.patch(id, patch);
    },
  });
}
