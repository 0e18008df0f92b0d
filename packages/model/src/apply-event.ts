import type { EventPayload, Message } from '@natter/protocol';
import type { ConversationState } from './conversation-state.ts';
import { laterMessage, putMessages, settle } from './merge-conversation.ts';
import { tombstoneOf } from './tombstone.ts';

/** The events that carry a place in a conversation's change log, in one shape. */
export type ChangeEvent =
  | { readonly event: 'message:new' | 'message:updated'; readonly message: Message }
  | ({ readonly event: 'message:deleted' } & EventPayload<'message:deleted'>)
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
 * beyond is a gap. A deletion of a message that is not held is a gap as well: `changes` brings the tombstone.
 */
export function applyEvent(state: ConversationState, event: ChangeEvent): Applied {
  const changeSeq = changeSeqOf(event);
  if (changeSeq <= state.changeSeq) return { state, verdict: 'stale' };
  if (changeSeq > state.changeSeq + 1) return { state, verdict: 'gap' };
  switch (event.event) {
    case 'message:new':
    case 'message:updated':
      return { state: settle(advance(putMessage(state, event.message), changeSeq)), verdict: 'applied' };
    case 'message:deleted': {
      const held = state.messages.get(event.seq);
      if (!held && !state.hidden.has(event.seq)) return { state, verdict: 'gap' };
      // The event tells no time; the next snapshot brings the true one.
      const next =
        !held || held.changeSeq >= changeSeq ? state : putMessage(state, tombstoneOf(held, changeSeq, held.createdAt));
      return { state: settle(advance(next, changeSeq)), verdict: 'applied' };
    }
    case 'conversation:updated':
      return { state, verdict: 'gap' };
  }
}

/**
 * Takes a message as it is, wherever it comes from (the answer to a send), without claiming that anything before it is
 * known. Harmless at any time.
 */
export function takeMessage(state: ConversationState, message: Message): ConversationState {
  return settle(putMessage(state, message));
}

/** Applies a mark. Marks only grow, whatever order they come in; a mark that is hidden stays hidden until a snapshot shows it. */
export function applyMark(state: ConversationState, { mark, userId, seq }: MarkEvent): ConversationState {
  const { conversation } = state;
  const grown = (old: number | null, isMoved: boolean) => (isMoved && old !== null ? Math.max(old, seq) : old);
  const participants = conversation.participants.map((one) =>
    one.userId === userId
      ? { ...one, deliveredSeq: grown(one.deliveredSeq, true), readSeq: grown(one.readSeq, mark === 'read') }
      : one,
  );
  const isOwn = userId === state.userId;
  const readSeq = isOwn && mark === 'read' ? Math.max(conversation.readSeq, seq) : conversation.readSeq;
  const deliveredSeq = isOwn ? Math.max(conversation.deliveredSeq, seq) : conversation.deliveredSeq;
  return settle({ ...state, conversation: { ...conversation, participants, readSeq, deliveredSeq } });
}

/** Puts one message in; it may be the last one now. */
export function putMessage(state: ConversationState, message: Message): ConversationState {
  const next = putMessages(state, [message]);
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
  let { edgeSeq } = state;
  while (state.messages.has(edgeSeq + 1)) edgeSeq++;
  return {
    ...state,
    changeSeq,
    edgeSeq,
    conversation: { ...conversation, changeSeq: Math.max(conversation.changeSeq, changeSeq) },
  };
}
