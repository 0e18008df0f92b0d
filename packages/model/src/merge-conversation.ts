import type { Conversation, Message, Participant } from '@natter/protocol';
import { type ConversationState, countedBy } from './conversation-state.ts';
import { expiryOf, NEVER } from './expiry.ts';
import { containsRange, cutRunsBelow, insertRun } from './intervals.ts';
import { withOwnParts } from './own-parts.ts';
import { deriveUnread } from './unread.ts';

type Mark = number | null;

/** The higher of two readings of one mark. Hidden (null) in the newer reading hides it. */
export const laterMark = (newer: Mark, older: Mark): Mark =>
  newer === null || older === null ? newer : Math.max(newer, older);

/** Of two states of one message the one that changed last; of two last messages the one with the higher place. */
export function laterMessage(a: Message | null, b: Message | null): Message | null {
  if (a === null || b === null) return a ?? b;
  if (a.seq !== b.seq) return a.seq > b.seq ? a : b;
  return a.changeSeq >= b.changeSeq ? a : b;
}

/** What of a conversation is this person's own, and not in the change log. */
function ownPartOf(conversation: Conversation) {
  const { isPinned, isArchived, mutedUntil, markedUnread, draft, request, can } = conversation;
  const { unreadFrom, blocked, scheduledCount } = conversation;
  return {
    ...{ isPinned, isArchived, mutedUntil, markedUnread, draft, request, can },
    ...(unreadFrom === undefined ? {} : { unreadFrom }),
    ...(blocked === undefined ? {} : { blocked }),
    ...(scheduledCount === undefined ? {} : { scheduledCount }),
  };
}

/** Whether two views of a conversation tell the same of what is this person's own. */
export function hasSameOwnPart(a: Conversation | undefined, b: Conversation): boolean {
  return a !== undefined && JSON.stringify(ownPartOf(a)) === JSON.stringify(ownPartOf(b));
}

/** What of a group is in the change log, and what follows from it. */
function groupPartOf({ whoSends, whoAdds, participants, participantCount, can }: Conversation) {
  return {
    ...{ participants, participantCount, can },
    ...(whoSends === undefined ? {} : { whoSends }),
    ...(whoAdds === undefined ? {} : { whoAdds }),
  };
}

function withKnownOwnPart(
  { unreadFrom: _, blocked: __, scheduledCount: ___, ...snapshot }: Conversation,
  known: Conversation,
): Conversation {
  return { ...snapshot, ...ownPartOf(known) };
}

/**
 * Takes a snapshot of the conversation. One that is older than what has been applied tells nothing new of what all members
 * see alike, but its own part (pin, mute, draft …) is taken all the same, unless `keepsOwn`: then a later answer has told of it. Marks
 * only grow.
 */
export function takeSnapshot(state: ConversationState, given: Conversation, keepsOwn = false): ConversationState {
  const known = state.conversation;
  const snapshot = keepsOwn ? withKnownOwnPart(given, known) : given;
  const isOld = snapshot.changeSeq < Math.max(known.changeSeq, state.changeSeq);
  const base: Conversation = isOld
    ? {
        ...snapshot,
        name: known.name,
        lastMessage: known.lastMessage,
        lastSeq: known.lastSeq,
        ...(known.disappearAfter === undefined ? {} : { disappearAfter: known.disappearAfter }),
        ...(known.type === 'group' ? groupPartOf(known) : {}),
        changeSeq: known.changeSeq,
        updatedAt: known.updatedAt,
      }
    : { ...snapshot, lastMessage: sameSeqLater(snapshot.lastMessage, known.lastMessage) };
  const marked: Conversation = {
    ...base,
    participants: base.participants.map((participant) => withLaterMarks(participant, known)),
    othersDeliveredSeq: laterMark(base.othersDeliveredSeq, known.othersDeliveredSeq),
    othersReadSeq: laterMark(base.othersReadSeq, known.othersReadSeq),
    historyFrom: Math.max(base.historyFrom, known.historyFrom),
    readSeq: Math.max(base.readSeq, known.readSeq),
    deliveredSeq: Math.max(base.deliveredSeq, known.deliveredSeq),
    expiredSeq: Math.max(base.expiredSeq ?? 0, known.expiredSeq ?? 0),
    // A mark that the server has not been told of ends this there as well.
    ...(known.readSeq > base.readSeq ? { markedUnread: known.markedUnread, unreadFrom: known.unreadFrom ?? null } : {}),
  };
  const counted = isOld ? state.counted : countedBy(snapshot);
  const nextExpiry = Math.min(state.nextExpiry, expiryOf(marked.lastMessage));
  const next = { ...state, conversation: marked, counted, nextExpiry };
  const isFirstExpiry = Boolean(marked.expiredSeq) && !known.expiredSeq;
  return settle(cutHistory(isFirstExpiry ? withTrueQuotes(next) : next));
}

