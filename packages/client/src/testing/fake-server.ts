import type {
  ChangesPage,
  Conversation,
  ErrorCode,
  HistoryPage,
  Me,
  Message,
  Participant,
  Person,
  PollBody,
  SyncAnswer,
  SyncedConversation,
} from '@natter/protocol';
import { FakeLife } from './fake-life.ts';
import { Refusal } from './refusal.ts';

interface Stored extends Message {
  readonly stamp: number;
  /** What was sent, for telling a repeat from another message under the same key. */
  readonly original: string;
}
interface Mine {
  readSeq: number;
  deliveredSeq: number;
  isPinned: boolean;
  isArchived: boolean;
  mutedUntil: string | null;
  markedUnread: boolean;
  draft: Conversation['draft'];
  unreadFrom: number | null;
  hidden: Set<number>;
  starred: Set<number>;
  isRemoved: boolean;
  hasBlocked: boolean;
}
interface Room {
  readonly id: string;
  readonly members: readonly string[];
  messages: Stored[];
  changeSeq: number;
  stamp: number;
  readonly createdAt: string;
  updatedAt: string;
  disappearAfter: number | null;
  readonly mine: Map<string, Mine>;
}

type Emit = (userId: string, name: string, payload: unknown) => void;

/** Sizes kept small, so that a short test meets every page boundary. */
export interface FakeSizes {
  readonly firstLoad: number;
  readonly firstMessages: number;
  readonly syncMessages: number;
  readonly changes: number;
}
const SIZES: FakeSizes = { firstLoad: 2, firstMessages: 4, syncMessages: 3, changes: 3 };

const uuid = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** A server in memory that keeps the contract: seq, changeSeq, once, changes, sync with pages, epochs. */
export class FakeServer {
  readonly rooms = new Map<string, Room>();
  readonly sizes: FakeSizes;
  emit: Emit = () => undefined;
  epoch = 1;
  /** What the next sends are refused with, in order. */
  readonly refusals: Refusal[] = [];
  /** All sends that were carried out, repeats included. */
  sends = 0;
  /** How long messages live from now on; null: for ever. */
  lifeMs: number | null = null;
  /** How people are, where they are not as everybody. */
  readonly standing = new Map<string, Partial<Me>>();
  readonly reports: unknown[] = [];
  readonly life: FakeLife;
  private stamp = 0;
  private ids = 0;
  private readonly now: () => number;

  constructor(now: () => number, sizes: Partial<FakeSizes> = {}) {
    this.now = now;
    this.sizes = { ...SIZES, ...sizes };
    this.life = new FakeLife(this, now);
  }

  start(userId: string, participantId: string): Conversation {
    const members = [...new Set([userId, participantId])].sort();
    let room = [...this.rooms.values()].find((one) => one.members.join() === members.join());
    if (!room) {
      const at = this.time();
      room = {
        id: uuid(++this.ids),
        members,
        messages: [],
        changeSeq: 0,
        stamp: ++this.stamp,
        createdAt: at,
        updatedAt: at,
        disappearAfter: null,
        mine: new Map(),
      };
      for (const member of members) room.mine.set(member, newMine());
      this.rooms.set(room.id, room);
      for (const member of members) this.emit(member, 'conversation:new', { conversationId: room.id, changeSeq: 0 });
    }
    return this.view(room, userId);
  }

  send(
    userId: string,
    conversationId: string,
    body: {
      clientId: string;
      content: string;
      replyToId?: string;
      type?: 'text' | 'poll';
      poll?: PollBody;
      metadata?: Message['metadata'];
    },
  ): { message: Message; duplicate: boolean } {
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    const room = this.room(userId, conversationId);
    this.sends++;
    for (const other of this.rooms.values()) {
      const known = other.messages.find((one) => one.clientId === body.clientId && one.senderId === userId);
      if (!known) continue;
      if (other !== room || known.original !== body.content) throw new Refusal('conflict');
      return { message: wire(known), duplicate: true };
    }
    const seq = room.messages.length + 1;
    const message: Stored = {
      id: uuid(++this.ids),
      conversationId,
      seq,
      changeSeq: ++room.changeSeq,
      version: 1,
      clientId: body.clientId,
      senderId: userId,
      type: body.type ?? 'text',
      content: body.content,
      metadata: body.poll ? { poll: pollOf(body.poll) } : (body.metadata ?? null),
      mentions: [],
      attachments: [],
      replyTo: this.quote(room, body.replyToId),
      reactions: [],
      createdAt: this.time(),
      editedAt: null,
      deletedAt: null,
      expiresAt: this.expiryIn(room),
      stamp: this.touch(room),
      original: body.content,
    };
    room.messages.push(message);
    room.updatedAt = message.createdAt;
    this.tellAll(room, 'message:new', { message: wire(message) });
    this.mark('read', userId, conversationId, seq);
    return { message: wire(message), duplicate: false };
  }

