import type { ConnectionState, Live, NatterClient, ThreadView } from '@natter/client';
import type {
  Conversation,
  Me,
  Message,
  MessageId,
  Person,
  PublicConfig,
  ReportBody,
  UnreadTotals,
} from '@natter/protocol';
import { OPENING_THREAD } from '@natter/react';

/** A `Live` that a test can set. */
export function liveOf<Value>(initial: Value): Live<Value> & { set(value: Value): void } {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => value,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      value = next;
      for (const listener of [...listeners]) listener();
    },
  };
}

export const ME: Person = { userId: 'u-me', displayName: 'Maya', avatarUrl: null };
export const PEER: Person = { userId: 'u-peer', displayName: 'Jonas', avatarUrl: null };
export const CONVERSATION_ID = '01900001-0000-7000-8000-000000000000';
export const NOW = Date.parse('2026-05-14T15:42:00Z');

/** The signed-in person, a member who may do everything a member may. */
export function meOf(change: Partial<Me> = {}): Me {
  return {
    ...ME,
    tier: 'privileged',
    roles: ['member'],
    settings: { readReceipts: true, typingIndicators: true, presence: true },
    can: { start: true, moderate: false },
    suspendedUntil: null,
    ...change,
  };
}

/** A deployment with everything switched on. */
export function configOf(change: Partial<PublicConfig> = {}): PublicConfig {
  return {
    protocolVersion: 1,
    oldestProtocolVersion: 1,
    version: '0.1.0',
    edition: 'bookstore',
    tenant: { id: 'test', name: 'Test' },
    features: {
      presence: true,
      typing: true,
      receipts: true,
      blocking: true,
      reporting: true,
      word_filter: true,
      deletion: true,
      editing: true,
      reactions: true,
      forwarding: true,
      starring: true,
      polls: true,
      scheduling: true,
      disappearing: true,
      archive: true,
      formatting: true,
      groups: true,
    },
    limits: { messageLength: 1000, messagesPage: 50, conversationsPage: 20, sendsPerMinute: 60, sendsBurst: 120 },
    messagingEnabled: true,
    realtimeEnabled: true,
    demo: false,
    serverTime: new Date(NOW).toISOString(),
    ...change,
  };
}

/** A message of the test's conversation. */
export function messageOf(seq: number, change: Partial<Message> = {}): Message {
  const tail = seq.toString(16).padStart(12, '0');
  return {
    id: `01900001-0000-7000-8000-${tail}`,
    conversationId: CONVERSATION_ID,
    seq,
    changeSeq: seq,
    version: 1,
    clientId: `01900001-0000-7000-9000-${tail}`,
    senderId: PEER.userId,
    type: 'text',
    content: `Message ${seq}`,
    metadata: null,
    mentions: [],
    attachments: [],
    replyTo: null,
    reactions: [],
    createdAt: new Date(NOW - (100 - seq) * 1_000).toISOString(),
    editedAt: null,
    deletedAt: null,
    expiresAt: null,
    ...change,
  };
}

/** The test's conversation, between `ME` and `PEER`. */
export function conversationOf(change: Partial<Conversation> = {}): Conversation {
  const member = (person: Person) => ({
    ...person,
    role: 'member' as const,
    joinedAt: '2026-01-01T00:00:00.000Z',
    deliveredSeq: null,
    readSeq: null,
  });
  return {
    id: CONVERSATION_ID,
    type: 'direct',
    name: null,
    participants: [member(ME), member(PEER)],
    participantCount: 2,
    othersDeliveredSeq: null,
    othersReadSeq: null,
    lastMessage: null,
    lastSeq: 0,
    changeSeq: 0,
    historyFrom: 1,
    readSeq: 0,
    deliveredSeq: 0,
    unreadCount: 0,
    isPinned: false,
    isArchived: false,
    mutedUntil: null,
    markedUnread: false,
    draft: null,
    request: null,
    listing: null,
    can: { send: true, invite: false },
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-05-14T12:00:00.000Z',
    ...change,
  };
}

/** Everything a component asked of the client, in order. */
export interface StubCalls {
  readonly drafts: [key: string, content: string][];
  readonly sent: [conversationId: string, content: string][];
  readonly retried: string[];
  readonly discarded: string[];
  readonly deleted: [messageId: string, forWhom: string][];
  readonly reported: [messageId: string, report: ReportBody][];
  readonly blocked: string[];
  readonly unblocked: string[];
  /** What was done with messages after they were sent: the call and what it was given, the conversation left out. */
  readonly life: [call: string, ...given: unknown[]][];
}

const unused = (name: string) => async (): Promise<never> => {
  throw new Error(`The test did not expect ${name} to be called.`);
};

