import type { ChangesPage, Message } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { applyEvent, applyMark, applyOthersMarks, takeMessage } from './apply-event.ts';
import { applyChanges, applyHistory, applySynced, joinStates } from './apply-pages.ts';
import {
  type ConversationState,
  isBehind,
  messagesBetween,
  newConversationState,
  releaseMessages,
} from './conversation-state.ts';
import { takeSnapshot } from './merge-conversation.ts';
import { at, buildConversation, buildMessage, buildParticipant } from './testing/build.ts';

const event = (message: Message) => ({ event: 'message:new', message }) as const;
const contentOf = (state: ConversationState) => messagesBetween(state, 0, 1e9).map((one) => one.content);

/** A state with messages 1..n known. */
function stateUpTo(n: number): ConversationState {
  let state = newConversationState('ann', buildConversation());
  for (let seq = 1; seq <= n; seq++) state = applyEvent(state, event(buildMessage(seq))).state;
  return state;
}
const changes = (items: Message[], over: Partial<ChangesPage> & { lastSeq: number }): ChangesPage => {
  const toChangeSeq = over.toChangeSeq ?? Math.max(0, ...items.map((one) => one.changeSeq));
  const lastMessage = items.find((one) => one.seq === over.lastSeq) ?? null;
  const conversation = buildConversation({ lastSeq: over.lastSeq, changeSeq: toChangeSeq, lastMessage });
  return { items, hidden: [], conversation, people: [], toChangeSeq, hasMore: false, ...over };
};

describe('one event', () => {
  it('[GAP-1] applies the next change and keeps what follows from it', () => {
    const { state, verdict } = applyEvent(stateUpTo(2), event(buildMessage(3)));
    expect(verdict).toBe('applied');
    expect(state).toMatchObject({ changeSeq: 3, edgeSeq: 3, covered: [{ from: 1, to: 3 }] });
    expect(state.conversation).toMatchObject({
      lastSeq: 3,
      changeSeq: 3,
      updatedAt: at(3),
      unreadCount: 3,
      lastMessage: { seq: 3 },
    });
  });

  it('[GAP-1] ignores what is known and refuses what leaves a hole', () => {
    const state = stateUpTo(3);
    expect(applyEvent(state, event(buildMessage(3)))).toEqual({ state, verdict: 'stale' });
    expect(applyEvent(state, event(buildMessage(5)))).toEqual({ state, verdict: 'gap' });
    expect(
      applyEvent(state, { event: 'conversation:updated', conversationId: state.conversation.id, changeSeq: 4 }).verdict,
    ).toBe('gap');
  });

  it('[GROUP-9] a line of the system tells too little: what the conversation is now comes with changes', () => {
    const state = newConversationState('ann', buildConversation({ changeSeq: 1, lastSeq: 1 }));
    const message = buildMessage(2, {
      type: 'system',
      senderId: null,
      content: null,
      metadata: { event: 'group_renamed' },
    });
    expect(applyEvent(state, { event: 'message:new', message })).toEqual({ state, verdict: 'gap' });
  });

  it('[GROUP-9] an older look at a group tells nothing of its members, name and settings', () => {
    const now = { type: 'group', name: 'new', whoSends: 'admins', whoAdds: 'everyone', changeSeq: 5 } as const;
    const state = newConversationState('ann', buildConversation({ ...now, participants: [], participantCount: 20 }));
    const older = buildConversation({ ...now, name: 'old', whoSends: 'everyone', whoAdds: 'admins', changeSeq: 4 });
    expect(takeSnapshot(state, older).conversation).toMatchObject({ ...now, participants: [], participantCount: 20 });
    expect(takeSnapshot(state, { ...older, changeSeq: 6 }).conversation).toMatchObject({
      name: 'old',
      participantCount: 2,
    });
  });

  it('[GROUP-8] what all others of a big group have reached only grows, and is hidden when somebody hides theirs', () => {
    const big = { type: 'group', participantCount: 20, othersDeliveredSeq: 4, othersReadSeq: 2 } as const;
    const state = newConversationState('ann', buildConversation(big));
    const seen = (marks: Parameters<typeof applyOthersMarks>[1], from = state) => {
      const { othersDeliveredSeq, othersReadSeq } = applyOthersMarks(from, marks).conversation;
      return [othersDeliveredSeq, othersReadSeq];
    };
    expect(seen({ othersDeliveredSeq: 6, othersReadSeq: 1 })).toEqual([6, 2]);
    expect(seen({ othersDeliveredSeq: 6, othersReadSeq: null })).toEqual([6, null]);
    // Where all members are held their own marks say it.
    const whole = newConversationState('ann', buildConversation());
    expect(seen({ othersDeliveredSeq: 6, othersReadSeq: 6 }, whole)).toEqual([0, 0]);
  });

  it('an edit changes the message, not the order or the unread number', () => {
    const edited = buildMessage(2, { changeSeq: 4, version: 2, content: 'edited', editedAt: at(9) });
    const { state } = applyEvent(stateUpTo(3), { event: 'message:updated', message: edited });
    expect(contentOf(state)).toEqual(['message 1', 'edited', 'message 3']);
    expect(state.conversation).toMatchObject({ lastSeq: 3, unreadCount: 3, updatedAt: at(3) });
  });

  it('a deletion leaves the place and lowers the unread number; of a message not held it is a gap', () => {
    const deletion = (seq: number) =>
      ({
        event: 'message:deleted',
        conversationId: buildMessage(1).conversationId,
        messageId: buildMessage(seq).id,
        seq,
        changeSeq: 4,
      }) as const;
    const { state } = applyEvent(stateUpTo(3), deletion(3));
    expect(state.conversation).toMatchObject({ unreadCount: 2, lastMessage: { seq: 3, content: null } });
    expect(
      applyEvent(
        releaseMessages(stateUpTo(3), 3, () => false),
        deletion(1),
      ).verdict,
    ).toBe('gap');
  });

  it('a message taken out of turn claims nothing before it', () => {
    const state = takeMessage(stateUpTo(2), buildMessage(5, { senderId: 'ann' }));
    expect(state).toMatchObject({
      changeSeq: 2,
      edgeSeq: 2,
      covered: [
        { from: 1, to: 2 },
        { from: 5, to: 5 },
      ],
    });
  });
});

