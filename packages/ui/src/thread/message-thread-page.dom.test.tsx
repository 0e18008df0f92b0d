import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { renderUi } from '../testing/render-ui.tsx';
import { CONVERSATION_ID, conversationOf, ME, messageOf, PEER, stubClient } from '../testing/stub-client.ts';
import { MessageThreadPage } from './message-thread-page.tsx';

const people = new Map([ME, PEER].map((each) => [each.userId, each]));
const own = (seq: number, content: string) => messageOf(seq, { senderId: ME.userId, content });
const page = <MessageThreadPage conversationId={CONVERSATION_ID} />;

describe('the thread page', () => {
  it('draws one author within five minutes as one group, time and ticks on its last message', async () => {
    const { client } = stubClient({
      conversation: conversationOf({ lastSeq: 4, readSeq: 4, othersReadSeq: 2, othersDeliveredSeq: 4 }),
      messages: [messageOf(1), own(2, 'a'), own(3, 'b'), own(4, 'c')],
      people,
    });
    const { all } = await renderUi(page, { client });
    expect(all('.ntr-message').map((each) => each.dataset['position'])).toEqual(['only', 'first', 'middle', 'last']);
    // The second stands elsewhere than those after it, so it tells, too.
    expect(all('.ntr-message').map((each) => each.querySelector('[role=img]')?.getAttribute('aria-label'))).toEqual([
      undefined,
      'Read',
      undefined,
      'Delivered',
    ]);
  });

  it('shows the divider above the first unread message, and keeps it after reading', async () => {
    const conversation = conversationOf({ lastSeq: 3, readSeq: 1, unreadCount: 2 });
    const { client, thread } = stubClient({ conversation, messages: [1, 2, 3].map((seq) => messageOf(seq)), people });
    const { get } = await renderUi(page, { client });
    expect(get('.ntr-unread').textContent).toBe('2 unread messages');
    await act(async () => {
      thread.set({ ...thread.getSnapshot(), conversation: { ...conversation, readSeq: 3, unreadCount: 0 } });
    });
    expect(get('.ntr-unread').nextElementSibling?.textContent).toContain('Message 2');
  });

  it('never turns what somebody wrote into markup or into a link that runs', async () => {
    const content = '<img src=x onerror="boom()"><script>boom()</script> javascript:boom()';
    const { client } = stubClient({ conversation: conversationOf(), messages: [messageOf(1, { content })], people });
    const { get, all } = await renderUi(page, { client });
    expect(get('.ntr-message__text').textContent).toContain(content);
    expect(all('.ntr-message__text img, .ntr-message__text script, .ntr-message__text a')).toEqual([]);
  });

  it('opens links apart from the app, without saying where they were', async () => {
    const { client } = stubClient({
      conversation: conversationOf(),
      messages: [messageOf(1, { content: 'https://example.org' })],
      people,
    });
    const { get } = await renderUi(page, { client });
    await act(async () => {
      await import('./find-links.ts');
    });
    const link = get<HTMLAnchorElement>('.ntr-message__text a');
    expect([link.rel, link.target]).toEqual(['noopener noreferrer nofollow', '_blank']);
  });

  it('says who, when, what and how far for each message', async () => {
    const { client } = stubClient({
      conversation: conversationOf({ othersReadSeq: 2 }),
      messages: [messageOf(1), own(2, 'Hello')],
      people,
    });
    const { all } = await renderUi(page, { client });
    const labels = all('article').map((each) => each.getAttribute('aria-label'));
    expect(labels[0]).toMatch(/^Jonas, .*: Message 1$/);
    expect(labels[1]).toMatch(/^You, .*: Hello\. Read$/);
  });

  it('is one stop of the Tab key, with arrow keys between messages and Escape back to the message box', async () => {
    const { client } = stubClient({ conversation: conversationOf(), messages: [messageOf(1), messageOf(2)], people });
    const { all, get } = await renderUi(page, { client });
    const [first, second] = all('article');
    expect(all('article').map((each) => each.tabIndex)).toEqual([-1, 0]);
    const press = (key: string) =>
      act(async () => {
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      });
    await act(async () => second?.focus());
    await press('ArrowUp');
    expect(document.activeElement).toBe(first);
    await press('Escape');
    expect(document.activeElement).toBe(get('textarea'));
  });

  it('is not live itself, so that older messages are not read out when they are loaded', async () => {
    const { client } = stubClient({ conversation: conversationOf(), people });
    const { get, all } = await renderUi(page, { client });
    expect(get('[role=log]').getAttribute('aria-live')).toBe('off');
    expect(all('[aria-live=polite]')).toHaveLength(1);
  });

  it('offers to send a refused message again or to delete it, with the reason', async () => {
    const clientId = '01900001-0000-7000-9000-000000000009';
    const { client, calls } = stubClient({
      conversation: conversationOf(),
      pending: [
        {
          clientId,
          conversationId: CONVERSATION_ID,
          content: 'Too fast',
          mentions: [],
          replyToId: null,
          createdAt: '2026-05-14T15:41:00.000Z',
          state: 'failed',
          error: { code: 'rate_limited', detail: '' },
        },
      ],
      people,
    });
    const { get, all } = await renderUi(page, { client });
    expect(get('.ntr-message__pending').textContent).toContain('That was a little fast');
    const [retry, , discard] = all('.ntr-message__pending button');
    await act(async () => retry?.click());
    await act(async () => discard?.click());
    expect([calls.retried, calls.discarded]).toEqual([[clientId], [clientId]]);
  });

  it('says plainly where one may read but not write', async () => {
    const { client } = stubClient({ conversation: conversationOf({ can: { send: false, invite: false } }), people });
    const { all, get } = await renderUi(page, { client });
    expect(all('textarea')).toEqual([]);
    expect(get('.ntr-notice').textContent).toBe('You can read this conversation, but not write in it.');
  });

  it('folds a long text and unfolds it on demand', async () => {
    const content = 'word '.repeat(600).trim();
    const { client } = stubClient({ conversation: conversationOf(), messages: [messageOf(1, { content })], people });
    const { get } = await renderUi(page, { client });
    expect(get('.ntr-message__text').textContent?.length).toBeLessThan(1_300);
    await act(async () => get('.ntr-message__more').click());
    expect(get('.ntr-message__text').textContent).toContain(content);
  });
});
