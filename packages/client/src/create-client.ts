import type { Conversation, ConversationPatch } from '@natter/protocol';
import * as z from 'zod/mini';
import type { ConversationsApi, MessagesApi, NatterClient, PendingMessage } from './api.ts';
import { Engine } from './engine.ts';
import { isTransient, MessagingError } from './errors.ts';
import type { ClientOptions } from './options.ts';
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
  const { rest } = engine;
  const conversations = createConversations(engine);
  const messages = createMessages(engine);
  return {
    get userId() {
      return engine.store.userId;
    },
    connection: engine.connection.state,
    unread: engine.unread,
    outbox: engine.outboxCount,
    conversations,
    messages,
    drafts: engine.drafts,
    people: { search: (query) => rest.call('listPeople', { query }) },
    presence: engine.presence,
    typing: engine.typing,
    settings: {
      get: () => rest.call('getSettings', {}),
      put: (body) => rest.call('putSettings', { body }),
    },
    config: () => engine.fetchConfig(),
    me: () => rest.call('getMe', {}),
    serverNow: engine.serverNow,
    onNotice: (listener) => engine.notices.subscribe(listener),
    start: () => engine.start(),
    reconnect: () => engine.lookNow(),
    close: () => engine.stop(),
    signOut: () => engine.wipe(),
    startConversation: conversations.start,
    sendMessage: messages.send,
    getUserConversations: (query = {}) => rest.call('listConversations', { query }),
    getConversationMessages: (id, query = {}) => rest.call('listMessages', { params: { id }, query }),
  };
}

function createConversations(engine: Engine): ConversationsApi {
  const { rest, store } = engine;
  const stored = (id: string, fallback: Conversation) => store.get(id)?.conversation ?? fallback;
  return {
    open(query) {
      const inbox: OpenInbox = new OpenInbox({
        query,
        store,
        rest,
        isLoaded: () => engine.sync.isLoaded,
        lastPending: (id) => lastPending(engine, id),
        draft: (id) => engine.drafts.of(id),
        typing: (id) => engine.typing.of(id),
        take: (found) => engine.take(found),
        onClose: (closed) => engine.inboxes.delete(closed),
      });
      engine.inboxes.add(inbox);
      return inbox;
    },
    async start(participantId) {
      const conversation = await rest.call('startConversation', { body: { type: 'direct', participantId } });
      engine.take([conversation]);
      engine.drafts.migrate();
      return stored(conversation.id, conversation);
    },
    async get(id) {
      try {
        await engine.gaps.refresh(id);
      } catch (error) {
        // Without a network what is stored is the best answer there is.
        if (!isTransient(error) || !store.get(id)) throw error;
      }
      const state = store.get(id);
      if (!state) throw new MessagingError({ origin: 'server', code: 'not_found' });
      return state.conversation;
    },
    patch: (id, patch) => patchOptimistically(engine, id, patch),
    async remove(id) {
      await rest.call('deleteConversation', { params: { id } });
      store.update(id, () => null);
      await store.commit();
    },
  };
}

function createMessages(engine: Engine): MessagesApi {
  const { outbox, store, rest } = engine;
  return {
    open(id) {
      const unwatch = engine.typing.watch(id);
      const thread: OpenThread = new OpenThread({
        id,
        store,
        outbox,
        rest,
        ready: engine.ready,
        typing: (of) => engine.typing.of(of),
        refresh: (of) => engine.gaps.refresh(of),
        markRead: (of, seq) => engine.marks.read(of, seq),
        onClose: (closed) => {
          unwatch();
          engine.threads.delete(closed);
        },
      });
      engine.threads.add(thread);
      return thread;
    },
    async send(conversationId, options) {
      const row = await outbox.add(conversationId, options, engine.maxLength);
      const committed = outbox.committed(row.clientId);
      engine.typing.stop(conversationId);
      for (const thread of engine.threads) if (thread.id === conversationId) thread.follow();
      engine.queued();
      return { clientId: row.clientId, committed };
    },
    async retry(clientId) {
      if (await outbox.retry(clientId)) engine.queued();
    },
    async discard(clientId) {
      const isGone = await outbox.discard(clientId);
      if (isGone) engine.queued();
      return isGone;
    },
    receipts: (id, messageId) => rest.call('getReceipts', { params: { id, messageId } }),
  };
}

/** The newest own message on its way, unless the conversation already ends with it. */
function lastPending(engine: Engine, id: string): PendingMessage | null {
  const last = engine.outbox.pendingOf(id).at(-1) ?? null;
  return last && engine.store.get(id)?.conversation.lastMessage?.clientId === last.clientId ? null : last;
}

async function patchOptimistically(engine: Engine, id: string, patch: ConversationPatch): Promise<Conversation> {
  const { store } = engine;
  const before = store.get(id)?.conversation;
  const { draft, ...settings } = patch;
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const set = (fields: object) =>
    store.update(id, (state) => state && { ...state, conversation: { ...state.conversation, ...fields } });
  if (draft !== undefined) engine.drafts.set(id, draft?.content ?? '');
  set(given);
  try {
    return await engine.patch(id, patch);
  } catch (error) {
    if (before) set(Object.fromEntries(Object.keys(given).map((key) => [key, Reflect.get(before, key)])));
    throw error;
  }
}
