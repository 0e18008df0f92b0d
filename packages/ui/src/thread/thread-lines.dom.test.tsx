import type { PendingMessage, ThreadView } from '@natter/client';
import type { Conversation, ConversationPatch } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { click, press, settle } from '../testing/press.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { CONVERSATION_ID, conversationOf, ME, messageOf, PEER, stubClient } from '../testing/stub-client.ts';
import { MessageThreadPage } from './message-thread-page.tsx';

const people = new Map([ME, PEER].map((each) => [each.userId, each]));
const page = <MessageThreadPage conversationId={CONVERSATION_ID} />;

/** A thread, and what was asked about its conversation. */
async function open(view: Partial<ThreadView>) {
  const stub = stubClient({ conversation: conversationOf({ lastSeq: 9, readSeq: 9 }), people, ...view });
  const patches: ConversationPatch[] = [];
  stub.client.conversations.patch = async (_id, patch) => {
    patches.push(patch);
    const view = stub.thread.getSnapshot();
    const conversation: Conversation = Object.assign(conversationOf(), view.conversation, patch, { draft: null });
    await act(async () => stub.thread.set({ ...view, conversation }));
    return conversation;
  };
  return { ...stub, patches, ...(await renderUi(page, { client: stub.client })) };
}

const waiting = (change: Partial<PendingMessage> = {}): PendingMessage => ({
  clientId: '01900001-0000-7000-9000-0000000000aa',
  conversationId: CONVERSATION_ID,
  content: 'Later, then',
  mentions: [],
  replyToId: null,
  createdAt: '2026-05-14T15:41:00.000Z',
  state: 'queued',
  error: null,
  ...change,
});

describe('lines of a thread', () => {
  it('say quietly that a message of a kind this version does not know cannot be shown', async () => {
    const { all } = await open({
      messages: [messageOf(8, { type: 'hologram', content: '<cube>' }), messageOf(9, { content: 'Did you see it?' })],
    });
    const texts = all('article .ntr-message__bubble').map((each) => each.firstElementChild?.textContent);
    expect(texts[0]).toContain('This message cannot be shown here.');
    expect(texts[0]).not.toContain('cube');
    expect(texts[1]).toContain('Did you see it?');
  });

  it('say of an event that is not known that something changed', async () => {
    const { get } = await open({
      messages: [messageOf(9, { type: 'system', senderId: null, content: null, metadata: { event: 'group.hatched' } })],
    });
    expect(get('.ntr-system').textContent).toBe('Something changed in this conversation');
  });

  it('say of a message that it waits for the network, with a way to take it back; while it only waits its turn, nothing', async () => {
    const { all, get, calls, connection } = await open({ pending: [waiting()] });
    expect(all('.ntr-message__pending')).toEqual([]);
    await act(async () => connection.set({ state: 'offline' }));
    expect(get('.ntr-message__pending').textContent).toContain('Waiting to be sent');
    await click('Cancel', get('.ntr-message__pending'));
    expect(calls.discarded).toEqual([waiting().clientId]);
  });
});

describe('the day above a message', () => {
  it('becomes Yesterday at midnight, with the thread open', async () => {
    const { client } = stubClient({ conversation: conversationOf({ lastSeq: 9 }), people, messages: [messageOf(9)] });
    const { platform, pass } = stillPlatform();
    const { get } = await renderUi(page, { client, platform });
    expect(get('.ntr-day__label').textContent).toBe('Today');
    await pass(9 * 3_600_000);
    expect(get('.ntr-day__label').textContent).toBe('Yesterday');
  });
});

describe('marking unread from a message', () => {
  it('puts the divider above it at once, and counts what others wrote from there on', async () => {
    const messages = [6, 7, 8, 9].map((seq) => messageOf(seq, { senderId: seq === 8 ? ME.userId : PEER.userId }));
    const { all, get, patches } = await open({ messages });
    expect(all('[data-unread-divider]')).toEqual([]);
    await act(async () => get('[data-seq="7"]').focus());
    await press('Enter');
    await settle();
    await click('Mark unread from here');
    expect(patches).toEqual([{ markedUnread: true, unreadFrom: 7 }]);
    expect(get('[data-unread-divider]').textContent).toBe('2 unread messages');
    expect(get('[data-unread-divider]').nextElementSibling?.getAttribute('data-seq')).toBe('7');
  });

  it('leaves the divider there when the conversation is opened anew, which takes the mark back', async () => {
    const messages = [6, 7, 8, 9].map((seq) => messageOf(seq));
    const conversation = conversationOf({ lastSeq: 9, readSeq: 9, markedUnread: true, unreadFrom: 8 });
    const { get, patches } = await open({ messages, conversation });
    expect(patches).toEqual([{ markedUnread: false }]);
    expect(get('[data-unread-divider]').nextElementSibling?.getAttribute('data-seq')).toBe('8');
  });
});

describe('being sent to a message', () => {
  it('goes there and not to what is unread, and shows nothing before', async () => {
    const { client } = stubClient({
      conversation: conversationOf({ lastSeq: 90, readSeq: 10, unreadCount: 80 }),
      messages: [messageOf(89), messageOf(90)],
      hasBefore: true,
      people,
    });
    const jumps: (number | 'newest')[] = [];
    const { open: openThread } = client.messages;
    let arrive: () => void = () => undefined;
    client.messages.open = (id) => ({
      ...openThread(id),
      jumpTo: (target) => {
        jumps.push(target);
        return new Promise<void>((resolve) => {
          arrive = resolve;
        });
      },
    });
    const { get } = await renderUi(<MessageThreadPage conversationId={CONVERSATION_ID} target={{ seq: 40 }} />, {
      client,
    });
    expect(jumps).toEqual([40]);
    expect(get('.ntr-messages__box').dataset['ready']).toBeUndefined();
    // It cannot be had: what is there is shown.
    await act(async () => arrive());
    expect(get('.ntr-messages__box').dataset['ready']).toBe('true');
  });
});
