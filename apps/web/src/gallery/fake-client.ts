import type {
  ClientNotice,
  ConnectionState,
  DeleteOptions,
  Inbox,
  InboxItem,
  InboxView,
  NatterClient,
  PendingMessage,
} from '@natter/client';
import { compareConversations, unreadTotals } from '@natter/model';
import type {
  Conversation,
  ConversationFilter,
  ConversationId,
  Feature,
  Me,
  Message,
  Person,
  Presence,
  UserId,
} from '@natter/protocol';
import { fakeLife, freshPoll, refusal } from './fake-life.ts';
import { type Cell, createCell } from './fake-live.ts';
import { fakeScheduled } from './fake-scheduled.ts';
import { openFakeThread } from './fake-thread.ts';
import { type FakeConversation, fakeConversation, fakeMessage, fakeWorld } from './fake-world.ts';
import { DAY, GALLERY_NOW, ME, MINUTE, PEOPLE } from './world-data.ts';

const ONLINE: readonly UserId[] = ['u-jonas', 'u-amara', 'u-layla', 'u-priya'];

/** What the gallery can do to its world from outside, beside what a person does in it. */
export interface FakeControls {
  readonly client: NatterClient;
  readonly connection: Cell<ConnectionState>;
  /** A message of the other one arrives. */
  receive(id: ConversationId, content: string): void;
  readonly conversationIds: Readonly<Record<string, ConversationId>>;
}

const isShown = (conversation: Conversation, filter: ConversationFilter) => {
  if (filter === 'archived') return conversation.isArchived;
  if (filter === 'requests') return conversation.request === 'pending';
  if (conversation.isArchived) return false;
  return filter === 'all' || conversation.unreadCount > 0 || conversation.markedUnread;
};

type Defined<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

/** The fields that say something. */
function withoutUndefined<Value extends object>(value: Value): Partial<Defined<Value>> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<Defined<Value>>;
}

function itemOf(each: FakeConversation): InboxItem {
  return {
    conversation: each.conversation,
    lastPending: each.pending.at(-1) ?? null,
    draft: each.draft,
    typing: each.typing,
  };
}

/** What the gallery's person may do, and what its deployment has switched off. */
export interface FakeOptions {
  readonly mayStart?: boolean;
  readonly isSuspended?: boolean;
  readonly off?: readonly string[];
  /** The server answers nothing that is asked of a message. */
  readonly isAway?: boolean;
}

const noGroup = async (): Promise<never> => {
  throw refusal('not_allowed');
};
/** Nobody here makes or changes groups: the gallery shows them as they are. */
const NO_GROUPS: NatterClient['groups'] = {
  create: noGroup,
  add: noGroup,
  remove: noGroup,
  leave: noGroup,
  setRole: noGroup,
  change: noGroup,
};

