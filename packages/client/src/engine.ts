import { applyHistory, newConversationState, takeMessage, takeSnapshot, unreadTotals } from '@natter/model';
import {
  type Conversation,
  LIMITS,
  type Message,
  PublicConfig,
  type SyncAnswer,
  type UnreadTotals,
} from '@natter/protocol';
import * as z from 'zod/mini';
import { Drafts } from './drafts.ts';
import { isTransient, MessagingError } from './errors.ts';
import { createSource, derive } from './live.ts';
import type { ClientOptions } from './options.ts';
import { Flusher } from './outbox/flusher.ts';
import { Outbox } from './outbox/outbox.ts';
import { PresenceWatch } from './presence.ts';
import { deferredStorage } from './storage/deferred.ts';
import { type OutboxRow, parseMessages, parseRow } from './storage/rows.ts';
import { storeName } from './storage/storage.ts';
import { withFallback } from './storage/with-fallback.ts';
import { ConversationStore } from './store/conversation-store.ts';
import { Gaps } from './sync/gaps.ts';
import { Marks } from './sync/marks.ts';
import { Notices } from './sync/notices.ts';
import { receive } from './sync/receive.ts';
import { Sync } from './sync/sync.ts';
import { type Channel, TabMessage } from './tabs/tabs.ts';
import { Connection } from './transport/connection.ts';
import { createRest } from './transport/rest.ts';
import { createServer } from './transport/server.ts';
import { createTokens, subjectOf } from './transport/tokens.ts';
import { Typing } from './typing.ts';
import type { OpenInbox } from './views/inbox.ts';
import type { OpenThread } from './views/thread.ts';

/** Silence is checked so often: whatever was lost without a trace comes by then. */
const TICK_MS = 60_000;
/** Own sends of this age are offered again to a server that went back in time. */
const REOFFER_MS = 24 * 60 * 60_000;
/** Pages of history fetched per conversation so that what is unread counts as delivered. */
const BACKFILL_PAGES = 5;

type Parts = Required<Omit<ClientOptions, 'userId'>> & Pick<ClientOptions, 'userId'>;

/** All parts of the client, wired. It holds what no part owns: the order of starting and stopping, and who tells whom. */
export class Engine {
  readonly options: Parts;
  readonly disk = deferredStorage();
  readonly tokens;
  readonly rest;
  readonly server;
  readonly connection: Connection;
  readonly store: ConversationStore;
  readonly outbox: Outbox;
  readonly flusher: Flusher;
  readonly gaps: Gaps;
  readonly sync: Sync;
  readonly marks: Marks;
  readonly notices: Notices;
  readonly drafts: Drafts;
  readonly typing: Typing;
  readonly presence: PresenceWatch;
  readonly threads = new Set<OpenThread>();
  readonly inboxes = new Set<OpenInbox>();
  readonly config = createSource<PublicConfig | null>(null);
  readonly unread = derive<UnreadTotals>(() => this.countUnread());
  readonly outboxCount = derive(() => this.countOutbox());
  readonly ready: Promise<void>;
  private resolveReady: () => void = () => undefined;
  private channel: Channel | null = null;
  private starting: Promise<void> | null = null;
  private stopping: Promise<void> = Promise.resolve();
  private readonly ends: (() => void)[] = [];
  private clockOffsetMs = 0;

  constructor(options: Parts) {
    this.options = options;
    const { platform, url } = options;
    this.ready = new Promise((resolve) => {
      this.resolveReady = resolve;
    });
    this.tokens = createTokens(options.getToken);
    this.rest = createRest({ url, fetch: options.fetch, tokens: this.tokens, platform });
    this.store = new ConversationStore(options.userId ?? '', this.disk);
    this.connection = new Connection({
      url,
      platform,
      tokens: this.tokens,
      openSocket: options.openSocket,
      catchUp: () => this.sync.now(),
      onEvent: (event) => this.receive(event),
    });
    this.server = createServer(this.rest, this.connection);
    const parts = { store: this.store, storage: this.disk, server: this.server, platform, serverNow: this.serverNow };
    const mayTry = () => this.mayTry();
    this.outbox = new Outbox({ ...parts, onChange: () => this.outboxChanged() });
    this.gaps = new Gaps(parts);
    this.sync = new Sync({
      ...parts,
      gaps: this.gaps,
      onReset: () => this.saveOwnSends(),
      onPage: (page, isFirst) => this.pageStored(page, isFirst),
    });
    this.marks = new Marks({ ...parts, mayTry, onRead: (id) => this.channel?.post({ kind: 'conversation', id }) });
    this.notices = new Notices(parts);
    this.typing = new Typing({ link: this.connection, platform, onChange: (id) => this.viewsChanged(id) });
    this.presence = new PresenceWatch(this.connection);
    this.drafts = new Drafts({
      ...parts,
      mayTry,
      ready: this.ready,
      patch: (id, patch) => this.patch(id, patch),
      onChange: (key, isStored) => this.draftChanged(key, isStored),
    });
    this.flusher = new Flusher({
      ...parts,
      outbox: this.outbox,
      mayTry,
      onConfirmed: (row, message) => this.confirmed(row, message),
      onSuperfluous: (row) => this.removeEntry(row),
      onFailed: (row, error) => this.failed(row, error),
    });
  }

