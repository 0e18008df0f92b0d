import type { ConversationId } from '@natter/protocol';
import type { MessageRow } from '../../ports/database.ts';

/** Messages by their conversation, each in the order given. */
export function groupByConversation(rows: readonly MessageRow[]): ReadonlyMap<ConversationId, readonly MessageRow[]> {
  const groups = new Map<ConversationId, MessageRow[]>();
  for (const row of rows) {
    const group = groups.get(row.conversationId);
    if (group) group.push(row);
    else groups.set(row.conversationId, [row]);
  }
  return groups;
}
