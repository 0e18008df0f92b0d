import type {
  ClientId,
  Conversation,
  ConversationFilter,
  ConversationId,
  ConversationPatch,
  ConversationsPage,
  ConversationsQuery,
  ErrorBody,
  ForwardAnswer,
  GroupAudience,
  GroupRole,
  HistoryPage,
  HistoryQuery,
  Me,
  Mention,
  Message,
  MessageId,
  ParticipantsPage,
  PeoplePage,
  Person,
  PollBody,
  Presence,
  PublicConfig,
  Reactions,
  Receipts,
  ReportBody,
  Scheduled,
  ScheduledId,
  Settings,
  SettingsPatch,
  StarredPage,
  StarredQuery,
  UnreadTotals,
  UserId,
  Versions,
  Votes,
} from '@natter/protocol';

/**
 * A value that changes: what `useSyncExternalStore` wants. `getSnapshot` answers the same object until something changed;
 * a listener is called after a change, at most once per turn of the event loop.
 */
export interface Live<Value> {
  getSnapshot(): Value;
  subscribe(listener: () => void): () => void;
}

/**
 * Where the connection stands.
 *
 * - `offline`: no network, or closed; waits for the network or for `start`.
 * - `connecting`: trying; `retryAt` (epoch ms) is set while it waits for the next attempt.
 * - `catching-up`: connected, fetching what was missed.
 * - `live`: everything known, events arrive.
 * - `refused`: the server will not have us (`unauthenticated`, too old a client); only a new token or version helps.
 */
export type ConnectionState =
  | { readonly state: 'offline' }
  | { readonly state: 'connecting'; readonly attempt: number; readonly retryAt: number | null }
  | { readonly state: 'catching-up' }
  | { readonly state: 'live' }
  | { readonly state: 'refused'; readonly error: ErrorBody };

/** An own message that the server has not confirmed. It is durable on this device before anybody sees it. */
export interface PendingMessage {
  readonly clientId: ClientId;
  readonly conversationId: ConversationId;
  readonly content: string;
  readonly mentions: readonly Mention[];
  readonly replyToId: MessageId | null;
  /** The choices, where it is a poll; `content` is its question. */
  readonly poll?: PollBody;
  /** The device's own time, for display only (ISO 8601). */
  readonly createdAt: string;
  /** `queued`: waits its turn or for the network. `sending`: on its way. `failed`: the server refused it; retry or discard. */
  readonly state: 'queued' | 'sending' | 'failed';
  readonly error: ErrorBody | null;
}