/** A client that answers what the test sets and remembers what it was asked. */
export function stubClient(view: Partial<ThreadView> = {}) {
  const calls: StubCalls = {
    drafts: [],
    sent: [],
    retried: [],
    discarded: [],
    deleted: [],
    reported: [],
    blocked: [],
    unblocked: [],
    life: [],
  };
  const thread = liveOf<ThreadView>({ ...OPENING_THREAD, loading: 'none', ...view });
  const connection = liveOf<ConnectionState>({ state: 'live' });
  const outbox = liveOf({ queued: 0, failed: 0 });
  const blocks = liveOf<readonly Person[] | null>(null);
  const myself = liveOf<Me | null>(null);
  const nothing = async () => undefined;
  let answered: MessageId | null = null;
  const send: NatterClient['sendMessage'] = async (conversationId, { content }) => {
    calls.sent.push([conversationId, content]);
    return { clientId: '01900001-0000-7000-9000-00000000ffff', committed: Promise.resolve(messageOf(99, { content })) };
  };
  const did =
    <Given extends unknown[], Value>(call: string, value: Value) =>
    async (_conversationId: string, ...given: Given): Promise<Value> => {
      calls.life.push([call, ...given]);
      return value;
    };
  const client: NatterClient = {
    userId: ME.userId,
    connection,
    unread: liveOf<UnreadTotals>({ messages: 0, conversations: 0, requests: 0, validUntil: null }),
    outbox,
    conversations: {
      open: () => ({
        ...liveOf({ items: [], hasMore: false, loading: false, error: null }),
        loadMore: nothing,
        close: () => undefined,
      }),
      start: unused('conversations.start'),
      get: unused('conversations.get'),
      patch: unused('conversations.patch'),
      remove: unused('conversations.remove'),
      setDisappearing: async (_id, seconds) => {
        calls.life.push(['setDisappearing', seconds]);
        return conversationOf({ disappearAfter: seconds });
      },
      participants: unused('conversations.participants'),
    },
    messages: {
      open: () => ({
        ...thread,
        loadBefore: nothing,
        loadAfter: nothing,
        jumpTo: nothing,
        markRead: () => undefined,
        close: () => undefined,
      }),
      send,
      retry: async (clientId) => {
        calls.retried.push(clientId);
      },
      discard: async (clientId) => {
        calls.discarded.push(clientId);
        return true;
      },
      receipts: unused('messages.receipts'),
      delete: async (_conversationId, messageId, { for: forWhom = 'me' } = {}) => {
        calls.deleted.push([messageId, forWhom]);
        return true;
      },
      report: async (_conversationId, messageId, report) => {
        calls.reported.push([messageId, report]);
      },
      edit: did('edit', messageOf(1)),
      versions: did('versions', { items: [] }),
      react: did('react', messageOf(1)),
      reactions: did('reactions', { items: [], people: [] }),
      star: did('star', undefined),
      starred: async (query) => {
        calls.life.push(['starred', query]);
        return { items: [], people: [], nextCursor: null };
      },
      forward: did('forward', { messages: [], refused: [] }),
      vote: did('vote', messageOf(1)),
      votes: did('votes', { items: [], people: [] }),
      closePoll: did('closePoll', messageOf(1)),
      locate: did('locate', null),
    },
    scheduled: {
      list: async () => [],
      create: unused('scheduled.create'),
      change: unused('scheduled.change'),
      cancel: unused('scheduled.cancel'),
      sendNow: unused('scheduled.sendNow'),
    },
    groups: {
      create: unused('groups.create'),
      add: unused('groups.add'),
      remove: unused('groups.remove'),
      leave: unused('groups.leave'),
      setRole: unused('groups.setRole'),
      change: unused('groups.change'),
    },
    drafts: {
      get: async () => '',
      replyTo: () => answered,
      set: (key, content, { replyToId = answered } = {}) => {
        answered = content === '' ? null : replyToId;
        calls.drafts.push([key, content]);
      },
      watch: () => liveOf({ content: '', replyToId: null }),
      flush: nothing,
    },
    people: { search: async () => ({ items: [PEER], nextCursor: null }) },
    presence: { watch: () => ({ ...liveOf(new Map()), close: () => undefined }) },
    typing: { start: () => undefined, stop: () => undefined },
    settings: { get: unused('settings.get'), put: unused('settings.put') },
    blocks: {
      people: blocks,
      list: async () => blocks.getSnapshot() ?? [],
      put: async (userId) => {
        calls.blocked.push(userId);
      },
      delete: async (userId) => {
        calls.unblocked.push(userId);
        blocks.set((blocks.getSnapshot() ?? []).filter((each) => each.userId !== userId));
      },
    },
    myself,
    config: unused('config'),
    me: unused('me'),
    serverNow: () => NOW,
    onNotice: () => () => undefined,
    start: nothing,
    reconnect: () => undefined,
    close: nothing,
    signOut: nothing,
    startConversation: unused('startConversation'),
    sendMessage: send,
    getUserConversations: async () => ({ items: [], nextCursor: null }),
    getConversationMessages: unused('getConversationMessages'),
  };
  return { client, calls, thread, connection, outbox, blocks, myself };
}