/** A client without a server: a world in memory that answers at once. */
export function createFakeClient(options: FakeOptions = {}, world: FakeConversation[] = fakeWorld()): FakeControls {
  const { mayStart = true, isSuspended = false, off = [], isAway = false } = options;
  const isOn = (feature: Feature) => !off.includes(feature);
  const me: Me = {
    ...ME,
    tier: 'free',
    roles: ['member', 'manager'],
    settings: { readReceipts: true, typingIndicators: true, presence: true },
    can: { start: mayStart, moderate: true },
    suspendedUntil: isSuspended ? new Date(GALLERY_NOW + 6 * DAY).toISOString() : null,
  };
  if (isSuspended) {
    for (const each of world) {
      each.conversation = { ...each.conversation, can: { send: false, invite: false, whyNot: 'suspended' } };
    }
  }
  const blocked = createCell<readonly Person[]>([PEOPLE.oskar]);
  const changed = createCell(0);
  const bump = () => changed.set(changed.getSnapshot() + 1);
  const connection = createCell<ConnectionState>({ state: 'live' });
  const unread = createCell(
    unreadTotals(
      world.map((each) => each.conversation),
      GALLERY_NOW,
    ),
  );
  const listeners = new Set<(notice: ClientNotice) => void>();
  let now = GALLERY_NOW;
  const find = (id: ConversationId) => {
    const found = world.find((each) => each.conversation.id === id);
    if (found === undefined) throw Object.assign(new Error('not found'), { code: 'not_found' });
    return found;
  };
  const patch = (id: ConversationId, change: Partial<Conversation>) => {
    const found = find(id);
    found.conversation = { ...found.conversation, ...change };
    unread.set(
      unreadTotals(
        world.map((each) => each.conversation),
        now,
      ),
    );
    bump();
    return found.conversation;
  };
  const add = (id: ConversationId, from: UserId, content: string, change: Partial<Message> = {}) => {
    const found = find(id);
    now += MINUTE / 4;
    const space = Number.parseInt(id.slice(4, 8), 16);
    const message = { ...fakeMessage(space, found.conversation.lastSeq + 1, from, now, content), ...change };
    found.messages = [...found.messages, message];
    const isMine = from === ME.userId;
    patch(id, {
      lastMessage: message,
      lastSeq: message.seq,
      changeSeq: message.seq,
      unreadCount: isMine ? 0 : found.conversation.unreadCount + 1,
    });
    return message;
  };

  const openInbox = (query: { filter: ConversationFilter; q?: string }): Inbox => {
    const compute = (): InboxView => {
      const q = query.q?.toLocaleLowerCase() ?? '';
      const items = world
        .filter((each) => isShown(each.conversation, query.filter))
        .filter((each) => each.conversation.participants.some((one) => one.displayName.toLocaleLowerCase().includes(q)))
        .sort((a, b) => compareConversations(a.conversation, b.conversation));
      return { items: items.map(itemOf), hasMore: false, loading: false, error: null };
    };
    const view = createCell(compute());
    const stop = changed.subscribe(() => view.set(compute()));
    return { ...view, loadMore: async () => undefined, close: () => stop() };
  };

  const { setDisappearing, participants, ...lifeCalls } = fakeLife({
    find,
    all: () => world,
    changed: bump,
    send: (id, content, change) => add(id, ME.userId, content, change),
    isAway,
  });
  const client: NatterClient = {
    userId: ME.userId,
    connection,
    unread,
    outbox: createCell({ queued: 2, failed: 1 }),
    conversations: {
      open: openInbox,
      start: async (participantId) => {
        const known = world.find((each) => each.conversation.participants.some((one) => one.userId === participantId));
        if (known !== undefined) return known.conversation;
        const peer = Object.values(PEOPLE).find((each) => each.userId === participantId) ?? PEOPLE.sana;
        const made = fakeConversation(60 + world.length, peer, []);
        world.push(made);
        bump();
        return made.conversation;
      },
      get: async (id) => find(id).conversation,
      patch: async (id, { draft: _draft, ...change }) => patch(id, withoutUndefined(change)),
      remove: async (id, { signal } = {}) => {
        const found = find(id);
        world.splice(world.indexOf(found), 1);
        bump();
        signal?.addEventListener('abort', () => {
          world.push(found);
          bump();
        });
        return true;
      },
      setDisappearing,
      participants,
    },
    messages: {
      ...lifeCalls,
      open: (id) =>
        openFakeThread(world, id, changed, (seq) =>
          patch(id, { readSeq: seq, unreadCount: Math.max(0, find(id).conversation.lastSeq - seq) }),
        ),
      send: async (id, { content, poll }) => {
        const message = add(id, ME.userId, content, poll === undefined ? {} : freshPoll(poll));
        return { clientId: message.clientId ?? message.id, committed: Promise.resolve(message) };
      },
      retry: async (clientId) => {
        changePending(clientId, (pending) => ({ ...pending, state: 'queued', error: null }));
      },
      discard: async (clientId) => {
        changePending(clientId, () => null);
        return true;
      },
      receipts: async () => ({
        delivered: [{ userId: PEOPLE.jonas.userId, at: new Date(GALLERY_NOW - 30 * MINUTE).toISOString() }],
        read: [],
      }),
      delete: (id, messageId, how = {}) => deleteFake(id, messageId, how),
      report: async () => undefined,
    },
    drafts: {
      get: async (key) => world.find((each) => each.conversation.id === key)?.draft ?? '',
      replyTo: () => null,
      watch: (key) =>
        createCell({
          content: world.find((each) => each.conversation.id === key)?.draft ?? '',
          replyToId: null,
        }),
      set: (key, content) => {
        const found = world.find((each) => each.conversation.id === key);
        if (found === undefined) return;
        found.draft = content;
        bump();
      },
      flush: async () => undefined,
    },
    people: {
      search: async ({ q = '' }) => ({
        items: Object.values(PEOPLE).filter((each) =>
          each.displayName.toLocaleLowerCase().includes(q.toLocaleLowerCase()),
        ),
        nextCursor: null,
      }),
    },
    presence: {
      watch: (userIds) => {
        const known = userIds.map((userId): [UserId, Presence] => {
          const isOnline = ONLINE.includes(userId);
          return [
            userId,
            {
              userId,
              status: isOnline ? 'online' : 'offline',
              lastSeenAt: isOnline ? null : new Date(GALLERY_NOW - 47 * MINUTE).toISOString(),
            },
          ];
        });
        return { ...createCell<ReadonlyMap<UserId, Presence>>(new Map(known)), close: () => undefined };
      },
    },
    typing: { start: () => undefined, stop: () => undefined },
    blocks: {
      people: blocked,
      list: async () => blocked.getSnapshot(),
      put: async (userId) => setBlocked(userId, true),
      delete: async (userId) => setBlocked(userId, false),
    },
    scheduled: fakeScheduled(),
    groups: NO_GROUPS,
    myself: createCell<Me | null>(me),
    settings: {
      get: async () => ({ readReceipts: true, typingIndicators: true, presence: false }),
      put: async (change) => ({
        readReceipts: true,
        typingIndicators: true,
        presence: false,
        ...withoutUndefined(change),
      }),
    },
    config: async () => ({
      protocolVersion: 1,
      oldestProtocolVersion: 1,
      version: '0.1.0',
      edition: 'social',
      tenant: { id: 'gallery', name: 'Gallery' },
      features: {
        presence: isOn('presence'),
        typing: isOn('typing'),
        receipts: isOn('receipts'),
        blocking: isOn('blocking'),
        reporting: isOn('reporting'),
        word_filter: isOn('word_filter'),
        deletion: isOn('deletion'),
        editing: isOn('editing'),
        reactions: isOn('reactions'),
        forwarding: isOn('forwarding'),
        starring: isOn('starring'),
        polls: isOn('polls'),
        scheduling: isOn('scheduling'),
        disappearing: isOn('disappearing'),
        archive: isOn('archive'),
        formatting: isOn('formatting'),
        groups: isOn('groups'),
      },
      retention: { basis: 'sender', days: { free: 30, privileged: 180, privileged_plus: 365 } },
      limits: { messageLength: 1000, messagesPage: 50, conversationsPage: 20, sendsPerMinute: 60, sendsBurst: 120 },
      messagingEnabled: true,
      realtimeEnabled: true,
      demo: true,
      serverTime: new Date(GALLERY_NOW).toISOString(),
    }),
    me: async () => me,
    serverNow: () => now,
    onNotice: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: async () => undefined,
    reconnect: () => connection.set({ state: 'live' }),
    close: async () => undefined,
    signOut: async () => undefined,
    startConversation: (participantId) => client.conversations.start(participantId),
    sendMessage: (id, options) => client.messages.send(id, options),
    getUserConversations: async ({ filter = 'all', q = '', participantId } = {}) => ({
      items: world
        .map((each) => each.conversation)
        .filter((each) =>
          participantId === undefined
            ? isShown(each, filter) && each.participants.some((one) => one.displayName.includes(q))
            : each.participants.some((one) => one.userId === participantId),
        ),
      nextCursor: null,
    }),
    getConversationMessages: async (id) => {
      const items = find(id).messages.slice(-50);
      return {
        items,
        fromSeq: items[0]?.seq ?? 1,
        toSeq: items.at(-1)?.seq ?? 0,
        hasBefore: false,
        hasAfter: false,
        people: [],
      };
    },
  };

  function setBlocked(userId: UserId, isBlocked: boolean): void {
    const others = blocked.getSnapshot().filter((each) => each.userId !== userId);
    const person = Object.values(PEOPLE).find((each) => each.userId === userId);
    blocked.set(isBlocked && person !== undefined ? [...others, person] : others);
    for (const { conversation } of [...world]) {
      if (!conversation.participants.some((each) => each.userId === userId)) continue;
      const can = isBlocked
        ? { send: false, invite: false, whyNot: 'blocked' as const }
        : { send: true, invite: false };
      patch(conversation.id, { blocked: isBlocked, can });
    }
  }

  async function deleteFake(id: ConversationId, messageId: string, how: DeleteOptions): Promise<boolean> {
    const found = find(id);
    const before = found.messages;
    const show = (messages: Message[]) => {
      found.messages = messages;
      const last = messages.at(-1);
      if (last !== undefined) patch(id, { lastMessage: last });
    };
    const gone = { content: null, deletedAt: new Date(now).toISOString() };
    show(
      how.for === 'everyone'
        ? before.map((each) => (each.id === messageId ? { ...each, ...gone } : each))
        : before.filter((each) => each.id !== messageId),
    );
    if (how.signal === undefined) return true;
    how.signal.addEventListener('abort', () => show(before));
    return true;
  }

  function changePending(clientId: string, change: (pending: PendingMessage) => PendingMessage | null): void {
    for (const each of world) {
      each.pending = each.pending.flatMap((pending) =>
        pending.clientId === clientId ? (change(pending) ?? []) : pending,
      );
    }
    bump();
  }

  return {
    client,
    connection,
    receive: (id, content) => {
      const peer = find(id).conversation.participants.find((each) => each.userId !== ME.userId);
      const message = add(id, peer?.userId ?? 'u-nobody', content);
      for (const listener of listeners) {
        listener({ kind: 'message', message, conversation: find(id).conversation, mentionsMe: false });
      }
    },
    conversationIds: Object.fromEntries(
      world.map((each) => [
        each.conversation.participants.find((one) => one.userId !== ME.userId)?.userId ?? '',
        each.conversation.id,
      ]),
    ),
  };
}
