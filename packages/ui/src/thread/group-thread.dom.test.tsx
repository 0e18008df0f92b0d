import type { InboxItem, ThreadView } from '@natter/client';
import type { Conversation, Participant, Person } from '@natter/protocol';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { ConversationItem } from '../inbox/conversation-item.tsx';
import { click, press, settle } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import {
  CONVERSATION_ID,
  configOf,
  conversationOf,
  ME,
  messageOf,
  NOW,
  PEER,
  stubClient,
} from '../testing/stub-client.ts';
import { MessageThreadPage } from './message-thread-page.tsx';

const CY: Person = { userId: 'u-cy', displayName: 'Cy', avatarUrl: null };
const member = (person: Person, role: Participant['role'] = 'member'): Participant => ({
  ...person,
  role,
  joinedAt: '2026-01-01T00:00:00.000Z',
  deliveredSeq: null,
  readSeq: null,
});
const groupOf = (change: Partial<Conversation> = {}) =>
  conversationOf({
    type: 'group',
    name: 'Walk',
    participants: [member(ME), member(PEER, 'admin'), member(CY)],
    participantCount: 3,
    lastSeq: 9,
    readSeq: 9,
    ...change,
  });
const people = new Map([ME, PEER, CY].map((each) => [each.userId, each]));
const at = (seq: number) => new Date(NOW - 60_000 + seq).toISOString();
const said = (seq: number, senderId: string) => messageOf(seq, { senderId, createdAt: at(seq) });
const plain = (text: string | null | undefined) => (text ?? '').replace(/[\u2066-\u2069]/gu, '');

async function open(view: Partial<ThreadView> = {}) {
  const stub = stubClient({ conversation: groupOf(), people, messages: [said(9, PEER.userId)], ...view });
  stub.client.config = async () => configOf();
  const ui = await renderUi(<MessageThreadPage conversationId={CONVERSATION_ID} />, { client: stub.client });
  return { ...stub, ...ui };
}

async function showRow(conversation: Conversation, more: Partial<InboxItem> = {}) {
  const item = { conversation, lastPending: null, draft: null, typing: [], ...more };
  const ui = await renderUi(<ConversationItem item={item} isSelected={false} presence={null} />, {
    client: stubClient().client,
  });
  return { ...ui, preview: () => plain(ui.get('.ntr-row__preview').textContent) };
}

describe('a group in the inbox', () => {
  it('has its name and shape, and says who wrote last, me or somebody beyond those it carries', async () => {
    const { get, preview } = await showRow(groupOf({ lastMessage: said(9, CY.userId) }));
    expect(get('.ntr-row__name').textContent).toBe('Walk');
    expect(get('.ntr-avatar').dataset['group']).toBe('true');
    expect(preview()).toBe('Cy: Message 9');
    expect((await showRow(groupOf({ lastMessage: said(9, ME.userId) }))).preview()).toBe('You: Message 9');
    const far = { userId: 'u-far', displayName: 'Far', avatarUrl: null };
    const row = await showRow(groupOf({ lastMessage: said(9, 'u-far') }), { people: [far] });
    expect(row.preview()).toBe('Far: Message 9');
  });

  it('says what happened in words, and who is typing', async () => {
    const metadata = { event: 'members_added', userId: PEER.userId, userIds: [CY.userId] };
    const line = messageOf(9, { type: 'system', senderId: null, content: null, metadata });
    expect((await showRow(groupOf({ lastMessage: line }))).preview()).toBe('Jonas added Cy');
    const typing = await showRow(groupOf({ lastMessage: line }), { typing: [PEER.userId, CY.userId] });
    expect(typing.preview()).toBe('Jonas and Cy are typing…');
  });

  it('is no note to oneself where I am alone in it', async () => {
    const { get, preview } = await showRow(
      groupOf({ participants: [member(ME)], participantCount: 1, lastMessage: said(9, ME.userId) }),
    );
    expect([get('.ntr-row__name').textContent, preview()]).toEqual(['Walk', 'You: Message 9']);
  });
});

