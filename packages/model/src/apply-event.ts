import type { EventPayload, Message } from '@natter/protocol';
import { type ConversationState, isBehind } from './conversation-state.ts';
import { runContaining } from './intervals.ts';
import { laterMark, laterMessage, putMessages, settle } from './merge-conversation.ts';
import { changeReaction, mayHaveOwnParts } from './own-parts.ts';
import { tombstoneOf } from './tombstone.ts';

/** The events that carry a place in a conversation's change log, in one shape. */
export type ChangeEvent =
  | { readonly event: 'message:new' | 'message:updated'; readonly message: Message }
  | ({ readonly event: 'message:deleted' } & EventPayload<'message:deleted'>)
  | ({ readonly event: 'message:reaction' } & EventPayload<'message:reaction'>)
  | ({ readonly event: 'conversation:updated' } & EventPayload<'conversation:updated'>);

/** A mark that moved. `read` implies `delivered`. */
export interface MarkEvent {
  readonly mark: 'read' | 'delivered';
  readonly userId: string;
  readonly seq: number;
}

/**
 * - `applied`: it was the next change.
 * - `stale`: known already.
 * - `gap`: something before it is missing, or it tells only that something changed. Hold it for a moment, then ask `changes`.
 */
export type Verdict = 'applied' | 'stale' | 'gap';

export interface Applied {
  readonly state: ConversationState;
  readonly verdict: Verdict;
}

export function changeSeqOf(event: ChangeEvent): number {
  return 'message' in event ? event.message.changeSeq : event.changeSeq;
}

/**
 * Applies one live event (spec GAP-1). The rule: `changeSeq` = known + 1 applies, anything up to known is ignored, anything
 * beyond is a gap. A line of the system is a gap as well: it tells that the conversation itself changed (its members, its name, its
 * timer), and `changes` brings what it is now (spec GROUP-9). A deletion of or a reaction to a message that is not held is a gap as well, and so is a new state of one that
 * may have parts of this person's own: `changes` brings them.
 */
export function applyEvent(state: ConversationState, event: ChangeEvent): Applied {
  const changeSeq = changeSeqOf(event);
  if (changeSeq <= state.changeSeq) return { state, verdict: 'stale' };
  if (changeSeq > state.changeSeq + 1) return { state, verdict: 'gap' };
  switch (event.event) {
    case 'message:updated':
      if (mayHaveOwnParts(event.message) && !isCurrent(state, event.message.seq)) return { state, verdict: 'gap' };
      return { state: settle(advance(putMessage(state, event.message, false), changeSeq)), verdict: 'applied' };
    case 'message:new':
      if (event.message.type === 'system') return { state, verdict: 'gap' };
      return { state: settle(advance(putMessage(state, event.message, false), changeSeq)), verdict: 'applied' };
    case 'message:reaction': {
      if (!isCurrent(state, event.seq)) return { state, verdict: 'gap' };
      const held = state.messages.get(event.seq);
      const isNewer = held !== undefined && held.changeSeq < changeSeq;
      const next = isNewer ? putMessage(state, reactedTo(held, event, state.userId)) : state;
      return { state: settle(advance(next, changeSeq)), verdict: 'applied' };
    }
    case 'message:deleted': {
      if (!isAtHand(state, event.seq)) return { state, verdict: 'gap' };
      const held = state.messages.get(event.seq);
      // The event tells no time; the next snapshot brings the true one.
      const next =
        !held || held.changeSeq >= changeSeq ? state : putMessage(state, tombstoneOf(held, changeSeq, held.createdAt));
      return { state: settle(advance(next, changeSeq)), verdict: 'applied' };
    }
    case 'conversation:updated':
      return { state, verdict: 'gap' };
  }
}

/** Whether a message is held, or known to be nothing for this person. */
const isAtHand = ({ messages, hidden }: ConversationState, seq: number) => messages.has(seq) || hidden.has(seq);

/**
 * Whether a message is at hand in its state just before the next change. While more is known to be missing it may be older than that: a
 * page of `changes` leaves out what changed again beyond its end.
 */
