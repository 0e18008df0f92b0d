import type { InboxItem, InboxView, NatterClient } from '@natter/client';
import type { ConversationFilter } from '@natter/protocol';
import { act } from 'react';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type } from '../testing/press.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { configOf, conversationOf, liveOf, ME, stubClient } from '../testing/stub-client.ts';
import { ConversationListPage } from './conversation-list-page.tsx';

const idOf = (n: number) => `01900002-0000-7000-8000-${String(n).padStart(12, '0')}`;
const itemOf = (n: number, unreadCount = 0): InboxItem => ({
  conversation: conversationOf({
    id: idOf(n),
    unreadCount,
    updatedAt: new Date(Date.UTC(2026, 4, 14, 12, 60 - n)).toISOString(),
  }),
  lastPending: null,
  draft: null,
  typing: [],
});

/** A client whose inboxes show what the test sets. */
function withInboxes(client: NatterClient) {
  const viewOf = (items: readonly InboxItem[]): InboxView => ({ items, hasMore: false, loading: false, error: null });
  const lives = {
    all: liveOf(viewOf([])),
    unread: liveOf(viewOf([])),
    archived: liveOf(viewOf([])),
    requests: liveOf(viewOf([])),
  };
  client.conversations.open = ({ filter }) => ({
    ...lives[filter],
    loadMore: async () => undefined,
    close: () => undefined,
  });
  const set = (filter: ConversationFilter, ...items: InboxItem[]) => act(async () => lives[filter].set(viewOf(items)));
  return { set };
}

const pageWith = (selected: number | null) => (
  <ConversationListPage
    selectedId={selected === null ? null : idOf(selected)}
    onOpen={() => undefined}
    onNew={() => undefined}
  />
);
const shown = (all: (selector: string) => HTMLElement[]) =>
  all('[role=option]').map((each) => Number(each.dataset['id']?.slice(-3)));

// Nothing is laid out here: without a height the list would show no rows.
beforeAll(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(720);
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe('the inbox', () => {
  it('keeps the open conversation among the unread ones while it is read', async () => {
    const { client } = stubClient();
    const { set } = withInboxes(client);
    const { all, get } = await renderUi(pageWith(2), { client });
    await set('all', itemOf(1), itemOf(2, 3), itemOf(3, 1));
    await set('unread', itemOf(2, 3), itemOf(3, 1));
    await act(async () => get('.ntr-filters__chip:nth-of-type(2)').click());
    expect(shown(all)).toEqual([2, 3]);
    await set('all', itemOf(1), itemOf(2), itemOf(3, 1));
    await set('unread', itemOf(3, 1));
    expect(shown(all)).toEqual([2, 3]);
  });

  it('gives the focus of a row that was put away to the one in its place', async () => {
    const { client } = stubClient();
    const { set } = withInboxes(client);
    const { all } = await renderUi(pageWith(null), { client });
    await set('all', itemOf(1), itemOf(2), itemOf(3));
    await act(async () => all('[role=option]')[1]?.focus());
    await set('all', itemOf(1), itemOf(3));
    expect(document.activeElement).toBe(all('[role=option]')[1]);
    expect(shown(all)).toEqual([1, 3]);
  });

  it('has no archive where that is switched off', async () => {
    const { client } = stubClient();
    withInboxes(client);
    const { features } = configOf();
    client.config = async () => configOf({ features: { ...features, archive: false } });
    const { all } = await renderUi(pageWith(null), { client });
    expect(all('.ntr-filters__chip').map((each) => each.textContent)).toEqual(['All', 'Unread']);
  });

  it('finds the notes to oneself by the name they have here', async () => {
    const { client } = stubClient();
    const { platform, pass } = stillPlatform();
    const { set } = withInboxes(client);
    const { all, get } = await renderUi(pageWith(null), { client, platform });
    const notes = itemOf(3);
    const participants = notes.conversation.participants.filter((each) => each.userId === ME.userId);
    await set('all', itemOf(1), { ...notes, conversation: { ...notes.conversation, participants } });
    // What the search itself finds: nobody of that name.
    const open = client.conversations.open;
    client.conversations.open = (query) =>
      query.q === undefined
        ? open(query)
        : {
            ...liveOf<InboxView>({ items: [], hasMore: false, loading: false, error: null }),
            loadMore: async () => undefined,
            close: () => undefined,
          };
    await type(get<HTMLInputElement>('input'), 'Note');
    await pass(500);
    expect(shown(all)).toEqual([3]);
  });

  it('leads from the search field to what was found', async () => {
    const { client } = stubClient();
    const { set } = withInboxes(client);
    const { all, get } = await renderUi(pageWith(null), { client });
    await set('all', itemOf(1), itemOf(2));
    await act(async () => {
      get('input').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    });
    expect(document.activeElement).toBe(all('[role=option]')[0]);
  });
});
