import type { MessagingDatabase } from '@natter/server';

type SendInput = Parameters<MessagingDatabase['sendMessages']>[0][number];
type SendVerdict = Awaited<ReturnType<MessagingDatabase['sendMessages']>>[number];
type StoreFacts = Awaited<ReturnType<MessagingDatabase['readStoreFacts']>>;
type TimingDatabase = Pick<
  MessagingDatabase,
  | 'setVotes'
  | 'closePoll'
  | 'readVotes'
  | 'createScheduled'
  | 'patchScheduled'
  | 'deleteScheduled'
  | 'readScheduled'
  | 'sendScheduled'
  | 'sendDue'
  | 'readDue'
  | 'nextScheduled'
  | 'setDisappearing'
  | 'locateMessage'
  | 'readParticipants'
>;
type GroupDatabase = Pick<
  MessagingDatabase,
  'startGroup' | 'addMembers' | 'removeMember' | 'leaveGroup' | 'setMemberRole' | 'patchGroup' | 'readGroupMarks'
>;
type SafetyDatabase = Pick<
  MessagingDatabase,
  | 'putBlock'
  | 'readBlocks'
  | 'reportMessage'
  | 'readReports'
  | 'readReport'
  | 'resolveReport'
  | 'readSuspensions'
  | 'liftSuspension'
  | 'readModerationActions'
  | 'readWords'
  | 'putWords'
>;
type LifeDatabase = Pick<
  MessagingDatabase,
  | 'readMessage'
  | 'editMessage'
  | 'readVersions'
  | 'setReaction'
  | 'readReactions'
  | 'setStar'
  | 'readStarred'
  | 'readStars'
  | 'forwardMessage'
>;
type RetentionDatabase = Pick<
  MessagingDatabase,
  | 'takeRetentionTurn'
  | 'readNow'
  | 'applyTierChanges'
  | 'softDeleteExpired'
  | 'eraseVanished'
  | 'cleanupExpired'
  | 'eraseDeletedContent'
  | 'purgeReports'
  | 'readRetention'
  | 'proveRetention'
>;
type NodesDatabase = Pick<
  MessagingDatabase,
  | 'registerNode'
  | 'renewNode'
  | 'removeNode'
  | 'readCommits'
  | 'readAudiences'
  | 'readFollowed'
  | 'wakeNodes'
  | 'pushMoments'
  | 'readPresences'
  | 'listenToCommits'
>;
type MeRow = NonNullable<Awaited<ReturnType<MessagingDatabase['ensurePerson']>>>;

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
    upsertUsers: async (users) => ({
      upserted: users.length,
      affectedUserIds: users.map(({ id }) => id),
      unknownTiers: [],
    }),
    putMemberships: async ({ put, remove }) => ({
      upserted: put.length,
      removed: remove.length,
      unknownPeople: [],
      affectedUserIds: [...put, ...remove].map(({ userId }) => userId),
    }),
    readPeople: async () => [],
    readPresence: async (_userId, ids) =>
      ids.filter((id) => MEMBERS.includes(id)).map((userId) => ({ userId, lastSeenAt: null })),
    touchLastSeen: async () => undefined,
    readMemberships: async (userId, ids) =>
      MEMBERS.includes(userId)
        ? ids.filter((id) => id === STUB_CONVERSATION).map((id) => ({ id, memberIds: MEMBERS, isQuiet: false }))
        : [],
    startDirect: async () => ({ outcome: 'not_found' }),
    sendMessages: async (sends) => sends.map(settle),
    deleteMessage: async () => ({ outcome: 'not_found' }),
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
    abandonStart: async () => false,
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
      keys: [],
      lastKey: null,
      hasMore: false,
    }),
    readChangedMessages: async () => [],
    readNewestMessages: async () => [],
    readHidden: async () => new Map(),
    readUnreadTotals: async () => ({ messages: 0, conversations: 0, requests: 0, validUntil: null }),
    ...stubLife,
    ...stubTiming,
    ...stubGroups,
    ...stubSafety,
    ...stubRetention,
    ...stubNodes,
    readStoreFacts: async () => stubFacts(),
    readEpoch: async () => 'e1',
    ping: async () => undefined,
    close: async () => undefined,
    ...overrides,
  };
}

/** No polls, nothing waits, nothing disappears. */
const stubGroups: GroupDatabase = {
  startGroup: async () => ({ outcome: 'not_found' }),
  addMembers: async () => ({ outcome: 'not_found' }),
  removeMember: async () => ({ outcome: 'not_found' }),
  leaveGroup: async () => ({ outcome: 'not_found' }),
  setMemberRole: async () => ({ outcome: 'not_found' }),
  patchGroup: async () => ({ outcome: 'not_found' }),
  readGroupMarks: async () => [],
};