/** A window of one conversation: a gapless run of `seq`, then what is on its way. */
export interface ThreadView {
  /** Null until it is known, also for a conversation one may not see (`error` is then `not_found`). */
  readonly conversation: Conversation | null;
  readonly messages: readonly Message[];
  readonly pending: readonly PendingMessage[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
  readonly loading: 'none' | 'initial' | 'before' | 'after' | 'jump';
  readonly error: ErrorBody | null;
  /** Everybody named in the window, by id. */
  readonly people: ReadonlyMap<UserId, Person>;
  /** Who is typing here now, me excluded. */
  readonly typing: readonly UserId[];
  /** Which `seq` I have starred (the newest 500); whether a star is shown follows from it alone. */
  readonly starred: ReadonlySet<number>;
}

/** One open conversation. Opening watches it (typing is sent to us); close it when it leaves the screen. */
export interface Thread extends Live<ThreadView> {
  loadBefore(): Promise<void>;
  loadAfter(): Promise<void>;
  /** Moves the window: around a `seq`, or to the newest messages. */
  jumpTo(target: number | 'newest'): Promise<void>;
  /** Everything up to `seq` was on the screen. Batched (2 s or 10 messages), durable across restarts, never goes back. */
  markRead(seq: number): void;
  close(): void;
}

export interface InboxView {
  readonly items: readonly InboxItem[];
  readonly hasMore: boolean;
  readonly loading: boolean;
  readonly error: ErrorBody | null;
}

/** A conversation as the inbox shows it: the server's view with what this device adds. */
export interface InboxItem {
  readonly conversation: Conversation;
  /** The newest own message that is not confirmed yet; newer than `conversation.lastMessage`. */
  readonly lastPending: PendingMessage | null;
  /** The draft as this device knows it. */
  readonly draft: string | null;
  readonly typing: readonly UserId[];
  /** Whom the last message and `typing` name beside `conversation.participants`, as far as they are known. */
  readonly people?: readonly Person[];
}

export interface Inbox extends Live<InboxView> {
  loadMore(): Promise<void>;
  close(): void;
}

export interface SendOptions {
  readonly content: string;
  readonly replyToId?: MessageId;
  readonly mentions?: readonly Mention[];
  /** Made when left out. The same one sent again answers the same message. */
  readonly clientId?: ClientId;
  /** Makes it a poll, whose question is `content`: 2–12 different options of 1–100 code points. */
  readonly poll?: PollBody;
}

/** A send that is durable in the outbox. `committed` settles when the server has answered for good. */
export interface SentMessage {
  readonly clientId: ClientId;
  readonly committed: Promise<Message>;
}

export interface ConversationsApi {
  /** The inbox or a part of it, live and from the store first. */
  open(query: { filter: ConversationFilter; q?: string }): Inbox;
  start(participantId: UserId): Promise<Conversation>;
  get(id: ConversationId): Promise<Conversation>;
  /** Optimistic; comes back as it was when the server refuses. */
  patch(id: ConversationId, patch: ConversationPatch): Promise<Conversation>;
  /**
   * Hides it for me up to now: gone here at once, and back again when it is refused. Resolves to whether it was done; false: `signal`
   * took it back in time, or something new was said meanwhile.
   */
  remove(id: ConversationId, options?: RemoveOptions): Promise<boolean>;
  /** How long messages stay that are sent from now on, in seconds (60 to 31,536,000); null: as long as anywhere. */
  setDisappearing(id: ConversationId, seconds: number | null): Promise<Conversation>;
  /** Everybody in it, with the time zone where the host told it. */
  participants(id: ConversationId): Promise<ParticipantsPage['items']>;
}

/** When the server is told of what can be taken back. */
export interface RemoveOptions {
  /** Tells the server only after so many ms (or when the page is hidden or the client closed): time for "Undo". */
  readonly afterMs?: number;
  /** Aborted before the server was told, it takes it back. */
  readonly signal?: AbortSignal;
}

export interface MessagesApi {
  open(conversationId: ConversationId): Thread;
  /** Resolves when the message is durable on this device. */
  send(conversationId: ConversationId, options: SendOptions): Promise<SentMessage>;
  /** Gives a failed message back to the queue. */
  retry(clientId: ClientId): Promise<void>;
  /** Takes a queued or failed message out of the outbox. False when it was already on its way. */
  discard(clientId: ClientId): Promise<boolean>;
  receipts(conversationId: ConversationId, messageId: MessageId): Promise<Receipts>;
  /**
   * Deletes a message: gone here at once, and back again when it is refused. One that waits in the outbox is cancelled: give its
   * `clientId`. Resolves to whether it was done; false: `signal` took it back in time.
   *
   * Errors: `forbidden` (for everyone: not my own), `delete_window_over` (for everyone: older than an hour), `not_found`;
   * without a network `unavailable`: a deletion is not queued.
   */
  delete(conversationId: ConversationId, messageId: MessageId | ClientId, options?: DeleteOptions): Promise<boolean>;
  /**
   * Gives an own message another text, within 15 minutes by the server's clock: shown at once, and as it was when it is refused.
   * One that waits in the outbox is changed there (give its `clientId`), and null is the answer; one on its way is edited when it has
   * arrived.
   *
   * Errors: `conflict` (`version` is not the present one: the newer text is here by then), `edit_window_over`, `forbidden` (not my own,
   * suspended, blocked by me), `invalid` and `too_large` as for a send; without a network `unavailable`: an edit is not queued.
   */
  edit(conversationId: ConversationId, messageId: MessageId | ClientId, edit: EditOptions): Promise<Message | null>;
  /** All versions, the first one first and the present one last. */
  versions(conversationId: ConversationId, messageId: MessageId): Promise<Versions>;
  /** Adds or takes back a reaction with one emoji: shown at once. Errors: `conflict` (20 different ones already), `not_found`. */
  react(conversationId: ConversationId, messageId: MessageId, emoji: string, isOn: boolean): Promise<Message>;
  /** Who reacted with what. */
  reactions(conversationId: ConversationId, messageId: MessageId): Promise<Reactions>;
  /** Stars a message for myself, or takes the star back: shown at once. */
  star(conversationId: ConversationId, messageId: MessageId, isOn: boolean): Promise<void>;
  /** What I starred, the last one first; everywhere or in one conversation. */
  starred(query?: StarredQuery): Promise<StarredPage>;
  /**
   * Copies a text into up to 5 conversations. Errors: `conflict` (more than 5 copies of it by me; `detail` says how many are left, nothing
   * is sent), `not_found`. Where one target refuses, `refused` says why and the others are sent.
   */
  forward(
    conversationId: ConversationId,
    messageId: MessageId,
    conversationIds: readonly ConversationId[],
  ): Promise<ForwardAnswer>;
  /** Says what I choose in a poll, all of it ([] withdraws): shown at once. Errors: `conflict` (closed), `invalid`. */
  vote(conversationId: ConversationId, messageId: MessageId, optionIds: readonly number[]): Promise<Message>;
  /** Who voted for what. Errors: `forbidden` (the poll is anonymous). */
  votes(conversationId: ConversationId, messageId: MessageId): Promise<Votes>;
  /** Closes an own poll for good. Errors: `forbidden` (not my own). */
  closePoll(conversationId: ConversationId, messageId: MessageId): Promise<Message>;
  /** The `seq` of the first message at or after an instant (ISO 8601), for jumping to a date; null: there is none. */
  locate(conversationId: ConversationId, at: string): Promise<number | null>;
  /** Tells the staff of a message. Repeating it is harmless. Errors: `not_found`, `invalid` (a note of more than 500 code points). */
  report(conversationId: ConversationId, messageId: MessageId, report: ReportBody): Promise<void>;
}

export interface DeleteOptions extends RemoveOptions {
  /** `me`, unless told otherwise: gone on all my devices. `everyone`: an own message, within an hour, leaving a tombstone. */
  readonly for?: 'me' | 'everyone';
}

/** A new text for an own message. */
export interface EditOptions {
  readonly content: string;
  readonly mentions?: readonly Mention[];
  /** The one that the person saw when the editing began; the present one, unless told. */
  readonly version?: number;
}

/** A group as it is begun. */
export interface NewGroup {
  /** 1–100 code points, on one line. */
  readonly name: string;
  /** Whom it begins with, beside me; at most 255. */
  readonly participantIds: readonly UserId[];
  readonly whoSends?: GroupAudience;
  readonly whoAdds?: GroupAudience;
  /** Made when left out. The same one again answers the same group. */
  readonly clientId?: ClientId;
}

/** What an admin changes of a group; a field left out stays. */
export type GroupChanges = Partial<Pick<NewGroup, 'name' | 'whoSends' | 'whoAdds'>>;

/**
 * Groups: making them, and what is done with their members. Nothing of it is queued: without a network the error is `unavailable`. Errors
 * of all: `not_found` (no such group for me, groups are switched off, or somebody who cannot be brought in: then nothing is done),
 * `not_allowed` (what only admins do), `forbidden` (I am suspended).
 */
export interface GroupsApi {
  /** Also: `invalid` (the name), `conflict` (more than 256 people), `tier_required`, `rate_limited`. I am its first admin. */
  create(group: NewGroup): Promise<Conversation>;
  /** All of them or nobody; who is in it already stays as they are. Also: `conflict` (more than 256 people). */
  add(id: ConversationId, userIds: readonly UserId[]): Promise<Conversation>;
  /** Repeating it is harmless. Also: `conflict` (oneself: that is `leave`). */
  remove(id: ConversationId, userId: UserId): Promise<void>;
  /** It is gone here at once, with all that was said in it. Repeating it is harmless. */
  leave(id: ConversationId): Promise<void>;
  /** Also: `conflict` (the last admin cannot stop being one). */
  setRole(id: ConversationId, userId: UserId, role: GroupRole): Promise<Conversation>;
  /** Also: `invalid` (the name). */
  change(id: ConversationId, changes: GroupChanges): Promise<Conversation>;
}

/** Messages that the server sends at their time, also while no device of mine is there. At most 100 wait, at most a year ahead. */
export interface ScheduledApi {
  /** The next one first; of one conversation, or of all. */
  list(conversationId?: ConversationId): Promise<readonly Scheduled[]>;
  /**
   * `sendAt`: ISO 8601, by the server's clock (`serverNow`). The same `clientId` again answers the same one. Errors: `invalid` (in the
   * past, more than a year ahead, nothing visible), `conflict` (100 wait already), `not_found`.
   */
  create(conversationId: ConversationId, message: ScheduleOptions): Promise<Scheduled>;
  /** Changes what is given. Errors: `conflict` (changed elsewhere, or sent), `not_found`. */
  change(id: ScheduledId, change: ScheduledChange): Promise<Scheduled>;
  cancel(id: ScheduledId): Promise<void>;
  /** Sends it now; what was sent. */
  sendNow(id: ScheduledId): Promise<Message>;
}

/** What is to change of a scheduled message; a field left out stays. */
export interface ScheduledChange {
  readonly content?: string;
  readonly mentions?: readonly Mention[];
  readonly sendAt?: string;
  /** The one that is known. */
  readonly version: number;
}

export interface ScheduleOptions {
  readonly content: string;
  readonly mentions?: readonly Mention[];
  readonly replyToId?: MessageId | null;
  readonly sendAt: string;
  readonly clientId?: ClientId;
}

/** People I have blocked. They are not told; what they write meanwhile never arrives. Errors: `forbidden` where it is switched off. */
export interface BlocksApi {
  /** By name. Known here once it was asked for, and kept up to date with my other devices; null before. */
  readonly people: Live<readonly Person[] | null>;
  list(): Promise<readonly Person[]>;
  put(userId: UserId): Promise<void>;
  delete(userId: UserId): Promise<void>;
}

/** A text begun and not sent, and what it answers. */
export interface DraftEntry {
  readonly content: string;
  readonly replyToId: MessageId | null;
}

/** Drafts by conversation id, or by `new:<userId>` before a conversation exists. Local at once, other devices within 2 s. */
export interface DraftsApi {
  get(key: string): Promise<string>;
  /** The message that the draft under `key` answers; null: none. Known when `get` has resolved. */
  replyTo(key: string): MessageId | null;
  /** `replyToId` left out: what it answers stays. Without text there is no draft, and nothing that it answers. */
  set(key: string, content: string, options?: { readonly replyToId?: MessageId | null }): void;
  /**
   * The draft as it is now: what was typed here, until the server has it, then the latest of all devices. An open composer that shows
   * nothing newer takes it over: when another device sends it, it is gone here too.
   */
  watch(key: string): Live<DraftEntry>;
  /** Resolves when all that was set is durable on this device. */
  flush(): Promise<void>;
}

export interface PeopleApi {
  search(query: { q?: string; cursor?: string; limit?: number }): Promise<PeoplePage>;
}

export interface PresenceApi {
  /** Watches these people until closed; several watchers share one subscription. */
  watch(userIds: readonly UserId[]): Live<ReadonlyMap<UserId, Presence>> & { close(): void };
}

export interface TypingApi {
  /** Call it at every key; told to the others at most once a second, ended after 6 s, on send and on `stop`. */
  start(conversationId: ConversationId): void;
  stop(conversationId: ConversationId): void;
}

export interface SettingsApi {
  get(): Promise<Settings>;
  put(patch: SettingsPatch): Promise<Settings>;
}

/** What happened, for toasts and sounds. Told once per device, whatever the number of tabs asked. */
export type ClientNotice =
  /** A message of somebody else arrived while live or in catching up; not for muted conversations or own messages. */
  | {
      readonly kind: 'message';
      readonly message: Message;
      readonly conversation: Conversation;
      readonly mentionsMe: boolean;
      /** Who wrote it; absent where that is not known. */
      readonly from?: Person;
    }
  /** A message left the queue for good because the server refused it. */
  | { readonly kind: 'send-failed'; readonly pending: PendingMessage }
  /** This device's store cannot be written (quota, private mode): unsent text is kept in memory only. */
  | { readonly kind: 'storage-unavailable' };

/**
 * Direct messages for one person on one device. Framework-free; the same in browser, React Native and Node.
 * `start` opens the store and connects; everything works from the store while offline.
 */
export interface NatterClient {
  readonly userId: UserId;
  readonly connection: Live<ConnectionState>;
  readonly unread: Live<UnreadTotals>;
  /** How many own messages wait, and how many were refused. */
  readonly outbox: Live<{ readonly queued: number; readonly failed: number }>;
  readonly conversations: ConversationsApi;
  readonly messages: MessagesApi;
  readonly drafts: DraftsApi;
  readonly people: PeopleApi;
  readonly presence: PresenceApi;
  readonly typing: TypingApi;
  readonly settings: SettingsApi;
  readonly blocks: BlocksApi;
  readonly scheduled: ScheduledApi;
  readonly groups: GroupsApi;
  /**
   * Who I am and what I may do, null until it is known. Asked anew with every connection, when somebody looks at the page again,
   * and when the server says that people changed; so a change of tier needs no reload.
   */
  readonly myself: Live<Me | null>;
  config(): Promise<PublicConfig>;
  me(): Promise<Me>;
  /** The server's time as this device knows it, in epoch ms. */
  serverNow(): number;
  onNotice(listener: (notice: ClientNotice) => void): () => void;
  start(): Promise<void>;
  /** Try now instead of waiting for the next attempt. */
  reconnect(): void;
  /** Stops; the store stays. */
  close(): Promise<void>;
  /** Stops and wipes what this device knows of this person. Unsent messages are lost: ask first. */
  signOut(): Promise<void>;

