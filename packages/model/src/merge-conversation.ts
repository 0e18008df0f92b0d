import type { Conversation, Message, Participant } from '@natter/protocol';
import { type ConversationState, countedBy } from './conversation-state.ts';
import { expiryOf } from './expiry.ts';
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
    expiredSeq: Math.max(base.expiredSeq ?? 0, known.expiredSeq ?? 0),
  };
  const counted = isOld ? state.counted : countedBy(snapshot);
  const nextExpiry = Math.min(state.nextExpiry, expiryOf(marked.lastMessage));
  return settle(cutHistory({ ...state, conversation: marked, counted, nextExpiry }));
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
 * Puts messages in, each by its own `changeSeq`: an older state of a message never replaces a newer one, and what is hidden
 * stays so. Each number becomes covered by itself, which is always true; the caller covers what lies between.
 */
export function putMessages(state: ConversationState, incoming: readonly Message[]): ConversationState {
  if (incoming.length === 0) return state;
  const messages = new Map(state.messages);
  let { covered, nextExpiry } = state;
  const deleted: Message[] = [];
  for (const message of incoming) {
    const { seq } = message;
    if (seq < state.conversation.historyFrom || state.hidden.has(seq)) continue;
    const held = messages.get(seq);
    if (!held || held.changeSeq < message.changeSeq) messages.set(seq, withOwnView(message, held));
    else if (held.changeSeq === message.changeSeq) messages.set(seq, withOwnView(held, message));
    if (message.deletedAt !== null) deleted.push(message);
    covered = insertRun(covered, seq, seq);
    nextExpiry = Math.min(nextExpiry, expiryOf(message));
  }
  const next = { ...state, messages, covered, nextExpiry };
  for (const { seq } of incoming) {
    const message = messages.get(seq);
    if (message) messages.set(seq, withTrueQuote(message, next));
  }
  return forgetQuoted(next, deleted);
}

/**
 * A quote of what is gone for this person has nothing to show. One in a conversation whose messages expire keeps no words of its
 * own either: when they expire is known with the quoted message alone, so a reader takes them from there.
 */
function withTrueQuote(message: Message, { messages, hidden, conversation }: ConversationState): Message {
  const { replyTo } = message;
  if (typeof replyTo?.preview !== 'string') return message;
  const isGone = hidden.has(replyTo.seq) || (messages.get(replyTo.seq)?.deletedAt ?? null) !== null;
  if (isGone) return { ...message, replyTo: { ...replyTo, preview: null } };
  if (message.expiresAt === null && !conversation.expiredSeq) return message;
  const { preview: _, ...bare } = replyTo;
  return { ...message, replyTo: bare };
}

/** Nothing that is held quotes these messages any more, nor does the draft. */
export function forgetQuoted(state: ConversationState, gone: readonly Message[]): ConversationState {
  if (gone.length === 0) return state;
  const seqs = new Set(gone.map((one) => one.seq));
  const quoting = [...state.messages.values()].filter((one) => seqs.has(one.replyTo?.seq ?? 0));
  const messages = new Map(state.messages);
  for (const message of quoting) {
    if (message.replyTo) messages.set(message.seq, { ...message, replyTo: { ...message.replyTo, preview: null } });
  }
  const { draft } = state.conversation;
  if (!draft || !gone.some((one) => one.id === draft.replyToId)) return { ...state, messages };
  return { ...state, messages, conversation: { ...state.conversation, draft: { ...draft, replyToId: null } } };
}

/** The one with the highest place; null when there is none. */
export function newestOf(messages: ReadonlyMap<number, Message>): Message | null {
  let newest: Message | null = null;
  for (const message of messages.values()) if (message.seq > (newest?.seq ?? 0)) newest = message;
  return newest;
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

/** Numbers that have become nothing for this person, for good. */
export function hideSeqs(state: ConversationState, seqs: readonly number[]): ConversationState {
  if (seqs.every((seq) => state.hidden.has(seq))) return state;
  const messages = new Map(state.messages);
  const gone: Message[] = [];
  let { covered } = state;
  for (const seq of seqs) {
    const held = messages.get(seq);
    if (held) gone.push(held);
    messages.delete(seq);
    covered = insertRun(covered, seq, seq);
  }
  return forgetQuoted({ ...state, messages, covered, hidden: new Set([...state.hidden, ...seqs]) }, gone);
}

/** Recomputes what follows from the rest: what all others have reached, the unread number, and a last message that is not hidden. */
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
  const isLastHidden = conversation.lastMessage !== null && state.hidden.has(conversation.lastMessage.seq);
  const lastMessage = isLastHidden ? newestOf(state.messages) : conversation.lastMessage;
  const isSame =
    lastMessage === conversation.lastMessage &&
    othersReadSeq === conversation.othersReadSeq &&
    othersDeliveredSeq === conversation.othersDeliveredSeq &&
    unreadCount === conversation.unreadCount;
  return isSame
    ? state
    : { ...state, conversation: { ...conversation, lastMessage, othersReadSeq, othersDeliveredSeq, unreadCount } };
}
