/** Bounds that hold in every deployment (spec BOUND-1). What a deployment may change is told by `GET /api/config`. */
export const LIMITS = {
  /** A REST body and a Socket.IO packet, in bytes. */
  bodyBytes: 256 * 1024,
  /** Items a page of any list may be asked for. */
  pageMax: 100,
  /** Messages a page by default. */
  messagesPage: 50,
  /** Conversations a page by default. */
  conversationsPage: 20,
  /** Participants carried inside a Conversation of a list. */
  participantsInList: 10,
  /** People named by one `presence:watch`. */
  presenceWatch: 200,
  /** Conversations named by one `conversation:watch`. */
  conversationWatch: 50,
  /** Mentions in one message. */
  mentions: 50,
  /** A draft's text, in code points. */
  draftLength: 10_000,
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
  /** Items of one host call. */
  hostBatch: 1000,
  /** Unread counts are exact up to here; one more means "more". */
  unreadExact: 99,
  /** Changed messages that one answer of `sync` carries for one conversation. */
  syncMessagesPerConversation: 100,
  /** Changed messages that one answer of `sync` carries in all. */
  syncMessages: 500,
  /** Text length that no deployment may exceed, in code points. */
  messageLengthMax: 50_000,
  /** A typing lease, in milliseconds: without another `typing:start` it ends. */
  typingLeaseMs: 6_000,
} as const;
