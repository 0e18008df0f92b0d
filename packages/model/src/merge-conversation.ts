import type { Conversation, Message, Participant } from '@natter/protocol';
import { type ConversationState, countedBy } from './conversation-state.ts';
import { cutRunsBelow, insertRun } from './intervals.ts';
import { deriveUnread } from './unread.ts';

type Mark = number | null;

/** The higher of two readings of one mark. Hidden (null) in the newer reading hides it. */
const laterMark = (newer: Mark, older: Mark): Mark =>
  newer === null || older === null ? newer : Math.max(newer, older);

/** Of two states of one message the one that changed last; of two last messages the one with the higher place. */
export function laterMessage(a: Message | null, b: Message | null): Message | null {
  if (a === null || b === null) return a ?? b;
  if (a.seq !== b.seq) return a.seq > b.seq ? a : b;
  return a.changeSeq >= b.changeSeq ? a : b;
}

/**
 * Takes a snapshot of the conversation. One that is older than what has been applied tells nothing new of what all members
 * see alike, but its own part (pin, mute, draft …) is still the latest answer we have. Marks only grow.
 */
export function takeSnapshot(state: ConversationState, snapshot: Conversation): ConversationState {
  const known = state.conversation;
  const isOld = snapshot.changeSeq < Math.max(known.changeSeq, state.changeSeq);
  const base: Conversation = isOld
    ? {
        ...snapshot,
        name: known.name,
        lastMessage: known.lastMessage,
        lastSeq: known.lastSeq,
        changeSeq: known.changeSeq,
        updatedAt: known.updatedAt,
      }
    : { ...snapshot, lastMessage: sameSeqLater(snapshot.lastMessage, known.lastMessage) };
  const marked: Conversation = {
    ...base,
    participants: base.participants.map((participant) => withLaterMarks(participant, known)),
    othersDeliveredSeq: laterMark(base.othersDeliveredSeq, known.othersDeliveredSeq),
    othersReadSeq: laterMark(base.othersReadSeq, known.othersReadSeq),
    readSeq: Math.max(base.readSeq, known.readSeq),
    deliveredSeq: Math.max(base.deliveredSeq, known.deliveredSeq),
  };
  const counted = isOld ? state.counted : countedBy(snapshot);
  return settle(cutHistory({ ...state, conversation: marked, counted }));
}

/** A snapshot decides which message is the last; if that is the one we know, its later state stays. */
function sameSeqLater(snapshot: Message | null, known: Message | null): Message | null {
  return snapshot && known && snapshot.seq === known.seq ? laterMessage(snapshot, known) : snapshot;
}

function withLaterMarks(participant: Participant, known: Conversation): Participant {
  const before = known.participants.find((other) => other.userId === participant.userId);
  if (!before) return participant;
  return {
    ...participant,
    deliveredSeq: laterMark(participant.deliveredSeq, before.deliveredSeq),
    readSeq: laterMark(participant.readSeq, before.readSeq),
  };
}

/** What lies before the first readable number is gone for this person. */
function cutHistory(state: ConversationState): ConversationState {
  const from = state.conversation.historyFrom;
  if (from <= 1) return state;
  const covered = cutRunsBelow(state.covered, from);
  if (![...state.messages.keys()].some((seq) => seq < from)) return { ...state, covered };
  return { ...state, covered, messages: new Map([...state.messages].filter(([seq]) => seq >= from)) };
}

/**
 * Puts messages in, each by its own `changeSeq`: an older state of a message never replaces a newer one. Each number becomes
 * covered by itself, which is always true; the caller covers what lies between.
 */
export function putMessages(
  state: ConversationState,
  incoming: readonly Message[],
  options: { readonly keepHidden: boolean } = { keepHidden: false },
): ConversationState {
  if (incoming.length === 0) return state;
  const messages = new Map(state.messages);
  const hidden = new Set(state.hidden);
  let { covered } = state;
  for (const message of incoming) {
    if (message.seq < state.conversation.historyFrom) continue;
    if (hidden.has(message.seq)) {
      if (options.keepHidden) continue;
      hidden.delete(message.seq);
    }
    const held = messages.get(message.seq);
    if (!held || held.changeSeq < message.changeSeq) messages.set(message.seq, withOwnView(message, held));
    else if (held.changeSeq === message.changeSeq) messages.set(message.seq, withOwnView(held, message));
    covered = insertRun(covered, message.seq, message.seq);
  }
  return { ...state, messages, hidden, covered };
}

/** Broadcasts leave out what differs by reader; what we knew of it stays. */
function withOwnView(message: Message, known: Message | undefined): Message {
  const preview = known?.replyTo?.preview;
  const replyTo =
    message.replyTo && message.replyTo.preview === undefined && preview !== undefined
      ? { ...message.replyTo, preview: message.deletedAt === null ? preview : null }
      : message.replyTo;
  const starred = message.starred ?? known?.starred;
  return starred === undefined ? { ...message, replyTo } : { ...message, replyTo, starred };
}

/** Numbers that have become nothing for this person. */
export function hideSeqs(state: ConversationState, seqs: readonly number[]): ConversationState {
  if (seqs.length === 0) return state;
  const messages = new Map(state.messages);
  let { covered } = state;
  for (const seq of seqs) {
    messages.delete(seq);
    covered = insertRun(covered, seq, seq);
  }
  return { ...state, messages, covered, hidden: new Set([...state.hidden, ...seqs]) };
}

/** Recomputes what follows from the rest: what all others have reached, and the unread number. */
export function settle(state: ConversationState): ConversationState {
  const { conversation } = state;
  const others = conversation.participants.filter((participant) => participant.userId !== state.userId);
  const isWhole = conversation.participants.length === conversation.participantCount && others.length > 0;
  const lowest = (pick: (participant: Participant) => Mark) => {
    const marks = others.map(pick);
    return marks.some((mark) => mark === null) ? null : Math.min(...marks.map(Number));
  };
  const othersReadSeq = isWhole ? lowest((one) => one.readSeq) : conversation.othersReadSeq;
  const othersDeliveredSeq = isWhole ? lowest((one) => one.deliveredSeq) : conversation.othersDeliveredSeq;
  const unreadCount = deriveUnread(state);
  const isSame =
    othersReadSeq === conversation.othersReadSeq &&
    othersDeliveredSeq === conversation.othersDeliveredSeq &&
    unreadCount === conversation.unreadCount;
  return isSame
    ? state
    : { ...state, conversation: { ...conversation, othersReadSeq, othersDeliveredSeq, unreadCount } };
}
