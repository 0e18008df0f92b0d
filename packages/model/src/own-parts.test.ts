import { describe, expect, it } from 'vitest';
import { applyEvent } from './apply-event.ts';
import { applyChanges, applyHistory, applySynced } from './apply-pages.ts';
import { type ConversationState, newConversationState } from './conversation-state.ts';
import { takeSnapshot } from './merge-conversation.ts';
import { at, buildConversation, buildMessage, CONVERSATION, uuid } from './testing/build.ts';

const NO_MORE = { hasBefore: false, hasAfter: false, people: [] };
const THUMB = { emoji: '👍', count: 1 };

/** A state that holds these messages, the whole conversation. */
function holding(...messages: ReturnType<typeof buildMessage>[]): ConversationState {
  const changeSeq = Math.max(...messages.map((one) => one.changeSeq));
  const conversation = buildConversation({ lastSeq: messages.length, changeSeq, lastMessage: messages.at(-1) ?? null });
  const page = { items: messages, fromSeq: 1, toSeq: messages.length, ...NO_MORE };
  return applyHistory(newConversationState('ann', conversation), page);
}
const reaction = (seq: number, changeSeq: number, userId: string, added = true) => ({
  ...{ event: 'message:reaction' as const, conversationId: CONVERSATION, messageId: uuid(1000 + seq) },
  ...{ seq, changeSeq, userId, emoji: '👍', added },
});

describe('what is a reader’s own in a message', () => {
  it('[OWN-1] stays when all are told of a change, and gives way to the next answer, also to the same change', () => {
    const poll = buildMessage(1, { type: 'poll', reactions: [{ ...THUMB, mine: true }], votes: [2] });
    const told = buildMessage(1, { type: 'poll', changeSeq: 2, content: 'new', reactions: [{ ...THUMB, count: 2 }] });
    const carried = applyEvent(holding(poll), { event: 'message:updated', message: told }).state;
    expect(carried.messages.get(1)).toMatchObject({
      ...{ content: 'new', votes: [2] },
      reactions: [{ emoji: '👍', count: 2, mine: true }],
    });
    const answer = { ...told, votes: [1], reactions: [{ ...THUMB, count: 2, mine: false }] };
    const page = { items: [answer], fromSeq: 1, toSeq: 1, ...NO_MORE };
    expect(applyHistory(carried, page).messages.get(1)).toMatchObject({ votes: [1], reactions: [{ mine: false }] });
    // What all are told of the same change does not take it back, and an answer without any reaction does.
    const before = { ...applyHistory(carried, page), changeSeq: 1 };
    const again = applyEvent(before, { event: 'message:updated', message: told }).state;
    expect(again.messages.get(1)).toMatchObject({ votes: [1], reactions: [{ mine: false }] });
    const bare = { ...answer, votes: [], reactions: [] };
    expect(applyHistory(again, { ...page, items: [bare] }).messages.get(1)).toMatchObject({ votes: [], reactions: [] });
  });

  it('[OWN-1] goes with the message', () => {
    const held = holding(buildMessage(1, { type: 'poll', votes: [1], reactions: [{ ...THUMB, mine: true }] }));
    const gone = { event: 'message:deleted' as const, conversationId: CONVERSATION, messageId: uuid(1001), seq: 1 };
    const tombstone = applyEvent(held, { ...gone, changeSeq: 2 }).state.messages.get(1);
    expect([tombstone?.content, tombstone?.reactions, tombstone && 'votes' in tombstone]).toEqual([null, [], false]);
  });

  it('[OWN-2] a reaction counts once, and is mine when I gave it', () => {
    const first = applyEvent(holding(buildMessage(1)), reaction(1, 2, 'bob')).state;
    const second = applyEvent(first, reaction(1, 3, 'ann')).state;
    expect(second.messages.get(1)?.reactions).toEqual([{ emoji: '👍', count: 2, mine: true }]);
    expect(second.conversation.lastMessage?.reactions).toEqual([{ emoji: '👍', count: 2, mine: true }]);
    expect(applyEvent(second, reaction(1, 3, 'ann')).verdict).toBe('stale');
    const taken = applyEvent(applyEvent(second, reaction(1, 4, 'ann', false)).state, reaction(1, 5, 'bob', false));
    expect([taken.verdict, taken.state.messages.get(1)?.reactions]).toEqual(['applied', []]);
  });

  it('[OWN-2] a reaction to what is not at hand, or may not be current, is a gap; so is a poll’s new state', () => {
    const state = holding(buildMessage(1), buildMessage(2));
    const without = { ...state, messages: new Map([...state.messages].filter(([seq]) => seq === 2)), heldFrom: 2 };
    expect(applyEvent(without, reaction(1, 3, 'bob')).verdict).toBe('gap');
    const poll = buildMessage(1, { changeSeq: 3, type: 'poll' });
    expect(applyEvent(without, { event: 'message:updated', message: poll }).verdict).toBe('gap');
    const behind = takeSnapshot(state, { ...state.conversation, changeSeq: 9 });
    expect(applyEvent(behind, reaction(1, 3, 'bob')).verdict).toBe('gap');
    const known = { ...state, messages: new Map([...state.messages, [1, buildMessage(1, { changeSeq: 3 })] as const]) };
    expect(applyEvent(known, reaction(1, 3, 'bob')).state.messages.get(1)?.reactions).toEqual([]);
  });
});