function withTrueQuotes(state: ConversationState): ConversationState {
  return { ...state, messages: new Map([...state.messages].map(([seq, one]) => [seq, withTrueQuote(one, state)])) };
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
 * stays so. Of two pictures of one state an answer to this person wins: it tells what is their own in it, which need not be in the
 * log. Each number becomes covered by itself, which is always true; the caller covers what lies between.
 */
export function putMessages(
  state: ConversationState,
  incoming: readonly Message[],
  isAnswer = true,
): ConversationState {
  if (incoming.length === 0) return state;
  const messages = new Map(state.messages);
  let { covered, nextExpiry } = state;
  const deleted: Message[] = [];
  for (const message of incoming) {
    const { seq } = message;
    if (seq < state.conversation.historyFrom || state.hidden.has(seq)) continue;
    const held = messages.get(seq);
    if (!held && isKnownAsNothing(state, message)) continue;
    if (!held || held.changeSeq < message.changeSeq) messages.set(seq, withOwnParts(message, held));
    // Another message at the same place is of a server that went back in time: sync tells what became of the one that was there.
    else if (held.changeSeq === message.changeSeq && held.id === message.id)
      messages.set(seq, isAnswer ? withOwnParts(message, held) : withOwnParts(held, message));
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
 * A number that is covered and held by nothing has come to nothing for this person, up to the known end of the log: a late answer
 * that still shows a message there (before its expiry was moved, say) does not bring it back.
 */
function isKnownAsNothing({ covered, heldFrom, changeSeq }: ConversationState, message: Message): boolean {
  return message.seq >= heldFrom && message.changeSeq <= changeSeq && containsRange(covered, message.seq, message.seq);
}

/**
 * A quote of what is gone for this person has nothing to show. One in a conversation whose messages expire keeps no words of its
 * own either: when they expire is known with the quoted message alone, so a reader takes them from there.
 */
function withTrueQuote(message: Message, { messages, hidden, conversation, nextExpiry }: ConversationState): Message {
  const { replyTo } = message;
  if (typeof replyTo?.preview !== 'string') return message;
  const isGone = hidden.has(replyTo.seq) || (messages.get(replyTo.seq)?.deletedAt ?? null) !== null;
  if (isGone) return { ...message, replyTo: { ...replyTo, preview: null } };
  if (nextExpiry === NEVER && !conversation.disappearAfter && !conversation.expiredSeq) return message;
  const { preview: _, ...bare } = replyTo;
  return { ...message, replyTo: bare };
}

/** Nothing that is held quotes these messages any more, nor does the draft. `seqs`: where they stood, also of those not held. */
export function forgetQuoted(
  state: ConversationState,
  gone: readonly Message[],
  seqs: ReadonlySet<number> = new Set(gone.map((one) => one.seq)),
): ConversationState {
  if (seqs.size === 0) return state;
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
  const fresh = new Set(seqs.filter((seq) => !state.hidden.has(seq)));
  return forgetQuoted({ ...state, messages, covered, hidden: new Set([...state.hidden, ...seqs]) }, gone, fresh);
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
