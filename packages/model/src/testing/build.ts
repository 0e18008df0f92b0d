import type { Conversation, Message, Participant } from '@natter/protocol';

const START_MS = Date.UTC(2026, 0, 5, 9);
export const at = (minutes: number) => new Date(START_MS + minutes * 60_000).toISOString();
export const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const CONVERSATION = uuid(1);

/** A message of bob's unless told otherwise; `seq` also gives id, time and change. */
export function buildMessage(seq: number, over: Partial<Message> = {}): Message {
  return {
    id: uuid(1000 + seq),
    conversationId: CONVERSATION,
    seq,
    changeSeq: seq,
    version: 1,
    clientId: uuid(5000 + seq),
    senderId: 'bob',
    type: 'text',
    content: `message ${seq}`,
    metadata: null,
    mentions: [],
    attachments: [],
    replyTo: null,
    reactions: [],
    createdAt: at(seq),
    editedAt: null,
    deletedAt: null,
    expiresAt: null,
    ...over,
  };
}

export function buildParticipant(userId: string, over: Partial<Participant> = {}): Participant {
  return {
    userId,
    displayName: userId,
    avatarUrl: null,
    role: 'member',
    joinedAt: at(0),
    deliveredSeq: 0,
    readSeq: 0,
    ...over,
  };
}

/** Ann's view of her conversation with bob. */
export function buildConversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: CONVERSATION,
    type: 'direct',
    name: null,
    participants: [buildParticipant('ann'), buildParticipant('bob')],
    participantCount: 2,
    othersDeliveredSeq: 0,
    othersReadSeq: 0,
    lastMessage: null,
    lastSeq: 0,
    changeSeq: 0,
    historyFrom: 1,
    readSeq: 0,
    deliveredSeq: 0,
    unreadCount: 0,
    isPinned: false,
    isArchived: false,
    mutedUntil: null,
    markedUnread: false,
    draft: null,
    request: null,
    listing: null,
    can: { send: true, invite: false },
    createdAt: at(0),
    updatedAt: at(0),
    ...over,
  };
}

/** A small repeatable random source (mulberry32), uniform in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