describe('marks', () => {
  it('[TELL-1] only grow, in whatever order they come, and read implies delivered', () => {
    let state = stateUpTo(5);
    for (const [mark, seq] of [
      ['read', 3],
      ['delivered', 2],
      ['read', 1],
      ['delivered', 5],
    ] as const) {
      state = applyMark(state, { mark, userId: 'bob', seq });
    }
    expect(state.conversation).toMatchObject({ othersReadSeq: 3, othersDeliveredSeq: 5 });
  });

  it('[TELL-1] are null for all when one person hides theirs', () => {
    const participants = [buildParticipant('ann'), buildParticipant('bob', { readSeq: null, deliveredSeq: null })];
    const state = newConversationState(
      'ann',
      buildConversation({ participants, othersReadSeq: null, othersDeliveredSeq: null }),
    );
    expect(applyMark(state, { mark: 'read', userId: 'bob', seq: 3 }).conversation.othersReadSeq).toBeNull();
  });

  it('[TELL-2] an older snapshot does not take them back', () => {
    const state = applyMark(applyMark(stateUpTo(5), { mark: 'read', userId: 'ann', seq: 4 }), {
      mark: 'read',
      userId: 'bob',
      seq: 2,
    });
    const page = changes([], { lastSeq: 5, toChangeSeq: 5 });
    const next = applyChanges(state, page, 5);
    expect(next.conversation).toMatchObject({ readSeq: 4, othersReadSeq: 2, unreadCount: 1 });
  });
});