  private expiryIn({ disappearAfter }: Room): string | null {
    const lifeMs = disappearAfter === null ? this.lifeMs : disappearAfter * 1_000;
    return lifeMs === null ? null : new Date(this.now() + lifeMs).toISOString();
  }

  /** How long messages stay that are sent from now on; all are told by a message of the system. */
  disappear(userId: string, conversationId: string, seconds: number | null): Conversation {
    const room = this.room(userId, conversationId);
    room.disappearAfter = seconds;
    const seq = room.messages.length + 1;
    room.messages.push({
      ...{ id: uuid(++this.ids), conversationId, seq, changeSeq: ++room.changeSeq, version: 1, clientId: null },
      ...{ senderId: null, type: 'system', content: null, mentions: [], attachments: [], reactions: [] },
      metadata: { event: 'disappearing_changed', userId, seconds },
      ...{ replyTo: null, createdAt: this.time(), editedAt: null, deletedAt: null, expiresAt: this.expiryIn(room) },
      ...{ stamp: this.touch(room), original: '' },
    });
    this.tellAll(room, 'conversation:updated', { conversationId, changeSeq: room.changeSeq });
    return this.view(room, userId);
  }

  /** A change of a message that all are told with the whole of it. */
  change(conversationId: string, seq: number, over: Partial<Message>): void {
    this.replace(conversationId, seq, over, (message) => ['message:updated', { message: wire(message) }]);
  }

  /** Changes what is a member's own; their devices are told that there is something. */
  changeOwn(userId: string, conversationId: string, change: (mine: Mine) => void): void {
    const room = this.room(userId, conversationId);
    change(this.mine(room, userId));
    this.touch(room);
    this.emit(userId, 'conversation:state', { conversationId });
  }

  /** Refuses the next send. */
  refuse(code: ErrorCode, retryAfter?: number): void {
    this.refusals.push(new Refusal(code, retryAfter));
  }

  edit(conversationId: string, seq: number, content: string): void {
    this.change(conversationId, seq, { content, editedAt: this.time() });
  }

  erase(conversationId: string, seq: number): void {
    this.replace(
      conversationId,
      seq,
      { content: null, replyTo: null, deletedAt: this.time(), reactions: [], metadata: null },
      ({ id: messageId, changeSeq }) => ['message:deleted', { conversationId, messageId, seq, changeSeq }],
    );
  }

  /** Deletes a message, as the contract has it. */
  delete(userId: string, conversationId: string, messageId: string, who: string): void {
    const room = this.room(userId, conversationId);
    const message = room.messages.find((one) => one.id === messageId && !this.isExpired(one));
    if (!message) throw new Refusal('not_found');
    if (who === 'everyone') {
      if (message.senderId !== userId) throw new Refusal('forbidden');
      if (this.now() - Date.parse(message.createdAt) > 3_600_000) throw new Refusal('delete_window_over');
      this.erase(conversationId, message.seq);
      return;
    }
    this.changeOwn(userId, room.id, ({ hidden }) => hidden.add(message.seq));
  }

  /** A change of tier: the message expires at another time. */
  moveExpiry(conversationId: string, seq: number, expiresAt: string | null): void {
    this.replace(conversationId, seq, { expiresAt }, (message) => ['message:updated', { message: wire(message) }]);
  }

  block(userId: string, other: string, hasBlocked: boolean): void {
    const room = [...this.rooms.values()].find(({ members }) => members.includes(userId) && members.includes(other));
    if (!room) return;
    this.mine(room, userId).hasBlocked = hasBlocked;
    this.touch(room);
    this.emit(userId, 'conversation:state', { conversationId: room.id });
  }

  blocks(userId: string): Person[] {
    const rooms = [...this.rooms.values()].filter((room) => room.mine.get(userId)?.hasBlocked);
    const names = rooms.map((room) => room.members.find((one) => one !== userId) ?? userId);
    return names.map((one) => ({ userId: one, displayName: one, avatarUrl: null }));
  }

  me(userId: string): Me {
    return {
      ...{ userId, displayName: userId, avatarUrl: null, tier: 'free', roles: [] },
      settings: { readReceipts: true, typingIndicators: true, presence: true },
      can: { start: true, moderate: false },
      suspendedUntil: null,
      ...this.standing.get(userId),
    };
  }

