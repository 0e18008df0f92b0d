import type { ConversationsApi, GroupsApi, MessagesApi, ScheduledApi } from '../api.ts';

/** What of the client's calls `life.ts` has. The names stand apart from it, for who has to know them before it is there. */
export const FETCHED = {
  messages: [
    ...(['delete', 'edit', 'versions', 'react', 'reactions', 'star', 'starred', 'forward'] as const),
    ...(['vote', 'votes', 'closePoll', 'locate', 'receipts', 'report'] as const),
  ],
  conversations: ['patch', 'remove', 'setDisappearing', 'participants'],
  scheduled: ['list', 'create', 'change', 'cancel', 'sendNow'],
  groups: ['create', 'add', 'remove', 'leave', 'setRole', 'change'],
} as const satisfies {
  messages: readonly (keyof MessagesApi)[];
  conversations: readonly (keyof ConversationsApi)[];
  scheduled: readonly (keyof ScheduledApi)[];
  groups: readonly (keyof GroupsApi)[];
};

export type FetchedMessages = Pick<MessagesApi, (typeof FETCHED.messages)[number]>;
export type FetchedConversations = Pick<ConversationsApi, (typeof FETCHED.conversations)[number]>;
