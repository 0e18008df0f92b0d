import type { Thread, ThreadView } from '@natter/client';
import type { Message } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { CONVERSATION_ID, conversationOf, ME, messageOf, PEER, stubClient } from '../testing/stub-client.ts';
import { MessageThreadPage } from './message-thread-page.tsx';

const people = new Map([ME, PEER].map((each) => [each.userId, each]));
const page = <MessageThreadPage conversationId={CONVERSATION_ID} />;

/** A message that answers another one; `preview` as the server gave it, left out as in a broadcast. */
function replyTo(quoted: Message, preview?: string | null): Message {
  const { id: messageId, seq, senderId } = quoted;
  const known = preview === undefined ? {} : { preview };
  return messageOf(50, { senderId: ME.userId, content: 'Yes', replyTo: { messageId, seq, senderId, ...known } });
}
const viewOf = (...messages: Message[]): Partial<ThreadView> => ({
  conversation: conversationOf({ lastSeq: 50, readSeq: 50 }),
  messages,
  people,
});

describe('a quoted reply', () => {
  it('shows whom and what it answers, and says both to a screen reader', async () => {
    const asked = messageOf(7, { content: 'Shall we?' });
    const { client } = stubClient(viewOf(asked, replyTo(asked, 'Shall')));
    const { get } = await renderUi(page, { client });
    expect(get('.ntr-quote__author').textContent).toBe('Jonas');
    expect(get('.ntr-quote__text').textContent).toBe('Shall we?');
    expect(get('[data-seq="50"]').getAttribute('aria-label')).toContain('In reply to Jonas: Shall we?. Yes');
  });

  it('shows the office of whoever is quoted, to a screen reader too', async () => {
    const asked = messageOf(7, { content: 'Shall we?' });
    const staff = new Map(people).set(PEER.userId, { ...PEER, office: 'manager' });
    const { client } = stubClient({ ...viewOf(asked, replyTo(asked)), people: staff });
    const { get } = await renderUi(page, { client });
    expect(get('.ntr-quote .ntr-office').textContent).toBe('Store manager');
    expect(get('[data-seq="50"]').getAttribute('aria-label')).toContain('In reply to Jonas (Store manager): Shall we?');
  });

  it('shows the preview it came with where the quoted message is not loaded', async () => {
    const { client } = stubClient(viewOf(replyTo(messageOf(7), 'Shall we?')));
    const { get } = await renderUi(page, { client });
    expect(get('button.ntr-quote .ntr-quote__text').textContent).toBe('Shall we?');
  });

  it('asks for the quoted message when it came as a broadcast, without a preview', async () => {
    const { client } = stubClient(viewOf(replyTo(messageOf(7))));
    const asked: unknown[] = [];
    client.getConversationMessages = async (...question) => {
      asked.push(question);
      return { items: [messageOf(7, { content: 'From far above' })], fromSeq: 7, toSeq: 7, ...NO_MORE };
    };
    const { get } = await renderUi(page, { client });
    expect(get('.ntr-quote__text').textContent).toBe('From far above');
    expect(asked).toEqual([[CONVERSATION_ID, { around: 7, limit: 1 }]]);
  });

  it('says that the quoted message is not available where there is neither, and leads nowhere', async () => {
    const { client } = stubClient(viewOf(replyTo(messageOf(7), null)));
    const { get, all } = await renderUi(page, { client });
    expect(get('.ntr-quote__text').textContent).toBe('Message not available');
    expect(all('button.ntr-quote')).toEqual([]);
  });

  it('says that the quoted message was deleted', async () => {
    const gone = messageOf(7, { content: null, deletedAt: '2026-05-14T15:00:00.000Z' });
    const { client } = stubClient(viewOf(gone, replyTo(gone, 'what it said before')));
    const { get } = await renderUi(page, { client });
    expect(get('.ntr-quote__text').textContent).toBe('This message was deleted');
  });
});

const NO_MORE = { hasBefore: false, hasAfter: false, people: [] };

/** Replaces what the stub's thread does when it is asked to jump. */
function onJump(client: ReturnType<typeof stubClient>['client'], jumpTo: Thread['jumpTo']): void {
  const { open } = client.messages;
  client.messages.open = (id) => ({ ...open(id), jumpTo });
}

describe('pressing a quote', () => {
  it('moves the window there, marks the message for two seconds and gives it the focus', async () => {
    const asked = messageOf(7);
    const { client, thread } = stubClient(viewOf(replyTo(asked, 'Message 7')));
    const jumps: (number | 'newest')[] = [];
    onJump(client, async (target) => {
      jumps.push(target);
      thread.set({ ...thread.getSnapshot(), messages: [asked, replyTo(asked, 'Message 7')] });
    });
    const { platform, pass } = stillPlatform();
    const { get, all } = await renderUi(page, { client, platform });
    await act(async () => get('button.ntr-quote').click());
    expect(jumps).toEqual([7]);
    expect(document.activeElement).toBe(get('[data-seq="7"]'));
    expect(all('[data-highlight]').map((each) => each.dataset['seq'])).toEqual(['7']);
    await pass(2_000);
    expect(all('[data-highlight]')).toEqual([]);
  });

  it('asks nobody where the message is on the page already', async () => {
    const asked = messageOf(7);
    const { client } = stubClient(viewOf(asked, replyTo(asked)));
    const jumps: (number | 'newest')[] = [];
    onJump(client, async (target) => void jumps.push(target));
    const { get } = await renderUi(page, { client });
    await act(async () => get('button.ntr-quote').click());
    expect(document.activeElement).toBe(get('[data-seq="7"]'));
    expect(jumps).toEqual([]);
  });

  it('tells when the message cannot be had', async () => {
    const { client } = stubClient(viewOf(replyTo(messageOf(7), 'Message 7')));
    const { get } = await renderUi(page, { client });
    await act(async () => get('button.ntr-quote').click());
    expect(get('[role=status]').textContent).toBe('Message not available');
  });
});

const drawn = { times: 0 };
function CountedTicks() {
  drawn.times += 1;
  return null;
}

describe('a picture of the thread', () => {
  it('draws no message again when only somebody begins to type', async () => {
    const { client, thread } = stubClient(viewOf(messageOf(1), replyTo(messageOf(1))));
    await renderUi(page, { client, components: { Ticks: CountedTicks } });
    const before = drawn.times;
    expect(before).toBeGreaterThan(0);
    await act(async () => thread.set({ ...thread.getSnapshot(), people: new Map(people), typing: [PEER.userId] }));
    expect(drawn.times).toBe(before);
  });
});