const isCurrent = (state: ConversationState, seq: number) => isAtHand(state, seq) && !isBehind(state);

function reactedTo(
  message: Message,
  { changeSeq, emoji, added, userId }: EventPayload<'message:reaction'>,
  reader: string,
): Message {
  if (message.deletedAt !== null) return { ...message, changeSeq };
  return { ...message, changeSeq, reactions: changeReaction(message.reactions, emoji, added, userId === reader) };
}

/**
 * Takes a message as it is, wherever it comes from (the answer to a send), without claiming that anything before it is
 * known. Harmless at any time.
 */
export function takeMessage(state: ConversationState, message: Message): ConversationState {
  return settle(putMessage(state, message));
}

/**
 * Applies a mark. Marks only grow, whatever order they come in; a mark that is hidden stays hidden until a snapshot shows it. Who reads
 * on has no conversation marked as unread any more.
 */
export function applyMark(state: ConversationState, { mark, userId, seq }: MarkEvent): ConversationState {
  const { conversation } = state;
  const grown = (old: number | null, isMoved: boolean) => (isMoved && old !== null ? Math.max(old, seq) : old);
  const participants = conversation.participants.map((one) =>
    one.userId === userId
      ? { ...one, deliveredSeq: grown(one.deliveredSeq, true), readSeq: grown(one.readSeq, mark === 'read') }
      : one,
  );
  const isOwn = userId === state.userId;
  const isReadOn = isOwn && mark === 'read' && seq > conversation.readSeq;
  const deliveredSeq = isOwn ? Math.max(conversation.deliveredSeq, seq) : conversation.deliveredSeq;
  const read = isReadOn ? { readSeq: seq, markedUnread: false, unreadFrom: null } : {};
  return settle({ ...state, conversation: { ...conversation, participants, deliveredSeq, ...read } });
}

/**
 * Applies what all others have reached, as a big group is told of it (spec GROUP-8). It only grows, but for what is hidden, and where all
 * members are held their own marks say it.
 */
export function applyOthersMarks(
  state: ConversationState,
  marks: Pick<EventPayload<'conversation:marks'>, 'othersDeliveredSeq' | 'othersReadSeq'>,
): ConversationState {
  const { conversation } = state;
  const othersDeliveredSeq = laterMark(marks.othersDeliveredSeq, conversation.othersDeliveredSeq);
  const othersReadSeq = laterMark(marks.othersReadSeq, conversation.othersReadSeq);
  return settle({ ...state, conversation: { ...conversation, othersDeliveredSeq, othersReadSeq } });
}

/** Puts one message in; it may be the last one now. `isAnswer`: it was told to this person, not to all. */
export function putMessage(state: ConversationState, message: Message, isAnswer = true): ConversationState {
  const next = putMessages(state, [message], isAnswer);
  const { conversation } = next;
  const held = next.messages.get(message.seq) ?? message;
  const isNewest = message.seq >= (conversation.lastMessage?.seq ?? 0);
  const updatedAt =
    isNewest && Date.parse(message.createdAt) > Date.parse(conversation.updatedAt)
      ? message.createdAt
      : conversation.updatedAt;
  const lastMessage = isNewest ? laterMessage(held, conversation.lastMessage) : conversation.lastMessage;
  const lastSeq = Math.max(conversation.lastSeq, message.seq);
  return { ...next, conversation: { ...conversation, lastMessage, lastSeq, updatedAt } };
}

/** Moves the known end of the change log by one; the edge follows when the message is the next one. */
function advance(state: ConversationState, changeSeq: number): ConversationState {
  const { conversation } = state;
  // Also over what has come to nothing for this person since.
  const edgeSeq = runContaining(state.covered, state.edgeSeq + 1)?.to ?? state.edgeSeq;
  return {
    ...state,
    changeSeq,
    edgeSeq,
    conversation: { ...conversation, changeSeq: Math.max(conversation.changeSeq, changeSeq) },
  };
}
