import type { MessagingDatabase } from '@natter/server';

type SendInput = Parameters<MessagingDatabase['sendMessages']>[0][number];
type SendVerdict = Awaited<ReturnType<MessagingDatabase['sendMessages']>>[number];
type MeRow = Awaited<ReturnType<MessagingDatabase['ensurePerson']>>;

/** The one conversation of the stub: of `ann` and `bob`. */
export const STUB_CONVERSATION = '01900000-0000-7000-8000-00000000000a';
const MEMBERS = ['ann', 'bob'];

/**
 * For tests of the edge: answers of a database in which ann and bob have one conversation, without PostgreSQL. It knows
 * sends, keys and membership; everything else is empty unless given.
 */
export function createStubDatabase(overrides: Partial<MessagingDatabase> = {}): MessagingDatabase {
  const sent = new Map<string, { readonly send: SendInput; readonly seq: number }>();
  let lastSeq = 0;
  const settle = (send: SendInput): SendVerdict => {
    if (send.conversationId !== STUB_CONVERSATION || !MEMBERS.includes(send.senderId)) return { verdict: 'not_found' };
    const held = sent.get(`${send.senderId} ${send.clientId}`);
    if (held) return { verdict: held.send.content === send.content ? 'duplicate' : 'conflict' };
    lastSeq++;
    sent.set(`${send.senderId} ${send.clientId}`, { send, seq: lastSeq });
    const sentAt = new Date();
    return {
      verdict: 'sent',
      seq: lastSeq,
      changeSeq: lastSeq,
      sentAt,
      expiresAt: null,
      replyTo: null,
      recipients: MEMBERS,
    };
  };
  return {
    ensurePerson: async (userId) => stubPerson(userId),
    readMe: async (userId) => stubPerson(userId),
    putSettings: async (userId, patch) => ({ ...stubPerson(userId).settings, ...patch }) as MeRow['settings'],
    upsertUsers: async (users) => ({ upserted: users.length, affectedUserIds: users.map(({ id }) => id) }),
    readPeople: async () => [],
    readPresence: async (_userId, ids) =>
      ids.filter((id) => MEMBERS.includes(id)).map((userId) => ({ userId, lastSeenAt: null })),
    touchLastSeen: async () => undefined,
    readMemberships: async (userId, ids) =>
      MEMBERS.includes(userId)
        ? ids.filter((id) => id === STUB_CONVERSATION).map((id) => ({ id, memberIds: MEMBERS }))
        : [],
    startDirect: async () => ({ outcome: 'not_found' }),
    sendMessages: async (sends) => sends.map(settle),
    readMessageByKey: async (userId, clientId) => {
      const held = sent.get(`${userId} ${clientId}`);
      return held === undefined ? null : toRow(held);
    },
    advanceMarks: async (marks) =>
      marks.map((mark) =>
        mark.conversationId === STUB_CONVERSATION && MEMBERS.includes(mark.userId)
          ? {
              deliveredSeq: mark.seq,
              readSeq: mark.kind === 'read' ? mark.seq : 0,
              unreadCount: 0,
              at: new Date(),
              changed: true,
              shownDelivered: mark.seq,
              shownRead: mark.kind === 'read' ? mark.seq : null,
              recipients: MEMBERS,
            }
          : null,
      ),
    patchMemberState: async () => false,
    clearConversation: async () => false,
    readConversation: async () => null,
    readInbox: async () => [],
    readHistory: async () => null,
    readChanges: async () => null,
    readReceipts: async () => null,
    readSync: async () => ({
      epoch: 'e1',
      horizon: '100',
      conversations: [],
      removed: [],
      lastKey: null,
      hasMore: false,
    }),
    readChangedMessages: async () => [],
    readNewestMessages: async () => [],
    readUnreadTotals: async () => ({ messages: 0, conversations: 0, requests: 0, validUntil: null }),
    readEpoch: async () => 'e1',
    ping: async () => undefined,
    close: async () => undefined,
    ...overrides,
  };
}

export function stubPerson(userId: string): MeRow {
  return {
    userId,
    displayName: userId,
    avatarUrl: null,
    tier: 'free',
    roles: ['member'],
    settings: { readReceipts: true, typingIndicators: true, presence: true },
  };
}

function toRow({ send, seq }: { send: SendInput; seq: number }) {
  return {
    id: send.id,
    conversationId: send.conversationId,
    seq,
    changeSeq: seq,
    version: 1,
    clientId: send.clientId,
    senderId: send.senderId,
    type: send.type,
    content: send.content,
    metadata: null,
    mentions: send.mentions,
    replyTo: null,
    sentAt: new Date(),
    editedAt: null,
    deletedAt: null,
    expiresAt: null,
  };
}