  mark(kind: 'read' | 'delivered', userId: string, conversationId: string, asked: number) {
    const room = this.room(userId, conversationId);
    const mine = this.mine(room, userId);
    const seq = Math.min(asked, room.messages.length);
    const isMoved = seq > (kind === 'read' ? mine.readSeq : mine.deliveredSeq);
    if (kind === 'read') {
      mine.readSeq = Math.max(mine.readSeq, seq);
      if (isMoved) Object.assign(mine, { markedUnread: false, unreadFrom: null });
    }
    mine.deliveredSeq = Math.max(mine.deliveredSeq, seq);
    if (isMoved) {
      this.touch(room);
      this.tellAll(room, kind === 'read' ? 'message:read' : 'message:delivered', {
        conversationId,
        userId,
        seq,
        at: this.time(),
      });
    }
    return { deliveredSeq: mine.deliveredSeq, readSeq: mine.readSeq, unreadCount: this.unread(room, userId) };
  }

  patch(userId: string, conversationId: string, patch: Partial<Mine>): Conversation {
    const room = this.room(userId, conversationId);
    const { draft, ...rest } = patch;
    if (rest.markedUnread === false) rest.unreadFrom = null;
    this.changeOwn(userId, conversationId, (mine) => {
      Object.assign(mine, rest);
      const { content = '', replyToId = null } = draft ?? {};
      if (draft !== undefined) mine.draft = draft && { content, replyToId, updatedAt: this.time() };
    });
    return this.view(room, userId);
  }

  /** Hides a conversation for one of its members. */
  remove(userId: string, conversationId: string): void {
    const room = this.room(userId, conversationId);
    this.mine(room, userId).isRemoved = true;
    this.touch(room);
    this.emit(userId, 'conversation:removed', { conversationId });
  }

  /** Goes back in time: loses the last `lost` messages of every conversation, as a restore from a backup does. */
  restore(lost: number): void {
    this.epoch++;
    for (const room of this.rooms.values()) {
      room.messages = room.messages.slice(0, Math.max(0, room.messages.length - lost));
      room.changeSeq = Math.max(0, ...room.messages.map((one) => one.changeSeq));
      for (const mine of room.mine.values()) {
        mine.readSeq = Math.min(mine.readSeq, room.messages.length);
        mine.deliveredSeq = Math.min(mine.deliveredSeq, room.messages.length);
      }
    }
  }

  get(userId: string, conversationId: string): Conversation {
    return this.view(this.room(userId, conversationId), userId);
  }

  list(userId: string): Conversation[] {
    return this.roomsOf(userId).map((room) => this.view(room, userId));
  }

  history(
    userId: string,
    conversationId: string,
    query: { before?: number; after?: number; around?: number; limit: number },
  ): HistoryPage {
    const room = this.room(userId, conversationId);
    const seen = this.seen(room, userId);
    const { before, after, around, limit } = query;
    let items = seen.slice(-limit);
    if (before !== undefined) items = seen.filter((one) => one.seq < before).slice(-limit);
    else if (after !== undefined) items = seen.filter((one) => one.seq > after).slice(0, limit);
    else if (around !== undefined) {
      const half = Math.ceil(limit / 2);
      items = [
        ...seen.filter((one) => one.seq <= around).slice(-half),
        ...seen.filter((one) => one.seq > around).slice(0, half),
      ];
    }
    const first = items[0]?.seq ?? (after === undefined ? 1 : after + 1);
    const last = items.at(-1)?.seq ?? (after === undefined ? 0 : after);
    const hasBefore = seen.some((one) => one.seq < first);
    const hasAfter = seen.some((one) => one.seq > last);
    const fromSeq = after === undefined ? (hasBefore ? first : 1) : after + 1;
    const toSeq = before === undefined ? (hasAfter ? last : Math.max(last, room.messages.length)) : before - 1;
    return { items: items.map(this.told(room, userId)), fromSeq, toSeq, hasBefore, hasAfter, people: [] };
  }

  changes(userId: string, conversationId: string, after: number): ChangesPage {
    const room = this.room(userId, conversationId);
    if (after > room.changeSeq) throw new Refusal('conflict');
    const isSeen = this.isSeen(room, userId);
    const changed = room.messages.filter((one) => one.changeSeq > after).sort((a, b) => a.changeSeq - b.changeSeq);
    const items = changed.slice(0, this.sizes.changes);
    const hasMore = changed.length > items.length;
    return {
      items: items.filter(isSeen).map(this.told(room, userId)),
      hidden: items.filter((one) => !isSeen(one)).map((one) => one.seq),
      starred: [...this.mine(room, userId).starred],
      conversation: this.view(room, userId),
      people: [],
      toChangeSeq: hasMore ? (items.at(-1)?.changeSeq ?? after) : room.changeSeq,
      hasMore,
    };
  }

