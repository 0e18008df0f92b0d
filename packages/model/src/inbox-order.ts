import type { Conversation } from '@natter/protocol';

/** When something last happened, for the order of the inbox: the last message's time, else when it began or changed. */
export function lastActivity(conversation: Conversation): string {
  return conversation.lastMessage?.createdAt ?? conversation.updatedAt;
}

/** Whether a person deleted all that there is of a conversation: no inbox shows it until something new is said. */
export function isCleared({ lastSeq, historyFrom }: Conversation): boolean {
  return lastSeq > 0 && historyFrom > lastSeq;
}

/** Order of the inbox: pinned first, then the latest activity, then the id, so that the order is total. */
export function compareConversations(a: Conversation, b: Conversation): number {
  if (a.isPinned !== b.isPinned) return a.isPinned ? -1 : 1;
  const byTime = compareInstants(lastActivity(b), lastActivity(a));
  if (byTime !== 0) return byTime;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

function compareInstants(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}
