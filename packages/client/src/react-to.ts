import type { Message, SyncAnswer } from '@natter/protocol';
import type { Asked } from './asked.ts';
import type { Deployment } from './deployment.ts';
import type { Drafts } from './drafts.ts';
import type { Expiry } from './expiry.ts';
import type { SendEndings } from './outbox/end-sends.ts';
import type { Flusher } from './outbox/flusher.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { PresenceWatch } from './presence.ts';
import type { ConversationStore } from './store/conversation-store.ts';
import type { Gaps } from './sync/gaps.ts';
import type { Marks } from './sync/marks.ts';
import type { Notices } from './sync/notices.ts';
import { receive } from './sync/receive.ts';
import type { Sync } from './sync/sync.ts';
import type { Connection } from './transport/connection.ts';
import type { LiveEvent } from './transport/socket.ts';
import type { Typing } from './typing.ts';
import type { OpenViews } from './views/open-views.ts';

/** A live event: into the store first, then to whom it concerns. */
export function reactToEvent(
  event: LiveEvent,
  parts: {
    readonly store: ConversationStore;
    readonly gaps: Gaps;
    readonly sync: Sync;
    readonly marks: Marks;
    readonly notices: Notices;
    readonly typing: Typing;
    readonly presence: PresenceWatch;
    readonly endings: SendEndings;
    /** What I may do, or whom I blocked, may have changed. */
    readonly askAgain: () => void;
    /** Somebody writes in a big group whose name is not known here. */
    readonly nameMembers: (id: string) => Promise<void>;
  },
): void {
  const { store, gaps, sync, marks, notices, typing, presence, endings, askAgain, nameMembers } = parts;
  const isUnnamed = (id: string, userId: string | null) => {
    const conversation = store.get(id)?.conversation;
    return userId !== null && conversation && !store.person(conversation, userId);
  };
  const onMessage = (message: Message) => {
    const { conversationId, senderId } = message;
    if (senderId !== null) typing.received(conversationId, senderId, false);
    if (senderId === store.userId) endings.arrived(message);
    // A notice says who wrote.
    else
      void Promise.all([store.commit(), isUnnamed(conversationId, senderId) && nameMembers(conversationId)]).then(() =>
        notices.arrived(message),
      );
  };
  receive(event, {
    store,
    gaps,
    sync: () => sync.quietly(),
    onChanged: (id) => void store.commit().then(() => marks.stored(id)),
    onMessage,
    onTyping: (id, userId, isTyping) => {
      if (userId === store.userId) return;
      typing.received(id, userId, isTyping);
      if (isTyping && isUnnamed(id, userId)) void nameMembers(id);
    },
    onPresence: (seen) => presence.received(seen),
    askAgain,
  });
}

/** A page of sync that is durable. */
export function reactToPage(
  page: SyncAnswer,
  isFirstLoad: boolean,
  parts: {
    readonly marks: Marks;
    readonly notices: Notices;
    readonly endings: SendEndings;
    readonly outbox: Outbox;
    readonly flusher: Flusher;
    readonly drafts: Drafts;
    readonly views: OpenViews;
    readonly unread: { invalidate(): void };
    readonly expiry: Expiry;
    readonly blocks: Asked<unknown>;
  },
): void {
  const { marks, notices, endings, outbox, flusher, drafts, views, unread, expiry, blocks } = parts;
  const ids = page.conversations.map(({ conversation }) => conversation.id);
  for (const { messages } of page.conversations) for (const message of messages) endings.arrived(message);
  for (const id of ids) marks.stored(id);
  if (isFirstLoad) void notices.silence(ids);
  else notices.caughtUp(ids);
  if (page.reset) void outbox.reread().then(() => flusher.hold(false));
  drafts.migrate();
  expiry.look(null);
  // What another of my devices did to a conversation may have been to block somebody in it.
  if (ids.length > 0) blocks.again();
  unread.invalidate();
  // Also a page without anything in it is news: an inbox that is still empty is empty, and no longer loading.
  views.changed(null);
}

/** The connection came, is caught up, or went. */
export function reactToConnection(
  state: 'offline' | 'connecting' | 'catching-up' | 'live' | 'refused',
  parts: {
    readonly connection: Connection;
    readonly deployment: Deployment;
    readonly marks: Marks;
    readonly flusher: Flusher;
    readonly drafts: Drafts;
    readonly typing: Typing;
    readonly presence: PresenceWatch;
    readonly views: OpenViews;
    readonly myself: Asked<unknown>;
    readonly blocks: Asked<unknown>;
  },
): void {
  const { connection, deployment, marks, flusher, drafts, typing, presence, views, myself, blocks } = parts;
  if (state === 'catching-up') {
    // A new connection knows nothing of what the last one was told.
    typing.tellWatched();
    presence.tell();
    flusher.kick(true);
  } else if (state === 'live') {
    connection.quietly(deployment, () => deployment.ask());
    connection.quietly(myself, () => myself.fetch());
    blocks.again();
    marks.retry();
    drafts.retry();
    flusher.kick();
    views.refresh();
  } else {
    typing.clear();
    presence.clear();
  }
}