  sync(userId: string, cursor: string | undefined): SyncAnswer {
    const [epoch = 0, since = 0, offset = 0, isFirst = 1] = (cursor ?? '').split('.').map(Number);
    const isKnown = cursor !== undefined && epoch === this.epoch;
    if (isKnown && isFirst === 0) return this.syncSince(userId, since);
    const at = isKnown ? since : this.stamp;
    const from = isKnown ? offset : 0;
    const rooms = this.roomsOf(userId).filter((room) => room.createdAt !== '');
    const page = rooms.slice(from, from + this.sizes.firstLoad);
    const hasMore = from + page.length < rooms.length;
    const next = hasMore ? [this.epoch, at, from + page.length, 1] : [this.epoch, at, 0, 0];
    const conversations = page.map((room) => this.firstView(room, userId));
    return this.answer(userId, {
      cursor: next.join('.'),
      reset: cursor !== undefined && !isKnown,
      conversations,
      removed: [],
      hasMore,
    });
  }

  private syncSince(userId: string, since: number): SyncAnswer {
    const changed = [...this.rooms.values()].filter((room) => room.members.includes(userId) && room.stamp > since);
    const isGone = (room: Room) => this.mine(room, userId).isRemoved;
    const conversations = changed
      .filter((room) => !isGone(room))
      .map((room): SyncedConversation => {
        const messages = room.messages.filter((one) => one.stamp > since);
        const isSeen = this.isSeen(room, userId);
        const given = messages.slice(-this.sizes.syncMessages);
        const gone = given.filter((one) => !isSeen(one)).map((one) => one.seq);
        return {
          conversation: this.view(room, userId),
          messages: given.filter(isSeen).map(this.told(room, userId)),
          hidden: [...gone, ...this.mine(room, userId).hidden],
          starred: [...this.mine(room, userId).starred],
          complete: given.length === messages.length,
          fromSeq: null,
        };
      });
    const removed = changed.filter(isGone).map((room) => room.id);
    return this.answer(userId, {
      cursor: [this.epoch, this.stamp, 0, 0].join('.'),
      reset: false,
      conversations,
      removed,
      hasMore: false,
    });
  }

