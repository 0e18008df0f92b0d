import type { Conversation, Message, UserId } from '@natter/protocol';
import { expiryOf } from './expiry.ts';
import { cutRunsBelow, insertRun, type Runs } from './intervals.ts';

/**
 * What one device of one person knows of one conversation.
 *
 * - `changeSeq` = k: every change up to k has been applied. `conversation.changeSeq` may be ahead of it (a snapshot told
 *   that there is more): then the state is *behind* and `changes` after k are wanted.
 * - `covered`: numbers of which the state is known: a number inside that has no message is nothing for this person.
 *   A message that is covered and whose last change is not beyond k is current. What changed later comes with `changes`
 *   after k, so an answer older than k can never do harm: the message with the higher `changeSeq` wins.
 * - `edgeSeq`: the last number that existed when the change log stood at k, as far as it is known (never too high).
 * - `messages`: those held in memory. All covered ones from `heldFrom` on are; below it a part may be on disk only.
 * - `hidden`: numbers that have become nothing for this person, and stay so: whatever still tells of them is late, or tells it
 *   to all members alike.
 * - `starred`: what this person has starred here (the newest 500), as the server last told it. Stars are shown by it alone.
 * - `counted`: the server's unread number and what it was counted over.
 * - `nextExpiry`: no message held, stored or last expires before (epoch ms of the server). It may be too low: then whoever looks
 *   finds nothing and raises it.
 */
export interface ConversationState {
  readonly userId: UserId;
  readonly conversation: Conversation;
  readonly changeSeq: number;
  readonly edgeSeq: number;
  readonly covered: Runs;
  readonly messages: ReadonlyMap<number, Message>;
  readonly heldFrom: number;
  readonly hidden: ReadonlySet<number>;
  readonly starred: ReadonlySet<number>;
  readonly counted: { readonly count: number; readonly readSeq: number; readonly lastSeq: number };
  readonly nextExpiry: number;
}

/** A state that knows the conversation and none of its messages, as of the snapshot's `changeSeq`. */
export function newConversationState(userId: UserId, conversation: Conversation): ConversationState {
  return {
    userId,
    conversation,
    changeSeq: conversation.changeSeq,
    edgeSeq: conversation.lastSeq,
    covered: [],
    messages: new Map(),
    heldFrom: 0,
    hidden: new Set(),
    starred: new Set(),
    counted: countedBy(conversation),
    nextExpiry: expiryOf(conversation.lastMessage),
  };
}

export function countedBy(conversation: Conversation): ConversationState['counted'] {
  return { count: conversation.unreadCount, readSeq: conversation.readSeq, lastSeq: conversation.lastSeq };
}

/** Whether a snapshot told of changes that have not been applied. */
export function isBehind(state: ConversationState): boolean {
  return state.conversation.changeSeq > state.changeSeq;
}

/** The held messages from `from` to `to`, in order. */
export function messagesBetween(state: ConversationState, from: number, to: number): Message[] {
  const found: Message[] = [];
  for (const message of state.messages.values()) {
    if (message.seq >= from && message.seq <= to) found.push(message);
  }
  return found.sort((a, b) => a.seq - b.seq);
}

/** Lets go of messages below `from` except those wanted. They stay covered: the disk has them. */
export function releaseMessages(
  state: ConversationState,
  from: number,
  isWanted: (seq: number) => boolean,
): ConversationState {
  const messages = new Map([...state.messages].filter(([seq]) => seq >= from || isWanted(seq)));
  if (messages.size === state.messages.size && state.heldFrom >= from) return state;
  return { ...state, messages, heldFrom: Math.max(state.heldFrom, from) };
}

/** Knows only what is held in memory: the disk is gone. */
export function forgetUnheld(state: ConversationState): ConversationState {
  let covered = cutRunsBelow(state.covered, state.heldFrom);
  for (const { seq } of state.messages.values()) covered = insertRun(covered, seq, seq);
  return { ...state, covered, heldFrom: 0 };
}

/** Takes messages that were read back from the disk; the newer one of two stays. */
export function holdMessages(state: ConversationState, stored: readonly Message[]): ConversationState {
  let messages: Map<number, Message> | null = null;
  let { nextExpiry } = state;
  for (const message of stored) {
    const held = (messages ?? state.messages).get(message.seq);
    if ((held && held.changeSeq >= message.changeSeq) || state.hidden.has(message.seq)) continue;
    messages ??= new Map(state.messages);
    messages.set(message.seq, message);
    nextExpiry = Math.min(nextExpiry, expiryOf(message));
  }
  return messages ? { ...state, messages, nextExpiry } : state;
}
