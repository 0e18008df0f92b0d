import type { InboxItem } from '@natter/client';
import type { Message } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { CONVERSATION_ID, conversationOf, ME, messageOf } from '../testing/stub-client.ts';
import { rowPreview } from './row-preview.ts';

const item = (change: Partial<InboxItem> = {}): InboxItem => ({
  conversation: conversationOf({ lastMessage: messageOf(1, { content: 'First\n  line' }) }),
  lastPending: null,
  draft: null,
  typing: [],
  ...change,
});
const lastPending = {
  clientId: messageOf(2).id,
  conversationId: CONVERSATION_ID,
  content: 'On its way',
  mentions: [],
  replyToId: null,
  createdAt: '2026-05-14T15:42:00.000Z',
  state: 'sending',
  error: null,
} as const;

describe('the second line of a row', () => {
  it('is the last message in one line', () => {
    expect(rowPreview(item(), ME.userId, false)).toEqual({ kind: 'message', text: 'First line', isOwn: false });
  });

  it('tells typing before a draft, a draft before what is sent, that before the last message', () => {
    const full = item({ typing: ['u-peer'], draft: 'Begun', lastPending });
    expect(rowPreview(full, ME.userId, false).kind).toBe('typing');
    expect(rowPreview({ ...full, typing: [] }, ME.userId, false).kind).toBe('draft');
    expect(rowPreview({ ...full, typing: [], draft: ' ' }, ME.userId, false).kind).toBe('pending');
  });

  it('leaves the draft out where it is in sight already', () => {
    expect(rowPreview(item({ draft: 'Begun' }), ME.userId, true).kind).toBe('message');
  });

  it('never shows the text of a deleted message', () => {
    const conversation = conversationOf({
      lastMessage: messageOf(1, { content: null, deletedAt: '2026-05-14T15:00:00.000Z' }),
    });
    expect(rowPreview(item({ conversation }), ME.userId, false)).toEqual({ kind: 'deleted' });
  });

  it('says that something is a poll, and what happened in a conversation', () => {
    const ending = (change: Partial<Message>) =>
      item({ conversation: conversationOf({ lastMessage: messageOf(1, change) }) });
    const poll = ending({ type: 'poll', content: 'Which day?' });
    expect(rowPreview(poll, ME.userId, false)).toMatchObject({ kind: 'message', text: 'Which day?', isPoll: true });
    const sent = item({ lastPending: { ...lastPending, poll: { options: ['Sunday', 'Monday'] } } });
    expect(rowPreview(sent, ME.userId, false)).toMatchObject({ kind: 'pending', isPoll: true });
    const system = ending({ type: 'system', content: null, senderId: null });
    expect(rowPreview(system, ME.userId, false).kind).toBe('system');
  });

  it('shows a message without its formatting, a draft as it was typed', () => {
    const plain = (text: string) => text.replaceAll('*', '');
    const last = { ...item().conversation, lastMessage: messageOf(1, { content: '*Big*\nnews' }) };
    expect(rowPreview(item({ conversation: last }), ME.userId, false, plain)).toMatchObject({ text: 'Big news' });
    expect(rowPreview(item({ conversation: last, draft: '*Big*' }), ME.userId, false, plain)).toMatchObject({
      text: '*Big*',
    });
  });
});