  /** The server's time, as far as this device knows it. */
  readonly serverNow = (): number => this.options.platform.now() + this.clockOffsetMs;

  get maxLength(): number {
    return this.config.getSnapshot()?.limits.messageLength ?? LIMITS.messageLengthMax;
  }

  start(): Promise<void> {
    this.starting ??= this.begin().catch((error: unknown) => {
      this.starting = null;
      throw error;
    });
    return this.starting;
  }

  private async begin(): Promise<void> {
    const { options, store, disk, outbox } = this;
    const { platform } = options;
    await this.stopping;
    this.notices.setStopped(false);
    if (store.userId === '') store.userId = options.userId ?? subjectOf(await this.tokens.get()) ?? '';
    if (store.userId === '') {
      throw new MessagingError({ origin: 'client', code: 'unauthenticated', detail: 'The token names no person.' });
    }
    const name = storeName(options.url, store.userId);
    disk.use(await withFallback(options.storage, name, () => this.notices.tell({ kind: 'storage-unavailable' })));
    await store.load();
    await Promise.all([outbox.reread(), this.marks.load(), this.drafts.load(), this.loadConfig()]);
    this.ends.push(store.subscribe((id) => this.storeChanged(id)));
    this.channel = options.tabs.openChannel(name, (message) => void this.tabSaid(message));
    this.ends.push(
      options.tabs.own(`${name}:outbox`, () => void this.becomeOwner()),
      this.connection.state.subscribe(() => this.connectionChanged()),
      platform.onWake((what) => {
        if (what === 'online' || what === 'offline') this.connection.setOnline(what === 'online');
        else if (what === 'visible' && this.connection.state.getSnapshot().state !== 'refused') this.lookNow();
        else if (what === 'hidden') void this.drafts.flush();
      }),
    );
    this.resolveReady();
    this.storeChanged(null);
    this.connection.start();
    this.scheduleTick();
    this.learnConfig();
  }

  /** Stops everything; what is queued is written first. Safe to call at any time, also twice. */
  stop(): Promise<void> {
    const running = this.starting;
    this.starting = null;
    if (running !== null) this.stopping = this.stopping.then(() => this.end(running));
    return this.stopping;
  }

  private async end(running: Promise<void>): Promise<void> {
    await running.catch(() => undefined);
    for (const end of this.ends.splice(0)) end();
    this.connection.stop();
    this.flusher.stop();
    this.marks.stop();
    this.gaps.stop();
    this.notices.setStopped(true);
    this.typing.close();
    await this.drafts.close();
    await this.store.commit();
    this.channel?.close();
    this.channel = null;
    await this.disk.close();
  }

  async wipe(): Promise<void> {
    if (!this.starting) await this.start();
    this.channel?.post({ kind: 'signed-out' });
    const storage = this.disk.current();
    await this.stop();
    await storage?.destroy();
    this.store.clear();
  }

  /** Somebody looks at us, or asks: sync now, or connect now. */
  lookNow(): void {
    if (this.connection.isUp) this.syncQuietly();
    else this.connection.reconnect();
  }

  mayTry(): boolean {
    return (
      this.starting !== null &&
      this.connection.state.getSnapshot().state !== 'refused' &&
      this.options.platform.isOnline()
    );
  }

  /** Takes conversations of an answer into the store. */
  take(conversations: readonly Conversation[]): void {
    for (const conversation of conversations) {
      this.store.update(conversation.id, (state) =>
        state ? takeSnapshot(state, conversation) : newConversationState(this.store.userId, conversation),
      );
      this.gaps.close(conversation.id).catch(() => {
        // Left behind, as the store knows; the next sync closes it.
      });
    }
  }

  async patch(id: string, patch: Parameters<Drafts['options']['patch']>[1]): Promise<Conversation> {
    const conversation = await this.rest.call('patchConversation', { params: { id }, body: patch });
    this.take([conversation]);
    return this.store.get(id)?.conversation ?? conversation;
  }