  private answer(userId: string, rest: Omit<SyncAnswer, 'people' | 'unread'>): SyncAnswer {
    const counts = this.roomsOf(userId).map((room) => this.unread(room, userId));
    const messages = counts.reduce((sum, count) => sum + count, 0);
    const conversations = counts.filter((count) => count > 0).length;
    const unread = this.roomsOf(userId).flatMap((room) =>
      this.seen(room, userId).filter((one) => one.seq > this.mine(room, userId).readSeq && one.senderId !== userId),
    );
    const ends = unread.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt]));
    const validUntil = ends.sort()[0] ?? null;
    return { ...rest, people: [], unread: { messages, conversations, requests: 0, validUntil } };
  }

  private firstView(room: Room, userId: string): SyncedConversation {
    const messages = room.messages.slice(-this.sizes.firstMessages);
    const fromSeq = messages[0]?.seq ?? 1;
    const seen = messages.filter(this.isSeen(room, userId)).map(this.told(room, userId));
    const starred = [...this.mine(room, userId).starred];
    return { conversation: this.view(room, userId), messages: seen, hidden: [], starred, complete: true, fromSeq };
  }

  private view(room: Room, userId: string): Conversation {
    const own = this.mine(room, userId);
    const [other = userId] = room.members.filter((one) => one !== userId);
    const others = this.mine(room, other);
    const { isPinned, isArchived, mutedUntil, markedUnread, unreadFrom, draft, readSeq, deliveredSeq } = own;
    const last = this.seen(room, userId).at(-1);
    const isSuspended = Date.parse(this.me(userId).suspendedUntil ?? '') > this.now();
    const can = own.hasBlocked
      ? { send: false, invite: false, whyNot: 'blocked' as const }
      : isSuspended
        ? { send: false, invite: false, whyNot: 'suspended' as const }
        : { send: true, invite: false };
    return {
      id: room.id,
      type: 'direct',
      name: null,
      participants: room.members.map((member) => this.participant(room, member)),
      participantCount: room.members.length,
      othersDeliveredSeq: others.deliveredSeq,
      othersReadSeq: others.readSeq,
      lastMessage: last ? wire(last) : null,
      lastSeq: room.messages.length,
      changeSeq: room.changeSeq,
      historyFrom: 1,
      readSeq,
      deliveredSeq,
      unreadCount: this.unread(room, userId),
      isPinned,
      isArchived,
      mutedUntil,
      markedUnread,
      unreadFrom,
      disappearAfter: room.disappearAfter,
      scheduledCount: this.life.listScheduled(userId, room.id).length,
      draft,
      request: null,
      listing: null,
      can,
      ...(own.hasBlocked ? { blocked: true } : {}),
      createdAt: room.createdAt,
      updatedAt: room.updatedAt,
    };
  }

  private participant(room: Room, userId: string): Participant {
    const { deliveredSeq, readSeq } = this.mine(room, userId);
    return {
      userId,
      displayName: userId,
      avatarUrl: null,
      role: 'member',
      joinedAt: room.createdAt,
      deliveredSeq,
      readSeq,
    };
  }

  replace(
    conversationId: string,
    seq: number,
    over: Partial<Message>,
    event: (message: Stored) => [string, unknown],
  ): void {
    const room = this.rooms.get(conversationId);
    const old = room?.messages[seq - 1];
    if (!room || !old || old.deletedAt !== null || this.isExpired(old)) return;
    const next: Stored = {
      ...old,
      ...over,
      version: old.version + 1,
      changeSeq: ++room.changeSeq,
      stamp: this.touch(room),
    };
    room.messages[seq - 1] = next;
    this.tellAll(room, ...event(next));
  }

  private unread(room: Room, userId: string): number {
    const { readSeq } = this.mine(room, userId);
    const counted = this.seen(room, userId).filter(
      (one) => one.seq > readSeq && one.senderId !== userId && one.senderId !== null && one.deletedAt === null,
    );
    return Math.min(100, counted.length);
  }

  private isExpired = ({ expiresAt }: Message) => expiresAt !== null && Date.parse(expiresAt) <= this.now();

  private isSeen(room: Room, userId: string) {
    const { hidden } = this.mine(room, userId);
    return (one: Message) => !hidden.has(one.seq) && !this.isExpired(one);
  }

  private seen(room: Room, userId: string): Stored[] {
    return room.messages.filter(this.isSeen(room, userId));
  }

  private quote(room: Room, messageId: string | undefined): Message['replyTo'] {
    const quoted = room.messages.find((one) => one.id === messageId);
    return quoted ? { messageId: quoted.id, seq: quoted.seq, senderId: quoted.senderId } : null;
  }

  /** A message in an answer to one person: with what they may see of what it quotes. */
  private told(room: Room, userId: string) {
    const seen = this.seen(room, userId);
    return (stored: Stored): Message => {
      const { replyTo, ...message } = wire(stored);
      const preview = seen.find((one) => one.seq === replyTo?.seq)?.content ?? null;
      const own = this.life.ownParts(stored, userId);
      return { ...message, ...own, replyTo: replyTo && { ...replyTo, preview } };
    };
  }

  private touch(room: Room): number {
    room.stamp = ++this.stamp;
    return room.stamp;
  }

  private tellAll(room: Room, name: string, payload: unknown): void {
    for (const member of room.members) if (!this.mine(room, member).isRemoved) this.emit(member, name, payload);
  }

  private roomsOf(userId: string): Room[] {
    const mine = [...this.rooms.values()].filter(
      (room) => room.members.includes(userId) && !this.mine(room, userId).isRemoved,
    );
    return mine.sort((a, b) => b.stamp - a.stamp);
  }

  private room(userId: string, conversationId: string): Room {
    const room = this.rooms.get(conversationId);
    if (!room?.members.includes(userId)) throw new Refusal('not_found');
    return room;
  }

  private mine(room: Room, userId: string): Mine {
    const mine = room.mine.get(userId);
    if (!mine) throw new Refusal('not_found');
    return mine;
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }
}

function newMine(): Mine {
  return {
    readSeq: 0,
    deliveredSeq: 0,
    isPinned: false,
    isArchived: false,
    mutedUntil: null,
    markedUnread: false,
    unreadFrom: null,
    draft: null,
    hidden: new Set(),
    starred: new Set(),
    isRemoved: false,
    hasBlocked: false,
  };
}

function pollOf({ options, multiple = false, anonymous = false }: PollBody) {
  const told = options.map((text, n) => ({ id: n + 1, text, votes: 0 }));
  return { options: told, multiple, anonymous, voters: 0, closedAt: null };
}

const wire = ({ stamp: _, original: __, ...message }: Stored): Message => message;
