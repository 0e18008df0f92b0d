import type { NodeCall, NodesBus } from '../ports/nodes.ts';
import type { Publisher } from '../ports/publisher.ts';

/** A publisher that tells the sockets of this node and, by the bus, those of the others. */
export function createSpreadPublisher(local: Publisher, bus: Pick<NodesBus, 'tell'>): Publisher {
  return {
    toPeople: (userIds, event, payload, except) => {
      // The connection left out is one of this node's.
      local.toPeople(userIds, event, payload, except);
      if (userIds.length > 0) bus.tell({ kind: 'toPeople', userIds, event, payload });
    },
    toPersonWatchers: (userId, payload) => {
      local.toPersonWatchers(userId, payload);
      bus.tell({ kind: 'toPersonWatchers', userId, payload });
    },
    toConversationWatchers: (conversationId, except, event, payload) => {
      local.toConversationWatchers(conversationId, except, event, payload);
      bus.tell({ kind: 'toConversationWatchers', conversationId, except, event, payload });
    },
    endPresenceWatches: (userId) => {
      local.endPresenceWatches(userId);
      bus.tell({ kind: 'endPresenceWatches', userId });
    },
    endPresenceBetween: (one, other) => {
      local.endPresenceBetween(one, other);
      bus.tell({ kind: 'endPresenceBetween', one, other });
    },
    resumePresence: (watcher, payload) => {
      local.resumePresence(watcher, payload);
      bus.tell({ kind: 'resumePresence', watcher, payload });
    },
    disconnect: (userIds, reason) => {
      local.disconnect(userIds, reason);
      if (userIds.length > 0) bus.tell({ kind: 'disconnect', userIds, reason });
    },
    connectedAmong: (userIds) => local.connectedAmong(userIds),
  };
}

type Repeat = { readonly [K in NodeCall['kind']]: (local: Publisher, call: Extract<NodeCall, { kind: K }>) => void };

const REPEAT: Repeat = {
  toPeople: (local, { userIds, event, payload }) => local.toPeople(userIds, event, payload),
  toPersonWatchers: (local, { userId, payload }) => local.toPersonWatchers(userId, payload),
  toConversationWatchers: (local, { conversationId, except, event, payload }) =>
    local.toConversationWatchers(conversationId, except, event, payload),
  endPresenceWatches: (local, { userId }) => local.endPresenceWatches(userId),
  endPresenceBetween: (local, { one, other }) => local.endPresenceBetween(one, other),
  resumePresence: (local, { watcher, payload }) => local.resumePresence(watcher, payload),
  disconnect: (local, { userIds, reason }) => local.disconnect(userIds, reason),
};

/** Does here what another node did there; `local` must not tell the bus, or it would go round for ever. */
export function repeatHere<K extends NodeCall['kind']>(local: Publisher, call: Extract<NodeCall, { kind: K }>): void {
  (REPEAT[call.kind as K] as Repeat[K])(local, call);
}