  // The four calls most products need. Every one rejects with a `MessagingError`; docs/client-api.md has examples.

  /**
   * The direct conversation with a person: the one that exists, or a new one. May be repeated.
   *
   * Errors: `tier_required` (my membership does not include starting; an existing one is answered all the same), `not_allowed` (this
   * person cannot be written to), `not_found` (there is nobody of that id for me), `forbidden` (I am suspended or no member),
   * `rate_limited`, and without a network `unavailable`: starting is not queued.
   */
  startConversation(participantId: UserId): Promise<Conversation>;
  /**
   * Takes a text into the outbox, where it survives the end of the app; resolves when it is durable on this device, also without a
   * network. `committed` settles when the server has answered for good.
   *
   * Limits: `config().limits.messageLength` code points, 256 KiB as JSON, 50 mentions. Being too fast (120 at once, then 60 a minute)
   * is no error: the outbox waits. Errors of the call, origin `client`: `invalid` (nothing visible, impossible mentions),
   * `too_large`. Of `committed`: `forbidden` (blocked by me, suspended), `not_allowed`, `not_found`, `invalid` (the store's word
   * filter), `conflict` (the same `clientId` with another text), `timeout` (30 days in the outbox).
   */
  sendMessage(conversationId: ConversationId, options: SendOptions): Promise<SentMessage>;
  /**
   * One page of my conversations, the latest first, pinned ones before; `limit` 1–100 (20), `q` at most 200 code points of a name.
   * With `participantId` alone: the direct conversation with that person, from the store where it is known there. For a list on
   * the screen take `conversations.open`, which is live and works without a network.
   *
   * Errors: `invalid` (a cursor of another list), and without a network `unavailable`.
   */
  getUserConversations(query?: ConversationsQuery): Promise<ConversationsPage>;
  /**
   * A page of history in order of `seq`; `limit` 1–100 (50). At most one of `before`, `after` and `around`; the first two are
   * exclusive; none: the newest. A number missing between `fromSeq` and `toSeq` is nothing for me: deleted for me, expired, or
   * never mine. For a thread on the screen take `messages.open`, which is live and works without a network.
   *
   * Errors: `not_found` (also for what I may not see), `invalid` (several bounds), and without a network `unavailable`.
   */
  getConversationMessages(conversationId: ConversationId, query?: HistoryQuery): Promise<HistoryPage>;
}