  /** A message was put into the queue, here or in another tab. */
  queued(): void {
    this.channel?.post({ kind: 'outbox' });
    this.flusher.kick();
  }

  private receive(event: Parameters<typeof receive>[0]): void {
    receive(event, {
      store: this.store,
      gaps: this.gaps,
      sync: () => this.syncQuietly(),
      onChanged: (id) => void this.store.commit().then(() => this.marks.stored(id)),
      onMessage: (message) => this.messageArrived(message),
      onTyping: (id, userId, isTyping) => {
        if (userId !== this.store.userId) this.typing.received(id, userId, isTyping);
      },
      onPresence: (presence) => this.presence.received(presence),
      onState: (id) => {
        this.gaps.refresh(id).catch(() => this.syncQuietly());
      },
    });
  }

  private messageArrived(message: Message): void {
    const { conversationId, senderId } = message;
    if (senderId !== null) this.typing.received(conversationId, senderId, false);
    if (senderId === this.store.userId) this.confirmIfOwn(message);
    else void this.store.commit().then(() => this.notices.arrived(message));
  }

  /** A message of ours that came otherwise than as the answer to its send. */
  private confirmIfOwn(message: Message): void {
    const row = message.clientId === null ? null : this.outbox.get(message.clientId);
    if (row && message.senderId === this.store.userId) void this.confirmed(row, message);
  }

  /** The message goes in and its entry goes out in one transaction (spec OUT-3). */
  private async confirmed(row: OutboxRow, message: Message): Promise<void> {
    const { store, outbox } = this;
    const id = row.conversationId;
    if (!store.get(id)) {
      await this.gaps.refresh(id).catch(() => {
        // Stored with the next sync, which brings the conversation and this message in it.
      });
    }
    store.update(id, (state) => state && takeMessage(state, message));
    this.gaps.receive(id, { event: 'message:new', message });
    const isLanding = (store.get(id)?.edgeSeq ?? message.seq) < message.seq;
    if (isLanding) outbox.land(row, message.seq);
    await store.commit((tx) => tx.delete('outbox', row.clientId));
    if (!isLanding) outbox.forget(row.clientId);
    outbox.settle(row.clientId, { message });
    this.channel?.post({ kind: 'settled', clientId: row.clientId, message, error: null });
  }

  private async removeEntry(row: OutboxRow): Promise<void> {
    await this.store.commit((tx) => tx.delete('outbox', row.clientId));
    this.outbox.forget(row.clientId);
    this.channel?.post({ kind: 'outbox' });
  }

  private failed(row: OutboxRow, error: MessagingError): void {
    this.outbox.settle(row.clientId, { error });
    this.channel?.post({ kind: 'settled', clientId: row.clientId, message: null, error: error.body });
    this.notices.tell({ kind: 'send-failed', pending: this.outbox.view(row) });
  }

  private pageStored(page: SyncAnswer, isFirstLoad: boolean): void {
    const ids = page.conversations.map(({ conversation }) => conversation.id);
    for (const { messages } of page.conversations) for (const message of messages) this.confirmIfOwn(message);
    for (const id of ids) this.marks.stored(id);
    if (isFirstLoad) void this.notices.silence(ids);
    else for (const id of ids) this.notices.caughtUp(id);
    if (page.reset) void this.outbox.reread().then(() => this.flusher.kick());
    this.drafts.migrate();
    this.unread.invalidate();
    // Also a page without anything in it is news: an inbox that is still empty is empty, and no longer loading.
    for (const inbox of this.inboxes) inbox.invalidate();
  }

  /** Own sends of the last day, for a server that may not know them any more (spec SYNC-4). */
  private async saveOwnSends() {
    const { store, outbox } = this;
    const since = this.serverNow() - REOFFER_MS;
    const own: Message[] = [];
    for (const { conversation } of store.all()) {
      const range = { conversationId: conversation.id, from: 0, to: Number.MAX_SAFE_INTEGER };
      for (const message of parseMessages(await this.disk.read((tx) => tx.messages(range)))) {
        const isOwn = message.senderId === store.userId && message.deletedAt === null && message.editedAt === null;
        if (isOwn && Date.parse(message.createdAt) > since) own.push(message);
      }
    }
    return (tx: Parameters<typeof outbox.reoffer>[0]) => outbox.reoffer(tx, own);
  }

  private async becomeOwner(): Promise<void> {
    await this.ready;
    await this.outbox.reread();
    this.flusher.setOwner(true);
  }