describe('what is a reader’s own in a conversation', () => {
  it('[OWN-3] an answer that another one overtook tells nothing of it; what all see alike it tells', () => {
    const pinned = takeSnapshot(
      holding(buildMessage(1)),
      buildConversation({ changeSeq: 1, lastSeq: 1, isPinned: true, unreadFrom: 1, scheduledCount: 2 }),
    );
    const late = buildConversation({ changeSeq: 2, lastSeq: 1, blocked: true, unreadFrom: null, disappearAfter: 60 });
    const { conversation } = takeSnapshot(pinned, late, true);
    expect(conversation).toMatchObject({ isPinned: true, unreadFrom: 1, scheduledCount: 2, disappearAfter: 60 });
    expect(conversation.blocked).toBeUndefined();
  });

  it('[OWN-4] stars are those that were told last; an answer that says nothing of them leaves them', () => {
    const state = holding(buildMessage(1), buildMessage(2));
    const { conversation } = state;
    const synced = { conversation, messages: [], hidden: [], complete: true, fromSeq: null };
    const starred = applySynced(state, { ...synced, starred: [1, 2] }, 'ann');
    expect([...applySynced(starred, synced, 'ann').starred]).toEqual([1, 2]);
    const page = { items: [], hidden: [], conversation, people: [], toChangeSeq: 2, hasMore: false, starred: [2] };
    expect([...applyChanges(starred, page, 2).starred]).toEqual([2]);
    expect([...applyChanges(starred, page, 2, true).starred]).toEqual([1, 2]);
    expect([...applySynced(starred, { ...synced, starred: [] }, 'ann').starred]).toEqual([]);
  });
});

describe('what is gone stays gone', () => {
  it('[EXPIRE-1] a late answer does not bring back what has come to nothing', () => {
    const state = holding(buildMessage(1), buildMessage(2));
    const erased = { ...state, messages: new Map([...state.messages].filter(([seq]) => seq === 2)) };
    const late = { items: [buildMessage(1)], fromSeq: 1, toSeq: 2, ...NO_MORE };
    expect(applyHistory(erased, late).messages.has(1)).toBe(false);
    // What changed later is another matter, and what only the disk holds.
    const moved = { ...late, items: [buildMessage(1, { changeSeq: 3 })] };
    expect(applyHistory(erased, moved).messages.has(1)).toBe(true);
    expect(applyHistory({ ...erased, heldFrom: 2 }, late).messages.has(1)).toBe(true);
  });

  it('[DELETE-3] nor do quotes of a hidden message that was never at hand have its words', () => {
    const quoting = buildMessage(2, { replyTo: { messageId: uuid(1001), seq: 1, senderId: 'bob', preview: 'words' } });
    const conversation = buildConversation({ lastSeq: 2, changeSeq: 2 });
    const state = applyHistory(newConversationState('ann', conversation), {
      ...{ items: [quoting], fromSeq: 2, toSeq: 2 },
      ...{ ...NO_MORE, hasBefore: true },
    });
    const synced = { conversation, messages: [], hidden: [1], complete: true, fromSeq: null };
    expect(applySynced(state, synced, 'ann').messages.get(2)?.replyTo?.preview).toBeNull();
    // The first word of anything expired, and the first that will, take them as well: when the quoted one goes is not known here.
    const told = takeSnapshot(state, { ...conversation, expiredSeq: 1 });
    expect(told.messages.get(2)?.replyTo).not.toHaveProperty('preview');
    const soon = applyHistory(state, {
      ...{ items: [buildMessage(3, { expiresAt: at(9) }), { ...quoting, changeSeq: 3 }], fromSeq: 2, toSeq: 3 },
      ...{ ...NO_MORE, hasBefore: true },
    });
    expect(soon.messages.get(2)?.replyTo).not.toHaveProperty('preview');
  });
});
