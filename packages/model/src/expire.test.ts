import { describe, expect, it } from 'vitest';
import { applyEvent } from './apply-event.ts';
import { applyHistory, joinStates } from './apply-pages.ts';
import { type ConversationState, holdMessages, messagesBetween, newConversationState } from './conversation-state.ts';
import { expire, nextExpiryAfter } from './expire.ts';
import { NEVER } from './expiry.ts';
import { removeMessage } from './remove-message.ts';
import { at, buildConversation, buildMessage } from './testing/build.ts';

const ms = (minutes: number) => Date.parse(at(minutes));
const seqs = (state: ConversationState) => messagesBetween(state, 0, 1e9).map(({ seq }) => seq);
const quoting = (seq: number, quoted: number, over = {}) =>
  buildMessage(seq, { ...over, replyTo: { messageId: buildMessage(quoted).id, seq: quoted, senderId: 'bob' } });

/** Ann's state of these messages, the last of them as the server's last. */
function stateOf(...messages: ReturnType<typeof buildMessage>[]): ConversationState {
  const lastSeq = Math.max(...messages.map(({ seq }) => seq));
  const draft = { content: 'well', replyToId: messages[0]?.id ?? null, updatedAt: at(0) };
  const lastMessage = messages.at(-1) ?? null;
  const conversation = buildConversation({
    lastSeq,
    changeSeq: lastSeq,
    lastMessage,
    draft,
    unreadCount: messages.length,
  });
  const page = { items: messages, fromSeq: 1, toSeq: lastSeq, hasBefore: false, hasAfter: false, people: [] };
  return applyHistory(newConversationState('ann', conversation), page);
}

describe('expiry', () => {
  it('[EXPIRE-1] takes the message, the last message, the draft’s target and the count, and leaves a mark', () => {
    const state = stateOf(
      buildMessage(1, { expiresAt: at(10) }),
      buildMessage(2),
      buildMessage(3, { expiresAt: at(20) }),
      buildMessage(4, { expiresAt: at(10) }),
    );
    expect(expire(state, ms(10) - 1)).toBe(state);
    const then = expire(state, ms(10));
    expect(seqs(then)).toEqual([2, 3]);
    expect(then.covered).toEqual([{ from: 1, to: 4 }]);
    expect(then.conversation).toMatchObject({ lastMessage: { seq: 3 }, unreadCount: 2, expiredSeq: 4 });
    expect(then.conversation.draft).toMatchObject({ content: 'well', replyToId: null });
    const later = expire(then, ms(30));
    expect(later.conversation).toMatchObject({ lastMessage: { seq: 2 }, unreadCount: 1, expiredSeq: 4 });
  });

  it('[EXPIRE-1] knows the next moment of what is held, wherever it came from', () => {
    const state = stateOf(buildMessage(1, { expiresAt: at(10) }), buildMessage(2, { expiresAt: at(20) }));
    expect([state.nextExpiry, nextExpiryAfter(state, ms(10)), nextExpiryAfter(state, ms(20))]).toEqual([
      ms(10),
      ms(20),
      NEVER,
    ]);
    const read = holdMessages(stateOf(buildMessage(3)), [buildMessage(1, { expiresAt: at(5) })]);
    expect(read.nextExpiry).toBe(ms(5));
    expect(joinStates(stateOf(buildMessage(3)), read).nextExpiry).toBe(ms(5));
  });

  it('[EXPIRE-1] where messages expire a quote has no words of its own', () => {
    const reply = quoting(2, 1, { expiresAt: at(60) });
    const told = { ...reply, replyTo: reply.replyTo && { ...reply.replyTo, preview: 'words' } };
    expect(stateOf(buildMessage(1), told).messages.get(2)?.replyTo).toEqual(reply.replyTo);
    expect(stateOf(buildMessage(1), { ...told, expiresAt: null }).messages.get(2)?.replyTo?.preview).toBe('words');
  });
});

describe('deletion', () => {
  it.each(['me', 'everyone'] as const)(
    '[DELETE-1] for %s: no late page brings words of it back, in itself or in a quote',
    (who) => {
      const state = stateOf(buildMessage(1), quoting(2, 1));
      const how = who === 'me' ? { for: who } : { for: who, deletedAt: at(5) };
      const next = removeMessage(state, 1, how);
      expect(next.conversation.draft?.replyToId).toBeNull();
      const told = quoting(3, 1);
      const reply = { ...told, replyTo: told.replyTo && { ...told.replyTo, preview: 'message 1' } };
      const items = [buildMessage(1), reply];
      const late = applyHistory(next, { items, fromSeq: 1, toSeq: 3, hasBefore: false, hasAfter: false, people: [] });
      expect(late.messages.get(1)?.content ?? null).toBeNull();
      expect([2, 3].map((seq) => late.messages.get(seq)?.replyTo?.preview)).toEqual([null, null]);
    },
  );

  it('[DELETE-1] the tombstone of the log takes over from the one made here', () => {
    const state = removeMessage(stateOf(buildMessage(1), buildMessage(2)), 1, { for: 'everyone', deletedAt: at(5) });
    expect(state.changeSeq).toBe(2);
    const { conversationId, id: messageId } = buildMessage(1);
    const told = applyEvent(state, { event: 'message:deleted', conversationId, messageId, seq: 1, changeSeq: 3 });
    expect([told.verdict, told.state.changeSeq, told.state.messages.get(1)?.content]).toEqual(['applied', 3, null]);
  });

  it('[DELETE-3] of what I hid tells nothing new and leaves no gap', () => {
    const state = removeMessage(stateOf(buildMessage(1), buildMessage(2)), 2, { for: 'me' });
    expect([seqs(state), state.conversation.lastMessage?.seq, state.conversation.unreadCount]).toEqual([[1], 1, 1]);
    const { conversationId, id: messageId } = buildMessage(2);
    const told = applyEvent(state, { event: 'message:deleted', conversationId, messageId, seq: 2, changeSeq: 3 });
    expect([told.verdict, seqs(told.state)]).toEqual(['applied', [1]]);
    const edited = applyEvent(told.state, { event: 'message:updated', message: buildMessage(2, { changeSeq: 4 }) });
    expect([edited.verdict, seqs(edited.state), edited.state.conversation.lastMessage?.seq]).toEqual([
      'applied',
      [1],
      1,
    ]);
  });

  it('of a message that is not known changes nothing', () => {
    const state = stateOf(buildMessage(1));
    expect(removeMessage(state, 0, { for: 'me' })).toBe(state);
    expect(removeMessage(state, 7, { for: 'everyone', deletedAt: at(5) })).toBe(state);
  });
});