const stubTiming: TimingDatabase = {
  setVotes: async () => ({ outcome: 'not_found', recipients: [], message: null, own: null }),
  closePoll: async () => ({ outcome: 'not_found', recipients: [], message: null, own: null }),
  readVotes: async () => null,
  createScheduled: async () => ({ outcome: 'not_found', id: null }),
  patchScheduled: async () => 'not_found',
  deleteScheduled: async () => null,
  readScheduled: async () => [],
  sendScheduled: async () => null,
  sendDue: async () => [],
  readDue: async () => [],
  nextScheduled: async () => null,
  setDisappearing: async () => ({ outcome: 'not_found', changeSeq: 0, recipients: [] }),
  locateMessage: async () => undefined,
  readParticipants: async () => [],
};

/** No message has a life beyond its sending. */
const stubLife: LifeDatabase = {
  readMessage: async () => null,
  editMessage: async () => ({ outcome: 'not_found' }),
  readVersions: async () => [],
  setReaction: async () => ({ outcome: 'not_found' }),
  readReactions: async () => null,
  setStar: async () => 'not_found',
  readStarred: async () => [],
  readStars: async () => new Map(),
  forwardMessage: async () => ({ outcome: 'not_found' }),
};

/** Nobody is blocked or reported. */
const stubSafety: SafetyDatabase = {
  putBlock: async () => ({ outcome: 'done', conversationId: STUB_CONVERSATION }),
  readBlocks: async () => [],
  reportMessage: async () => 'reported',
  readReports: async () => [],
  readReport: async () => null,
  resolveReport: async () => ({ outcome: 'not_found', authorId: null, erased: null }),
  readSuspensions: async () => [],
  liftSuspension: async () => false,
  readModerationActions: async () => [],
  readWords: async () => [],
  putWords: async (_userId, words) => words,
};

/** An empty store. */
function stubFacts(): StoreFacts {
  return {
    at: new Date(),
    madeAt: new Date(),
    requiresMembership: false,
    people: { total: 2, members: 2, seenDay: 0, seenWeek: 0, suspended: 0 },
    tiers: [{ tier: 'free', isKnown: true, people: 2 }],
    conversations: { total: 1, startedDay: 0, startedWeek: 0, activeDay: 0, activeWeek: 0 },
    messages: { kept: 0, sentDay: 0, sentWeek: 0, sendersDay: 0, sendersWeek: 0 },
    days: { free: 0, privileged: 0, privileged_plus: 0 },
    retention: { expiredUnmarked: 0, awaitingPurge: 0, dueForPurge: 0, holds: 0 },
    overdueHiding: 0,
    overduePurge: 0,
    jobs: [],
    reports: { open: 0, oldestAt: null },
    database: { version: '17.0', step: 7, sizeBytes: 0, connectionsUsed: 1, connectionsMax: 100, tables: [] },
    backup: null,
    archiving: null,
    oldestTransactionSeconds: 0,
    nodes: [],
  };
}

/** A node alone. */
const stubNodes: NodesDatabase = {
  registerNode: async () => '1:1:',
  renewNode: async () => ({ hasMissed: false, epoch: 'e1' }),
  removeNode: async () => undefined,
  readCommits: async (_nodeId, position) => ({ position, peers: [], commits: [], calls: [], isTooMuch: false }),
  readAudiences: async () => [],
  readFollowed: async () => [],
  wakeNodes: async () => undefined,
  pushMoments: async () => undefined,
  readPresences: async () => new Map(),
  listenToCommits: () => async () => undefined,
};

/** Nothing is ever due. */
const stubRetention: RetentionDatabase = {
  takeRetentionTurn: async () => async () => undefined,
  readNow: async () => new Date(),
  applyTierChanges: async () => ({ hasMore: false, rewritten: 0 }),
  softDeleteExpired: async () => 0,
  eraseVanished: async () => 0,
  cleanupExpired: async () => 0,
  eraseDeletedContent: async () => 0,
  purgeReports: async () => 0,
  readRetention: async () => ({
    expiredUnmarked: 0,
    awaitingPurge: 0,
    dueForPurge: 0,
    holds: 0,
    openTierChanges: 0,
    unknownTierPeople: 0,
    lastSoftDeleteAt: null,
    lastCleanupAt: null,
    refused: null,
  }),
  proveRetention: async () => [],
};

export function stubPerson(userId: string): MeRow {
  return {
    userId,
    displayName: userId,
    avatarUrl: null,
    tier: 'free',
    roles: ['member'],
    office: null,
    isMember: true,
    canStart: true,
    canModerate: false,
    suspendedUntil: null,
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
    reactions: [],
    votes: null,
    starred: null,
    replyTo: null,
    sentAt: new Date(),
    editedAt: null,
    deletedAt: null,
    expiresAt: null,
  };
}
