import { expire, expiryOf, NEVER } from '@natter/model';
import type { Conversation, ConversationPatch } from '@natter/protocol';
import { Asked } from './asked.ts';
import { createOutboxCount, createUnread } from './counts.ts';
import { Deployment } from './deployment.ts';
import { Drafts } from './drafts.ts';
import { Expiry } from './expiry.ts';
import type { ClientOptions } from './options.ts';
import { createSendEndings } from './outbox/end-sends.ts';
import { Flusher } from './outbox/flusher.ts';
import { Outbox } from './outbox/outbox.ts';
import { SendingTab } from './outbox/sending-tab.ts';
import { Overlays } from './overlays.ts';
import { PresenceWatch } from './presence.ts';
import { reactToEvent, reactToPage } from './react-to.ts';
import { withStanding } from './standing.ts';
import { deferredStorage } from './storage/deferred.ts';
import { OutboxRow, parseMessages, parseRows } from './storage/rows.ts';
import { ConversationStore } from './store/conversation-store.ts';
import { Gaps } from './sync/gaps.ts';
import { Marks } from './sync/marks.ts';
import { Notices } from './sync/notices.ts';
import { Sync } from './sync/sync.ts';
import { TabTalk } from './tabs/tab-talk.ts';
import { Connection } from './transport/connection.ts';
import { createRest } from './transport/rest.ts';
import { createServer } from './transport/server.ts';
import { createTokens } from './transport/tokens.ts';
import { Typing } from './typing.ts';
import { OpenViews } from './views/open-views.ts';

export type PartsOptions = Required<Omit<ClientOptions, 'userId'>> & Pick<ClientOptions, 'userId'>;
export type Parts = ReturnType<typeof createParts>;

/** All parts of the client, wired. What refers to a part that is made further down is called after all are there. */
export function createParts(
  options: PartsOptions,
  life: {
    /** Resolves when what was stored has been read. */
    readonly ready: Promise<void>;
    readonly isStarted: () => boolean;
    readonly onSignedOut: () => Promise<void>;
  },
) {
  const { platform, url } = options;
  const storage = deferredStorage();
  const views = new OpenViews();
  const store = new ConversationStore(options.userId ?? '', storage);
  const tokens = createTokens(options.getToken, platform);
  const rest = createRest({ url, fetch: options.fetch, tokens, platform });
  const deployment = new Deployment({ rest, storage, platform });
  const connection: Connection = new Connection({
    url,
    platform,
    tokens,
    openSocket: options.openSocket,
    catchUp: () => sync.now(),
    onEvent: (event) =>
      reactToEvent(event, { store, gaps, sync, marks, notices, typing, presence, endings, askAgain, nameMembers }),
  });
  const mayTry = () => life.isStarted() && connection.state.getSnapshot().state !== 'refused' && platform.isOnline();
  const server = createServer(rest, connection);
  const { quietly } = connection;
  const common = { store, storage, server, platform, quietly, serverNow: deployment.serverNow, mayTry };

  const gaps = new Gaps(common);
  const notices = new Notices(common);
  const typing = new Typing({ link: connection, platform, onChange: views.changed });
  const presence = new PresenceWatch(connection);
  const outboxChanged = () => {
    outboxCount.invalidate();
    views.changed(null);
  };
  const outbox: Outbox = new Outbox({ ...common, isMeasured: () => deployment.isMeasured, onChange: outboxChanged });
  const outboxCount = createOutboxCount(outbox);
  const patch = async (id: string, body: ConversationPatch): Promise<Conversation> => {
    const askedAt = store.own.ask();
    const conversation = await rest.call('patchConversation', { params: { id }, body });
    gaps.takeOwn(conversation, askedAt);
    return store.shown(id)?.conversation ?? conversation;
  };
  const draftChanged = (key: string, isStored: boolean) => {
    if (isStored) talk.post({ kind: 'draft', key });
    views.changed(key);
  };
  const drafts = new Drafts({ ...common, ready: life.ready, patch, onChange: draftChanged });
  const talk: TabTalk = new TabTalk({
    tabs: options.tabs,
    store,
    outbox,
    drafts,
    kick: () => flusher.kick(),
    onSignedOut: life.onSignedOut,
  });
  const { post } = talk;
  const marks = new Marks({ ...common, onRead: (id) => post({ kind: 'conversation', id }) });
  const endings = createSendEndings({ store, outbox, gaps, notices, post });
  const flusher: Flusher = new Flusher({ ...common, outbox, endings, askTime: () => deployment.ask() });
  const sending = new SendingTab({
    tabs: options.tabs,
    outbox,
    flusher,
    platform,
    isLive: () => connection.state.getSnapshot().state === 'live',
    tell: () => post({ kind: 'outbox' }),
  });
  const sync: Sync = new Sync({
    ...common,
    gaps,
    async onReset() {
      flusher.hold(true);
      // This device's clock may be years off. Without an answer it is all there is.
      await deployment.ask().catch(() => undefined);
      const { offerAgain } = await import('./outbox/offer-again.ts');
      const parseOutbox = (values: readonly unknown[]) => parseRows(OutboxRow, values);
      const nowMs = deployment.serverNow();
      const offer = await offerAgain({ store, storage, nowMs, expiryOf, parseMessages, parseOutbox });
      return async (tx) => {
        await offer(tx);
        await marks.forget(tx);
      };
    },
    onPage: (page, isFirstLoad) =>
      reactToPage(page, isFirstLoad, {
        marks,
        notices,
        endings,
        outbox,
        flusher,
        drafts,
        views,
        unread,
        expiry,
        blocks,
      }),
  });
  const unread = createUnread(store, sync, deployment.serverNow);

  const myself = new Asked(quietly, async () => {
    const me = await rest.call('getMe', {});
    await storage.write((tx) => tx.put('meta', 'me', me));
    return me;
  });
  const blocks = new Asked(quietly, async () => (await rest.call('listBlocks', {})).items);
  const askAgain = () => {
    myself.again();
    blocks.again();
  };
  const nameMembers = async (id: string) => {
    try {
      await (await import('./life/name-members.ts')).nameMembers({ store, rest }, id);
    } catch {
      // Without a network nobody can say: the next message asks again.
    }
  };
  const discard = async (clientId: string) => {
    const isGone = await outbox.discard(clientId);
    if (isGone) sending.queued(clientId);
    return isGone;
  };
  const overlays = new Overlays();
  const suspendedUntil = () => Date.parse(myself.live.getSnapshot()?.suspendedUntil ?? '') || 0;
  const alsoAt = () => (suspendedUntil() > expiry.nowMs ? suspendedUntil() : NEVER);
  const expiry: Expiry = new Expiry({ ...common, gaps, sync, deployment, alsoAt });
  store.lens = (state) =>
    withStanding(
      overlays.lens(expire(state, expiry.nowMs)),
      myself.live.getSnapshot(),
      suspendedUntil() > expiry.nowMs,
    );

  return {
    ...{ askAgain, blocks, connection, deployment, discard, drafts, endings, expiry, flusher, gaps, marks, mayTry },
    ...{ myself, notices, outbox, outboxCount, overlays, patch, platform },
    ...{ presence, rest, sending, server, storage, store, sync, talk, tokens, typing, unread, views },
  };
}
