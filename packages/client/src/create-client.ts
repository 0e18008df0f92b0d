import type { Conversation } from '@natter/protocol';
import * as z from 'zod/mini';
import type { BlocksApi, ConversationsApi, MessagesApi, NatterClient, PendingMessage } from './api.ts';
import { Engine } from './engine.ts';
import { fetchFailed, isTransient, MessagingError } from './errors.ts';
import { fetched } from './fetched.ts';
import { findConversations } from './find-conversations.ts';
import { FETCHED, type FetchedConversations, type FetchedMessages } from './life/fetched-api.ts';
import type { createLife } from './life/life.ts';
import type { ClientOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { systemPlatform } from './platform/platform.web.ts';
import { defaultStorage } from './storage/default.web.ts';
import { browserTabs } from './tabs/tabs.web.ts';
import { openSocketIo } from './transport/socket-io.web.ts';
import { OpenInbox } from './views/inbox.ts';
import { OpenThread } from './views/thread.ts';

/**
 * A client for one person on one device. Nothing happens before `start`.
 *
 * @example
 * const client = createNatterClient({ url: 'https://chat.example', getToken: () => fetchToken() });
 * await client.start();
 * const { committed } = await client.sendMessage(conversationId, { content: 'Hello' });
 */
export function createNatterClient(options: ClientOptions): NatterClient {
  // A strict CSP forbids the compiled validators, and trying them is reported as a violation.
  z.config({ jitless: true });
  const platform = options.platform ?? systemPlatform();
  const engine = new Engine({
    storage: defaultStorage,
    fetch: (url, init) => fetch(url, init),
    openSocket: openSocketIo,
    tabs: browserTabs(platform),
    ...options,
    url: options.url.replace(/\/+$/, ''),
    platform,
  });
  const { parts } = engine;
  const { rest } = parts;
  let made: ReturnType<typeof createLife> | null = null;
  const life = async () => {
    const { createLife } = await import('./life/life.ts').catch(fetchFailed);
    made ??= createLife(parts);
    return made;
  };
  const conversations: ConversationsApi = {
    ...createConversations(parts),
    ...fetched(async () => (await life()).conversations, FETCHED.conversations),
  };
  const messages: MessagesApi = {
    ...createMessages(parts, engine.ready),
    ...fetched(async () => (await life()).messages, FETCHED.messages),
  };
  return {
    get userId() {
      return parts.store.userId;
    },
    connection: parts.connection.state,
    unread: parts.unread,
    outbox: parts.outboxCount,
    conversations,
    messages,
    drafts: parts.drafts,
    people: { search: (query) => rest.call('listPeople', { query }) },
    presence: parts.presence,
    typing: parts.typing,
    settings: {
      get: () => rest.call('getSettings', {}),
      put: (body) => rest.call('putSettings', { body }),
    },
    blocks: createBlocks(parts),
    scheduled: fetched(async () => (await life()).scheduled, FETCHED.scheduled),
    groups: fetched(async () => (await life()).groups, FETCHED.groups),
    myself: parts.myself.live,
    config: () => parts.deployment.fetch(),
    me: () => parts.myself.fetch(),
    serverNow: parts.deployment.serverNow,
    onNotice: (listener) => parts.notices.subscribe(listener),
    start: () => engine.start(),
    reconnect: () => engine.lookNow(),
    close: () => engine.stop(),
    signOut: () => engine.wipe(),
    startConversation: conversations.start,
    sendMessage: messages.send,
    getUserConversations: (query = {}) => findConversations(parts, engine.ready, query),
    getConversationMessages: (id, query = {}) => rest.call('listMessages', { params: { id }, query }),
  };
}

function createConversations(parts: Parts): Omit<ConversationsApi, keyof FetchedConversations> {
  const { rest, store, gaps, drafts, typing, views } = parts;
  const stored = (id: string, fallback: Conversation) => store.shown(id)?.conversation ?? fallback;
  return {
    open(query) {
      const inbox: OpenInbox = new OpenInbox({
        query,
        store,
        rest,
        isLoaded: () => parts.sync.isLoaded,
        lastPending: (id) => lastPending(parts, id),
        draft: (id) => drafts.of(id),
        typing: (id) => typing.of(id),
        // Found by a name, they tell nothing new of what is my own in them.
        take: (found) => gaps.take(found, 0),
        onClose: (closed) => views.removeInbox(closed),
      });
      views.addInbox(inbox);
      return inbox;
    },
    async start(participantId) {
      const askedAt = store.own.ask();
      const conversation = await rest.call('startConversation', { body: { type: 'direct', participantId } });
      gaps.take([conversation], askedAt);
      drafts.migrate();
      return stored(conversation.id, conversation);
    },
    async get(id) {
      try {
        await gaps.refresh(id);
      } catch (error) {
        // Without a network what is stored is the best answer there is.
        if (!isTransient(error) || !store.get(id)) throw error;
      }
      const state = store.shown(id);
      if (!state) throw new MessagingError({ origin: 'server', code: 'not_found' });
      return state.conversation;
    },
  };
}

function createMessages(parts: Parts, ready: Promise<void>): Omit<MessagesApi, keyof FetchedMessages> {
  const { outbox, store, rest, typing, gaps, marks, views, sending, deployment } = parts;
  return {
    open(id) {
      const unwatch = typing.watch(id);
      const thread: OpenThread = new OpenThread({
        id,
        store,
        outbox,
        rest,
        ready,
        typing: (of) => typing.of(of),
        refresh: (of) => gaps.refresh(of),
        markRead: (of, seq) => marks.read(of, seq),
        onClose: (closed) => {
          unwatch();
          views.removeThread(closed);
        },
      });
      views.addThread(thread);
      return thread;
    },
    async send(conversationId, options) {
      const row = await outbox.add(conversationId, options, deployment.maxLength);
      const committed = outbox.committed(row.clientId);
      typing.stop(conversationId);
      views.follow(conversationId);
      sending.queued(row.clientId);
      return { clientId: row.clientId, committed };
    },
    async retry(clientId) {
      if (await outbox.retry(clientId)) sending.queued(clientId);
    },
    discard: parts.discard,
  };
}

function createBlocks({ rest, blocks, sync }: Parts): BlocksApi {
  const changed = async (call: Promise<undefined>) => {
    await call;
    sync.quietly();
    await blocks.fetch();
  };
  return {
    people: blocks.live,
    list: () => blocks.fetch(),
    put: (userId) => changed(rest.call('putBlock', { params: { userId } })),
    delete: (userId) => changed(rest.call('deleteBlock', { params: { userId } })),
  };
}

/** The newest own message on its way, unless the conversation already ends with it. */
function lastPending({ outbox, store }: Parts, id: string): PendingMessage | null {
  const last = outbox.pendingOf(id).at(-1) ?? null;
  return last && store.get(id)?.conversation.lastMessage?.clientId === last.clientId ? null : last;
}
