import type { InboxItem } from '@natter/client';
import type { ConversationFilter } from '@natter/protocol';
import { useConversations, useNatterClient } from '@natter/react';
import { isNoteToSelf } from '../base/names.ts';
import { useUi } from '../base/ui-context.ts';

/** What was found by a name, with the notes to oneself where that is what one types: their name is a word of ours. */
export function useFoundNotes(
  items: readonly InboxItem[],
  filter: ConversationFilter,
  q: string,
): readonly InboxItem[] {
  const { t } = useUi();
  const { userId } = useNatterClient();
  const isMeant = q !== '' && t('app.noteToSelf').toLocaleLowerCase().includes(q.toLocaleLowerCase());
  const { items: all } = useConversations(isMeant ? { filter } : null);
  const isNote = (item: InboxItem) => isNoteToSelf(item.conversation, userId);
  const notes = isMeant && !items.some(isNote) ? all.find(isNote) : undefined;
  return notes === undefined ? items : [notes, ...items];
}