  private connectionChanged(): void {
    const { state } = this.connection.state.getSnapshot();
    if (state === 'catching-up') {
      this.typing.tellWatched();
      this.presence.tell();
      this.flusher.kick(true);
    } else if (state === 'live') {
      this.learnConfig();
      this.marks.retry();
      this.drafts.retry();
      this.flusher.kick();
      for (const thread of this.threads) thread.refresh();
      void this.backfill();
    } else {
      this.typing.clear();
      this.presence.clear();
    }
  }

  /** Fetches what is unread and not stored, so that it can be told as delivered. */
  private async backfill(): Promise<void> {
    for (const { conversation } of [...this.store.all()]) {
      for (let page = 0; page < BACKFILL_PAGES && this.connection.isUp; page++) {
        const from = this.marks.missingFrom(conversation.id);
        if (from === null) break;
        try {
          await this.fetchAfter(conversation.id, from - 1);
        } catch {
          // Tried again with the next connection.
          return;
        }
      }
      this.marks.stored(conversation.id);
    }
  }

  private async fetchAfter(id: string, after: number): Promise<void> {
    const query = { after, limit: LIMITS.pageMax };
    const page = await this.rest.call('listMessages', { params: { id }, query });
    this.store.update(id, (state) => state && applyHistory(state, page));
    await this.store.commit();
  }

  private syncQuietly(): void {
    this.sync.now().catch(() => {
      // The connection sees its own faults; the next tick, focus or connection syncs again.
    });
  }

  private scheduleTick(): void {
    const cancel = this.options.platform.setTimer(() => {
      if (this.mayTry()) {
        this.syncQuietly();
        this.marks.retry();
      }
      void this.outbox.reread().then(() => this.flusher.kick());
      this.scheduleTick();
    }, TICK_MS);
    this.ends.push(cancel);
  }

  private async loadConfig(): Promise<void> {
    const config = parseRow(PublicConfig, await this.disk.read((tx) => tx.get('meta', 'config')));
    if (config) this.config.set(config);
  }

  /** Limits and the server's clock; without them the widest limits hold and the server has the last word. */
  private learnConfig(): void {
    this.fetchConfig().catch(() => {
      // Asked again with the next connection.
    });
  }

  async fetchConfig(): Promise<PublicConfig> {
    const { platform } = this.options;
    const askedAt = platform.now();
    try {
      const config = await this.rest.call('getConfig', {});
      this.clockOffsetMs = Date.parse(config.serverTime) - (askedAt + platform.now()) / 2;
      this.config.set(config);
      await this.disk.write((tx) => tx.put('meta', 'config', config));
      return config;
    } catch (error) {
      const known = this.config.getSnapshot();
      if (known && isTransient(error)) return known;
      throw error;
    }
  }

  private async tabSaid(value: unknown): Promise<void> {
    const said = z.safeParse(TabMessage, value);
    if (!said.success) return;
    const message = said.data;
    switch (message.kind) {
      case 'conversation':
        return this.store.reread(message.id);
      case 'outbox':
        await this.outbox.reread();
        return this.flusher.kick();
      case 'settled':
        // First the message, then its entry goes: it is never nowhere.
        if (message.message) await this.store.reread(message.message.conversationId);
        await this.outbox.reread();
        if (message.message) this.outbox.settle(message.clientId, { message: message.message });
        else if (message.error)
          this.outbox.settle(message.clientId, { error: MessagingError.fromServer(message.error) });
        return;
      case 'draft':
        return this.drafts.reread(message.key);
      case 'signed-out':
        await this.stop();
        this.store.clear();
    }
  }

  private storeChanged(id: string | null): void {
    const state = id === null ? null : this.store.get(id);
    if (id !== null && state) this.outbox.landed(id, state.edgeSeq);
    this.viewsChanged(id);
    this.unread.invalidate();
  }

  private outboxChanged(): void {
    this.outboxCount.invalidate();
    this.viewsChanged(null);
  }

  private draftChanged(key: string, isStored: boolean): void {
    if (isStored) this.channel?.post({ kind: 'draft', key });
    this.viewsChanged(key);
  }

  private viewsChanged(id: string | null): void {
    for (const thread of this.threads) if (id === null || thread.id === id) thread.invalidate();
    for (const inbox of this.inboxes) inbox.invalidate();
  }

  private countUnread(): UnreadTotals {
    const { totals, isLoaded } = this.sync;
    if (!isLoaded && totals) return totals;
    return unreadTotals(
      [...this.store.all()].map(({ conversation }) => conversation),
      this.serverNow(),
    );
  }

  private countOutbox(): { readonly queued: number; readonly failed: number } {
    const rows = this.outbox.all();
    const failed = rows.filter((row) => row.state === 'failed').length;
    return { queued: rows.length - failed, failed };
  }
}
