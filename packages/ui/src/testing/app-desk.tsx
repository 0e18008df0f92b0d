import type { InboxItem } from '@natter/client';
import type { Conversation, ConversationPatch } from '@natter/protocol';
import { act, useState } from 'react';
import type { Place } from '../base/place.ts';
import type { KeysOption } from '../keys/shortcuts.ts';
import { MessagingApp, type MessagingAppProps } from '../shell/messaging-app.tsx';
import { settle } from './press.ts';
import { renderUi, stillPlatform } from './render-ui.tsx';
import {
  CONVERSATION_ID,
  configOf,
  conversationOf,
  liveOf,
  ME,
  messageOf,
  NOW,
  PEER,
  stubClient,
} from './stub-client.ts';

const idOf = (n: number) => `01900002-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** The conversations of the desk, from top to bottom: the second is open, the first and the last are unread. */
export const DESK_IDS = [idOf(1), CONVERSATION_ID, idOf(3), idOf(4)] as const;

/** Goes where it is sent, as a host's address bar. */
function App({ onPlace, ...props }: MessagingAppProps & { readonly onPlace: (place: Place) => void }) {
  const [place, setPlace] = useState<Place>({ page: 'thread', conversationId: CONVERSATION_ID });
  const go = (to: Place) => {
    onPlace(to);
    setPlace(to);
  };
  return <MessagingApp {...props} place={place} onNavigate={go} />;
}

interface AppDeskOptions {
  readonly keys?: KeysOption;
  readonly stored?: Record<string, string>;
}

/**
 * The whole kit in front of somebody: four conversations, the second of them open with two messages of the other one's and two own
 * ones, the newest of which can be edited.
 */
export async function sitAtApp({ keys, stored = {} }: AppDeskOptions = {}) {
  const open = conversationOf({ lastSeq: 4, readSeq: 4, changeSeq: 4 });
  const messages = [1, 2, 3, 4].map((seq) =>
    messageOf(seq, { createdAt: new Date(NOW - 60_000 + seq).toISOString(), ...(seq > 2 && { senderId: ME.userId }) }),
  );
  const people = new Map([ME, PEER].map((each) => [each.userId, each]));
  const { client, calls, thread } = stubClient({ conversation: open, messages, people });
  client.config = async () => configOf();
  const others = (at: number) =>
    open.participants.map((each) => (each.userId === ME.userId ? each : { ...each, userId: `u-${at}` }));
  const conversations = DESK_IDS.map((id, at) =>
    at === 1 ? open : conversationOf({ id, unreadCount: at === 2 ? 0 : 1, lastSeq: 1, participants: others(at) }),
  );
  const viewOf = (all: readonly Conversation[]) => ({
    items: all.map((conversation): InboxItem => ({ conversation, lastPending: null, draft: null, typing: [] })),
    hasMore: false,
    loading: false,
    error: null,
  });
  const inbox = liveOf(viewOf(conversations));
  client.conversations.open = () => ({ ...inbox, loadMore: async () => undefined, close: () => undefined });
  const patched: [id: string, change: ConversationPatch][] = [];
  client.conversations.patch = async (id, change) => {
    patched.push([id, change]);
    return conversationOf({ id, ...change } as Partial<Conversation>);
  };
  const removed: string[] = [];
  /** Resolves with whether it was done: false where it was taken back. */
  client.conversations.remove = (id, { signal } = {}) =>
    new Promise((resolve) => {
      removed.push(id);
      signal?.addEventListener('abort', () => {
        removed.splice(removed.indexOf(id), 1);
        resolve(false);
      });
    });
  const still = stillPlatform(stored);
  const places: Place[] = [];
  const app = { keys, platform: still.platform, locale: 'en-GB', timeZone: 'UTC' };
  const ui = await renderUi(<App {...app} onPlace={(place) => places.push(place)} />, {
    client,
    platform: still.platform,
  });
  await settle();
  /** Without these conversations, as when they were put away elsewhere. */
  const show = (ids: readonly string[]) =>
    act(async () => inbox.set(viewOf(conversations.filter(({ id }) => ids.includes(id)))));
  return { ...ui, ...still, client, calls, thread, places, patched, removed, show };
}
