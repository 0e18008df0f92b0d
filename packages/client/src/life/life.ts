import type { Parts } from '../parts.ts';
import { deleteMessage } from './delete-message.ts';
import { editMessage } from './edit-message.ts';
import type { FetchedConversations, FetchedMessages } from './fetched-api.ts';
import { forward } from './forward.ts';
import { createGroups } from './groups.ts';
import { createLifeCall } from './life-calls.ts';
import type { LifeParts } from './life-parts.ts';
import { patchConversation } from './patch-conversation.ts';
import { react, takeAnswer } from './react.ts';
import { removeConversation } from './remove-conversation.ts';
import { createScheduled } from './scheduled.ts';
import { star } from './star.ts';
import { vote } from './vote.ts';
import { Wishes } from './wishes.ts';

/** What can be done with messages after they were sent, and with conversations now and then: fetched by need (`fetched.ts`). */
export function createLife(given: Parts) {
  const { store, overlays, rest, gaps } = given;
  const call = createLifeCall(rest);
  const wishes = new Wishes({ store, overlays, refresh: (id) => gaps.refresh(id) });
  const parts: LifeParts = { ...given, call, wishes, ownEdits: new Map(), unanswered: new Map() };
  const messages: FetchedMessages = {
    delete: (id, messageId, how) => deleteMessage(parts, id, messageId, how),
    edit: (id, messageId, edit) => editMessage(parts, id, messageId, edit),
    versions: (id, messageId) => call('getHistory', { params: { id, messageId } }),
    react: (id, messageId, emoji, isOn) => react(parts, id, messageId, emoji, isOn),
    reactions: (id, messageId) => call('listReactions', { params: { id, messageId } }),
    star: (id, messageId, isOn) => star(parts, id, messageId, isOn),
    starred: (query = {}) => call('listStarred', { query }),
    forward: (id, messageId, conversationIds) => forward(parts, id, messageId, conversationIds),
    vote: (id, messageId, optionIds) => vote(parts, id, messageId, optionIds),
    votes: (id, messageId) => call('listVotes', { params: { id, messageId } }),
    closePoll: async (id, messageId) => takeAnswer(parts, await call('closePoll', { params: { id, messageId } })),
    locate: async (id, at) => (await call('locate', { params: { id }, query: { at } })).seq,
    receipts: (id, messageId) => rest.call('getReceipts', { params: { id, messageId } }),
    report: (id, messageId, body) => rest.call('reportMessage', { params: { id, messageId }, body }),
  };
  const conversations: FetchedConversations = {
    patch: (id, patch) => patchConversation(parts, id, patch),
    remove: (id, how) => removeConversation(parts, id, how),
    async setDisappearing(id, seconds) {
      const askedAt = store.own.ask();
      const conversation = await call('putDisappearing', { params: { id }, body: { seconds } });
      gaps.take([conversation], askedAt);
      return store.shown(id)?.conversation ?? conversation;
    },
    async participants(id) {
      const { items } = await call('listParticipants', { params: { id }, query: {} });
      store.addPeople(
        items.map(({ userId, displayName, avatarUrl, office = null }) => ({ userId, displayName, avatarUrl, office })),
      );
      return items;
    },
  };
  return { messages, conversations, scheduled: createScheduled(parts), groups: createGroups(parts) };
}
