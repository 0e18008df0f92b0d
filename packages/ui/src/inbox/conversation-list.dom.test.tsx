import type { InboxItem } from '@natter/client';
import { act } from 'react';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { press } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import { conversationOf, liveOf, stubClient } from '../testing/stub-client.ts';
import { ConversationListPage } from './conversation-list-page.tsx';

const ROW = 70;
const idOf = (n: number) => `01900002-0000-7000-8000-${String(n).padStart(12, '0')}`;
const itemOf = (n: number, minute = -n): InboxItem => ({
  conversation: conversationOf({ id: idOf(n), updatedAt: new Date(Date.UTC(2026, 4, 14, 12, minute)).toISOString() }),
  lastPending: null,
  draft: null,
  typing: [],
});

/** An inbox of so many rows on a screen of ten; nothing is laid out here, so the height of the box is said. */
async function openInbox(count: number, selected: number | null = null) {
  const { client } = stubClient();
  const viewOf = (items: readonly InboxItem[]) => ({ items, hasMore: false, loading: false, error: null });
  let items = Array.from({ length: count }, (_, n) => itemOf(n));
  const inbox = liveOf(viewOf(items));
  client.conversations.open = () => ({ ...inbox, loadMore: async () => undefined, close: () => undefined });
  const opened: string[] = [];
  const ui = await renderUi(
    <ConversationListPage
      selectedId={selected === null ? null : idOf(selected)}
      onOpen={(id) => opened.push(id)}
      onNew={() => undefined}
    />,
    { client },
  );
  const box = ui.get('.ntr-list');
  const numbers = () => ui.all('[role=option]').map((each) => Number(each.dataset['id']?.slice(-12)));
  const focused = () => Number((document.activeElement as HTMLElement | null)?.dataset['id']?.slice(-12));
  const scrollTo = (px: number) =>
    act(async () => {
      box.scrollTop = px;
      box.dispatchEvent(new Event('scroll'));
    });
  /** The newest message is now in this conversation. */
  const raise = (n: number) =>
    act(async () => {
      items = [itemOf(n, 5), ...items.filter((item) => item.conversation.id !== idOf(n))];
      inbox.set(viewOf(items));
    });
  const row = (n: number) => ui.get(`[data-id="${idOf(n)}"]`);
  return { ...ui, box, numbers, focused, scrollTo, raise, row, opened };
}

beforeAll(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(ROW * 10);
});
beforeEach(() => {
  document.body.innerHTML = '';
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe('an inbox of thousands', () => {
  it('draws the rows near the screen, and says of each where it stands among all', async () => {
    const { numbers, scrollTo, row, get } = await openInbox(5_000);
    expect(numbers().length).toBeLessThan(40);
    expect(numbers().slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await scrollTo(ROW * 2_500);
    expect(numbers().length).toBeLessThan(40);
    for (const n of [2_500, 2_505, 2_510]) expect(numbers()).toContain(n);
    expect(row(2_505).getAttribute('aria-posinset')).toBe('2506');
    expect(row(2_505).getAttribute('aria-setsize')).toBe('5000');
    expect(get('.ntr-list__rows').style.blockSize).toBe(`${5_000 * ROW}px`);
  });

  it('is walked by arrows, pages, Home and End, with the focus on the row and the row on the screen', async () => {
    const { focused, box, row } = await openInbox(5_000);
    await act(async () => row(0).focus());
    await press('ArrowDown');
    expect(focused()).toBe(1);
    await press('PageDown');
    expect(focused()).toBe(10);
    await press('End');
    expect(focused()).toBe(4_999);
    expect(box.scrollTop).toBeGreaterThan(ROW * 4_985);
    expect(row(4_999).tabIndex).toBe(0);
    await press('PageUp');
    expect(focused()).toBe(4_990);
    await press('Home');
    expect(focused()).toBe(0);
    expect(box.scrollTop).toBe(0);
  });

  it('keeps the row with the focus in the page while one scrolls on', async () => {
    const { numbers, focused, scrollTo, row } = await openInbox(5_000);
    await act(async () => row(3).focus());
    await scrollTo(ROW * 2_000);
    expect(focused()).toBe(3);
    expect(numbers()[0]).toBe(3);
  });

  it('leaves what one looks at in its place when a conversation from below comes to the top', async () => {
    const { box, scrollTo, raise, numbers } = await openInbox(5_000);
    await scrollTo(ROW * 100);
    await raise(4_000);
    expect(box.scrollTop).toBe(ROW * 101);
    // One of those on the screen goes to the top: the others stay, as nothing came above them.
    await raise(105);
    expect(box.scrollTop).toBe(ROW * 102);
    await scrollTo(0);
    await raise(300);
    expect(box.scrollTop).toBe(0);
    expect(numbers()[0]).toBe(300);
  });

  it('leaves the focus on its row when rows are put in another order', async () => {
    const { focused, raise, row } = await openInbox(20);
    await act(async () => row(2).focus());
    await raise(5);
    expect(focused()).toBe(2);
    await raise(2);
    expect(focused()).toBe(2);
  });

  it('shows the row of the open conversation, however far down it stands', async () => {
    const { box, row } = await openInbox(5_000, 3_000);
    expect(box.scrollTop).toBeGreaterThan(ROW * 2_990);
    expect(row(3_000).tabIndex).toBe(0);
  });

  it('asks by its keys only while a row has the focus', async () => {
    const { get, row, opened } = await openInbox(5);
    const asked = vi.fn();
    document.addEventListener('keydown', (event) => asked(event.defaultPrevented), { once: true });
    get('input').focus();
    await press('e');
    expect(asked).toHaveBeenLastCalledWith(false);
    await act(async () => row(1).focus());
    await press('Enter');
    expect(opened).toEqual([idOf(1)]);
  });
});
