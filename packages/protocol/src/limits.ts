// Those that a client keeps to stand by themselves, so that it carries no others.

/** A REST body and a Socket.IO packet, in bytes. */
export const BODY_BYTES = 256 * 1024;
/** Items a page of any list may be asked for. */
export const PAGE_MAX = 100;
/** Messages a page by default. */
export const MESSAGES_PAGE = 50;
/** Conversations a page by default. */
export const CONVERSATIONS_PAGE = 20;
/** People named by one `presence:watch`. */
export const PRESENCE_WATCH = 200;
/** Conversations named by one `conversation:watch`. */
export const CONVERSATION_WATCH = 50;
/** Mentions in one message. */
export const MENTIONS = 50;
/** A draft's text, in code points. */
export const DRAFT_LENGTH = 10_000;
/** Unread counts are exact up to here; one more means "more". */
export const UNREAD_EXACT = 99;
/** Text length that no deployment may exceed, in code points. */
export const MESSAGE_LENGTH_MAX = 50_000;
/** A typing lease, in milliseconds: without another `typing:start` it ends. */
export const TYPING_LEASE_MS = 6_000;

/** Bounds that hold in every deployment (spec BOUND-1). What a deployment may change is told by `GET /api/config`. */
export const LIMITS = {
  bodyBytes: BODY_BYTES,
  pageMax: PAGE_MAX,
  messagesPage: MESSAGES_PAGE,
  conversationsPage: CONVERSATIONS_PAGE,
  /** Participants carried inside a Conversation of a list. */
  participantsInList: 10,
  /** Members of a group, and the length of its name in code points. */
  groupMembers: 256,
  groupNameLength: 100,
  presenceWatch: PRESENCE_WATCH,
  conversationWatch: CONVERSATION_WATCH,
  mentions: MENTIONS,
  draftLength: DRAFT_LENGTH,
  /** A search text, in code points. */
  queryLength: 200,
  /** A person's display name, in code points. */
  displayNameLength: 100,
  /** A note on a report, in code points. */
  noteLength: 500,
  /** A word of the word filter, in code points, and how many there may be. */
  filterWordLength: 100,
  filterWords: 1000,
  /** People that one person may have blocked. */
  blocks: 1000,
  /** How long a message can be deleted for everyone, in milliseconds. */
  deleteForEveryoneMs: 3_600_000,
  /** How long a message can be edited, in milliseconds. */
  editMs: 900_000,
  /** How often one person may forward one message: copies, wherever they go. */
  forwards: 5,
  /** Different reactions on one message. */
  reactionsPerMessage: 20,
  /** Choices of a poll, at least and at most, and the length of one in code points. */
  pollOptionsMin: 2,
  pollOptions: 12,
  pollOptionLength: 100,
  /** How long messages of a conversation can be made to stay, in seconds. */
  disappearMin: 60,
  disappearMax: 31_536_000,
  /** Messages of one person that wait for their time, and how far ahead that may be, in milliseconds. */
  scheduled: 100,
  scheduledAheadMs: 31_622_400_000,
  /** Stars of one conversation that sync tells. */
  starredTold: 500,
  /** Items of one host call. */
  hostBatch: 1000,
  unreadExact: UNREAD_EXACT,
  /** Changed messages that one answer of `sync` carries for one conversation. */
  syncMessagesPerConversation: 100,
  /** Messages that the first answer of `sync` carries in all. */
  syncMessages: 500,
  /** About how large the messages of one answer of `sync` may be, in bytes of JSON: it comes in the time in which a client waits for it, and a slow reader is cut at more than twice that. */
  syncBytes: 262_144,
  messageLengthMax: MESSAGE_LENGTH_MAX,
  typingLeaseMs: TYPING_LEASE_MS,
} as const;