describe('the thread of a group', () => {
  it('names each person over the first of a run, with their face beside its last, and nobody over my own', async () => {
    const messages = [said(5, PEER.userId), said(6, PEER.userId), said(7, ME.userId), said(8, CY.userId)];
    const { all } = await open({ messages });
    expect(all('.ntr-message__author').map((each) => plain(each.textContent))).toEqual(['Jonas', 'Cy']);
    const faces = all('article').map((each) => each.querySelector('.ntr-message__face') !== null);
    expect(faces).toEqual([false, true, false, true]);
  });

  it('says how many are in it, and who is typing', async () => {
    const { get, thread } = await open();
    expect(get('.ntr-header__state').textContent).toBe('3 members');
    await act(async () => thread.set({ ...thread.getSnapshot(), typing: [PEER.userId, CY.userId, 'u-x'] }));
    expect(get('.ntr-header__state').textContent).toBe('Several people are typing…');
  });

  it('asks nobody whether a group is online', async () => {
    const { client } = stubClient({ conversation: groupOf(), people, messages: [said(9, PEER.userId)] });
    const watched: (readonly string[])[] = [];
    const { watch } = client.presence;
    client.presence.watch = (ids) => {
      watched.push(ids);
      return watch(ids);
    };
    await renderUi(<MessageThreadPage conversationId={CONVERSATION_ID} />, { client });
    expect(watched.flat()).toEqual([]);
  });

  it('says why one cannot write where only admins do, and lets react', async () => {
    const { get, all } = await open({
      conversation: groupOf({ can: { send: false, invite: false, whyNot: 'admins' } }),
    });
    expect(get('#ntr-composer').textContent).toBe('Only admins can write here.');
    expect(all('textarea')).toEqual([]);
    await settle();
    expect(all('.ntr-message__react')).toHaveLength(1);
  });

  it('says so when I am out of it, to a screen reader too, and keeps the focus on the page', async () => {
    const { get, thread, text } = await openWithText();
    get('textarea').focus();
    const error = { code: 'not_found', detail: '' } as const;
    await act(async () => thread.set({ ...thread.getSnapshot(), conversation: null, messages: [], error }));
    expect(get('h2, h3, .ntr-empty__title').textContent).toContain('You are no longer in');
    expect(text()).toContain('You are no longer in Walk');
    expect(document.activeElement).toBe(get('section.ntr-thread'));
  });

  it('says what happens in it to a screen reader, but for what I did myself', async () => {
    const { thread, text } = await openWithText();
    const tell = (seq: number, userId: string) =>
      act(async () => {
        const metadata = { event: 'group_renamed', userId, name: `Walk ${seq}` };
        const line = messageOf(seq, { type: 'system', senderId: null, content: null, metadata });
        const view = thread.getSnapshot();
        thread.set({ ...view, messages: [...view.messages, line] });
      });
    await tell(10, ME.userId);
    expect(text()).toBe('');
    await tell(11, PEER.userId);
    expect(text()).toBe('Jonas renamed the group to “Walk 11”');
  });

  it('tells in its details who is in it, admins first and marked', async () => {
    const { client, all, get } = await open();
    client.conversations.participants = async () => groupOf().participants.map((each) => ({ ...each, timeZone: null }));
    await click('Conversation options', get('header'));
    await settle();
    await click('Details');
    await settle();
    expect(all('.ntr-who__name').map((each) => plain(each.textContent))).toEqual(['Jonas', 'You', 'Cy']);
    expect(all('.ntr-who__person')[0]?.textContent).toContain('Admin');
    expect(all('.ntr-details__role')).toHaveLength(1);
  });

  it('tells of an own message who has read it, and that not all have', async () => {
    const { client, all, get } = await open({ messages: [said(9, ME.userId)] });
    const receipts = {
      read: [{ userId: CY.userId, at: null }],
      delivered: [PEER, CY].map(({ userId }) => ({ userId, at: null })),
    };
    client.messages.receipts = async () => receipts;
    await act(async () => get('[data-seq="9"]').focus());
    await press('i');
    await settle();
    const lists = all('dialog section').map((each) => plain(each.textContent));
    expect(lists).toEqual(['Read byCCy', 'Delivered toJJonas']);
  });
});

async function openWithText() {
  const ui = await open();
  return { ...ui, text: () => plain(ui.get('[role=status], [aria-live=polite]').textContent) };
}