describe('pages', () => {
  it('[GAP-2] changes close the hole; a number that brought no message is nothing', () => {
    const state = applyChanges(stateUpTo(2), changes([buildMessage(5)], { lastSeq: 6, toChangeSeq: 6 }), 2);
    expect(state).toMatchObject({ changeSeq: 6, edgeSeq: 6, covered: [{ from: 1, to: 6 }] });
    expect(contentOf(state)).toEqual(['message 1', 'message 2', 'message 5']);
  });

  it('[GAP-2] a first page of changes does not claim the rest', () => {
    const first = { ...changes([buildMessage(3)], { lastSeq: 9, toChangeSeq: 3 }), hasMore: true };
    const state = applyChanges(stateUpTo(2), { ...first, conversation: { ...first.conversation, changeSeq: 9 } }, 2);
    expect(state).toMatchObject({ changeSeq: 3, edgeSeq: 2 });
    expect(isBehind(state)).toBe(true);
  });

  it('[GAP-2] late pages of changes and of history never bring an older state back', () => {
    const edited = buildMessage(2, { changeSeq: 4, content: 'edited' });
    const state = applyEvent(stateUpTo(3), { event: 'message:updated', message: edited }).state;
    const history = {
      items: [buildMessage(1), buildMessage(2)],
      fromSeq: 1,
      toSeq: 2,
      hasBefore: false,
      hasAfter: true,
      people: [],
    };
    expect(contentOf(applyHistory(state, history))).toEqual(['message 1', 'edited', 'message 3']);
    expect(applyChanges(state, changes([buildMessage(2)], { lastSeq: 2 }), 1)).toMatchObject({ changeSeq: 4 });
  });

  it('a late page of history does not bring back what was hidden', () => {
    const state = applyChanges(stateUpTo(3), { ...changes([], { lastSeq: 3, toChangeSeq: 4 }), hidden: [2] }, 3);
    const history = { items: [buildMessage(2)], fromSeq: 1, toSeq: 3, hasBefore: false, hasAfter: false, people: [] };
    expect(contentOf(applyHistory(state, history))).toEqual(['message 1', 'message 3']);
  });

  it('[CATCH-3] a complete answer moves the known end, an incomplete one leaves the state behind until changes come', () => {
    const conversation = buildConversation({ lastSeq: 9, changeSeq: 9 });
    const synced = { conversation, messages: [buildMessage(9)], hidden: [], fromSeq: null };
    expect(applySynced(stateUpTo(3), { ...synced, complete: true }, 'ann')).toMatchObject({
      changeSeq: 9,
      edgeSeq: 9,
      covered: [{ from: 1, to: 9 }],
    });
    const behind = applySynced(stateUpTo(3), { ...synced, complete: false }, 'ann');
    expect(behind).toMatchObject({ changeSeq: 3, edgeSeq: 3 });
    const later = { ...synced, conversation: { ...conversation, changeSeq: 10 }, messages: [], complete: true };
    expect(applySynced(behind, later, 'ann')).toMatchObject({ changeSeq: 3 });
  });

  it('[CATCH-3] an answer older than what events brought changes nothing that is shared', () => {
    const state = stateUpTo(5);
    const conversation = buildConversation({ lastSeq: 4, changeSeq: 4, isPinned: true, lastMessage: buildMessage(4) });
    const next = applySynced(
      state,
      { conversation, messages: [buildMessage(4)], hidden: [], complete: true, fromSeq: null },
      'ann',
    );
    expect(next.changeSeq).toBe(5);
    expect(next.conversation).toMatchObject({ lastSeq: 5, isPinned: true, lastMessage: { seq: 5 } });
  });

  it('[CATCH-3] a first load over an older state leaves it behind: it tells nothing of changes to older messages', () => {
    const conversation = buildConversation({ lastSeq: 9, changeSeq: 20 });
    const synced = {
      conversation,
      messages: [buildMessage(8), buildMessage(9)],
      hidden: [],
      complete: true,
      fromSeq: 8,
    };
    expect(applySynced(stateUpTo(3), synced, 'ann')).toMatchObject({
      changeSeq: 3,
      covered: [
        { from: 1, to: 3 },
        { from: 8, to: 9 },
      ],
    });
  });

  it('a conversation cleared up to a number keeps nothing before it', () => {
    const conversation = buildConversation({ lastSeq: 4, changeSeq: 4, historyFrom: 3 });
    const next = applySynced(
      stateUpTo(4),
      { conversation, messages: [], hidden: [], complete: true, fromSeq: null },
      'ann',
    );
    expect(next.covered).toEqual([{ from: 3, to: 4 }]);
    expect(contentOf(next)).toEqual(['message 3', 'message 4']);
  });

  it('[TAB-1] joining two states keeps the further of each', () => {
    const a = applyMark(stateUpTo(3), { mark: 'read', userId: 'bob', seq: 3 });
    const b = stateUpTo(5);
    for (const joined of [joinStates(a, b), joinStates(b, a)]) {
      expect(joined).toMatchObject({ changeSeq: 5, covered: [{ from: 1, to: 5 }] });
      expect(joined.conversation).toMatchObject({ lastSeq: 5, othersReadSeq: 3, lastMessage: { seq: 5 } });
    }
  });
});
