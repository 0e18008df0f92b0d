import type { PendingMessage } from '@natter/client';
import type { Conversation, Message, Person, UserId } from '@natter/protocol';
import {
  AMARA,
  DAY,
  GALLERY_NOW,
  HARUKA,
  HOUR,
  JONAS,
  LAYLA,
  type Line,
  longTalk,
  ME,
  MINUTE,
  OTHERS,
  PEOPLE,
  type PersonKey,
  TOM,
} from './world-data.ts';

/** One conversation with all there is in it. */
export interface FakeConversation {
  conversation: Conversation;
  messages: Message[];
  pending: PendingMessage[];
  draft: string | null;
  typing: UserId[];
  /** Which `seq` I starred. */
  starred: ReadonlySet<number>;
}

const iso = (ms: number) => new Date(ms).toISOString();
const uuid = (space: number, number: number) =>
  `0190${space.toString(16).padStart(4, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

/** A message as the server would give it. */
export function fakeMessage(space: number, seq: number, from: UserId, at: number, content: string): Message {
  const named = content.indexOf('@Priya Raman');
  return {
    id: uuid(space, seq),
    conversationId: uuid(space, 0),
    seq,
    changeSeq: seq,
    version: 1,
    clientId: uuid(space + 0x8000, seq),
    senderId: from,
    type: 'text',
    content,
    metadata: null,
    mentions: named < 0 ? [] : [{ userId: 'u-priya', start: named, end: named + 12 }],
    attachments: [],
    replyTo: null,
    reactions: [],
    createdAt: iso(at),
    editedAt: null,
    deletedAt: null,
    expiresAt: null,
  };
}

interface Options {
  readonly unread?: number;
  readonly othersReadSeq?: number;
  readonly othersDeliveredSeq?: number;
  readonly change?: Partial<Conversation>;
  readonly draft?: string;
  readonly typing?: boolean;
}

/** A direct conversation of mine with `peer`. */
export function fakeConversation(
  space: number,
  peer: Person,
  lines: readonly Line[],
  options: Options = {},
): FakeConversation {
  const messages = lines.map(([who, ago, text], index) =>
    fakeMessage(space, index + 1, who === 'me' ? ME.userId : peer.userId, GALLERY_NOW - ago * MINUTE, text),
  );
  const lastSeq = messages.length;
  const readSeq = lastSeq - (options.unread ?? 0);
  const member = (person: Person, read: number) => ({
    ...person,
    role: 'member' as const,
    joinedAt: iso(GALLERY_NOW - 200 * DAY),
    deliveredSeq: lastSeq,
    readSeq: read,
  });
  const conversation: Conversation = {
    id: uuid(space, 0),
    type: 'direct',
    name: null,
    participants: [member(ME, readSeq), member(peer, options.othersReadSeq ?? lastSeq)],
    participantCount: 2,
    othersDeliveredSeq: options.othersDeliveredSeq ?? lastSeq,
    othersReadSeq: options.othersReadSeq ?? lastSeq,
    lastMessage: messages.at(-1) ?? null,
    lastSeq,
    changeSeq: lastSeq,
    historyFrom: 1,
    readSeq,
    deliveredSeq: lastSeq,
    unreadCount: options.unread ?? 0,
    isPinned: false,
    isArchived: false,
    mutedUntil: null,
    markedUnread: false,
    draft: null,
    request: null,
    listing: null,
    can: { send: true, invite: false },
    createdAt: iso(GALLERY_NOW - 200 * DAY),
    updatedAt: iso(GALLERY_NOW - HOUR),
    ...options.change,
  };
  return {
    conversation,
    messages,
    pending: [],
    draft: options.draft ?? null,
    typing: options.typing === true ? [peer.userId] : [],
    starred: new Set(),
  };
}

function pendingOf(space: number, number: number, content: string, change: Partial<PendingMessage>): PendingMessage {
  return {
    clientId: uuid(space + 0x8000, 9000 + number),
    conversationId: uuid(space, 0),
    content,
    mentions: [],
    replyToId: null,
    createdAt: iso(GALLERY_NOW - (5 - number) * MINUTE),
    state: 'queued',
    error: null,
    ...change,
  };
}

/** The notes to myself. */
function fakeNotes(): FakeConversation {
  const lines: Line[] = [
    ['me', 3_100, 'Return the ladder to Tom'],
    ['me', 1_500, 'Chapter 7, page 112: ask Jonas'],
  ];
  const notes = fakeConversation(7, ME, lines);
  const [me] = notes.conversation.participants;
  return { ...notes, conversation: { ...notes.conversation, participants: me ? [me] : [], participantCount: 1 } };
}

/** About a dozen conversations: a long one, right-to-left ones, a Japanese one, one with trouble, one that is only read. */
export function fakeWorld(): FakeConversation[] {
  const tom = fakeConversation(5, PEOPLE.tom, TOM, { othersReadSeq: 2, othersDeliveredSeq: 3 });
  tom.pending = [
    pendingOf(5, 1, 'Here is the first one', {
      state: 'failed',
      error: { code: 'rate_limited', detail: 'Too many requests. Please wait a moment.' },
    }),
    pendingOf(5, 2, 'And the other two will follow as soon as I am out of this tunnel', { state: 'sending' }),
    pendingOf(5, 3, 'Platform 4 by the way', {}),
  ];
  const others = OTHERS.map(([key, lines], index) => {
    const options: Partial<Record<PersonKey, Options>> = {
      ines: { unread: 1, change: { mutedUntil: iso(GALLERY_NOW + 8 * HOUR) } },
      priya: { draft: 'I can be at your place at eight, if' },
      clara: { change: { can: { send: false, invite: false, whyNot: 'unreachable' } } },
      oskar: { change: { can: { send: false, invite: false, whyNot: 'blocked' }, blocked: true } },
      noa: { change: { expiredSeq: 12, markedUnread: true } },
      bea: { change: { isArchived: true } },
    };
    return fakeConversation(20 + index, PEOPLE[key], lines, options[key] ?? {});
  });
  return [
    fakeConversation(1, PEOPLE.jonas, JONAS, { change: { isPinned: true } }),
    fakeConversation(2, PEOPLE.amara, AMARA, { unread: 3 }),
    fakeConversation(3, PEOPLE.layla, LAYLA),
    fakeConversation(4, PEOPLE.haruka, HARUKA, { typing: true }),
    tom,
    fakeConversation(6, PEOPLE.mikko, longTalk(640), { unread: 140 }),
    fakeNotes(),
    ...others,
  ];
}
