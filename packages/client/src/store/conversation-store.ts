import {
  type ConversationState,
  expire,
  forgetUnheld,
  holdMessages,
  isBehind,
  joinStates,
  messagesBetween,
  nextExpiryAfter,
  type Run,
  releaseMessages,
} from '@natter/model';
import { type Conversation, type Message, Person, type UserId } from '@natter/protocol';
import { isShallowEqual } from '../live.ts';
import { ConversationRow, CursorRow, fromRow, parseMessages, parseRow, parseRows } from '../storage/rows.ts';
import type { Storage, StorageWrite } from '../storage/storage.ts';
import { eraseExpired } from './erase.ts';
import { OwnAnswers } from './own-answers.ts';
import { type Op, StoreWriter } from './store-writer.ts';

/** How many messages a conversation keeps in memory below its end, and at how many it lets go. */
const HELD = 100;
const HELD_MAX = 300;
/** So many people are remembered on the disk beside those in conversations. */
const PEOPLE_STORED = 500;

/**
 * All conversations this device knows: states in memory, rows and messages on the disk.
 *
 * Invariants (spec STORE-1):
 * - Memory is ahead of the disk, never the other way round within a tab. Every change goes to memory at once and to the
 *   disk in order; what waits is written in one transaction, so the disk always shows some earlier moment of memory.
 * - The sync cursor is written in the same transaction as all changes made before it, so a stored cursor never stands
 *   beyond what is stored.
 * - A cursor held by this tab speaks of this tab's memory; any cursor one of the tabs writes is true of the disk, because
 *   the disk holds all that any of them has applied.
 */
export class ConversationStore {
  userId: string;
  readonly people = new Map<string, Person>();
  readonly own = new OwnAnswers();
  private known: CursorRow | null = null;
  private readonly storage: Storage;
  private readonly states = new Map<string, ConversationState>();
  private readonly listeners = new Set<(id: string | null) => void>();
  private readonly windows = new Map<string, Set<() => readonly Run[]>>();
  private readonly writer: StoreWriter;
  /** What of a state is for anybody's eyes now; the engine sets it. Call `turn` when it may say something else. */
  lens: (state: ConversationState) => ConversationState = (state) => state;
  private readonly seen = new Map<string, { readonly of: ConversationState; readonly shown: ConversationState }>();

  constructor(userId: string, storage: Storage) {
    this.userId = userId;
    this.storage = storage;
    this.writer = new StoreWriter({
      storage,
      userId: () => this.userId,
      cursor: () => this.known,
      onOutdated: () => this.load(),
      onRestart: (state) => this.restart(state),
      onNewer: (message) => this.take(message.conversationId, [message]),
    });
  }

  /** Reads rows, cursor and the unread messages of each conversation, in one transaction. */
  async load(): Promise<void> {
    const spoiled: string[] = [];
    await this.storage.read(async (tx) => {
      const values = await tx.all('conversations');
      const rows = parseRows(ConversationRow, values);
      const cursor = parseRow(CursorRow, await tx.get('meta', 'cursor'));
      // A row that cannot be read is fetched anew only if nothing claims that it is known.
      this.known = rows.length === values.length ? cursor : null;
      await this.writer.begin(tx);
      const people = await tx.get('meta', 'people');
      for (const one of parseRows(Person, Array.isArray(people) ? people : [])) this.people.set(one.userId, one);
      this.states.clear();
      for (const row of rows) {
        this.writer.meet(row);
        const { id, readSeq, lastSeq } = row.conversation;
        const from = Math.max(readSeq + 1, lastSeq - HELD + 1);
        const state = fromRow(row, this.userId);
        if (row.conversation.unreadCount === 0 || from > lastSeq) this.states.set(id, state);
        else {
          const values = await tx.messages({ conversationId: id, from, to: state.heldFrom });
          const tail = parseMessages(values);
          if (tail.length < values.length) spoiled.push(id);
          this.states.set(id, tail.length < values.length ? state : { ...holdMessages(state, tail), heldFrom: from });
        }
      }
    });
    for (const id of spoiled) this.forgetDisk(id);
    this.tell(null);
  }

  get(id: string): ConversationState | null {
    return this.states.get(id) ?? null;
  }

  all(): Iterable<ConversationState> {
    return this.states.values();
  }

  /** A conversation as it may be shown: without what has expired or is being deleted. */
  shown(id: string): ConversationState | null {
    const of = this.get(id);
    if (!of) return null;
    const known = this.seen.get(id);
    if (known?.of === of) return known.shown;
    const shown = this.lens(of);
    this.seen.set(id, { of, shown });
    return shown;
  }

  *allShown(): Iterable<ConversationState> {
    for (const id of this.states.keys()) {
      const state = this.shown(id);
      if (state) yield state;
    }
  }

  /** The lens says something else now, of one conversation or of all. */
  turn(id: string | null): void {
    if (id === null) this.seen.clear();
    else this.seen.delete(id);
    this.tell(id);
  }

  /**
   * Erases what of a conversation has expired at `nowMs`, the server's time, in memory and on the disk. Resolves when it is
   * gone; true: the last message was among it, and the one that is last here now may not be the last there is.
   */
  async erase(id: string, nowMs: number): Promise<boolean> {
    const last = this.get(id)?.conversation.lastMessage;
    this.update(id, (state) => state && expire(state, nowMs));
    let next = nowMs;
    await this.commit(async (tx) => {
      next = await eraseExpired(tx, id, nowMs);
    });
    this.update(id, (now) => now && { ...now, nextExpiry: Math.min(next, nextExpiryAfter(now, nowMs)) });
    return this.get(id)?.conversation.lastMessage !== last;
  }

  behind(): string[] {
    return [...this.states.values()].filter(isBehind).map((state) => state.conversation.id);
  }

  /** Up to where this tab's memory holds everything; null: nothing was ever loaded. */
  get cursor(): CursorRow | null {
    return this.known;
  }

  /** Moves the cursor in memory; it is written with the changes made so far. */
  setCursor(cursor: CursorRow): void {
    this.known = cursor;
    this.writer.moveCursor();
  }

  /** Called with the id of what changed; null: anything. */
  subscribe(listener: (id: string | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Changes one conversation in memory and queues the write. `null` removes it. `isReplaced`: what the disk holds of it is
   * not joined but thrown away.
   */
  update(id: string, change: (state: ConversationState | null) => ConversationState | null, isReplaced = false): void {
    const before = this.get(id);
    const changed = change(before);
    if (changed === before) return;
    const op = this.writer.open(id, isReplaced || changed === null);
    const after = changed && this.release(changed, op);
    op.state = after;
    if (after) {
      this.states.set(id, after);
      for (const [seq, message] of after.messages)
        if (before?.messages.get(seq) !== message) op.touched.set(seq, message);
      for (const seq of after.hidden) if (!before?.hidden.has(seq)) op.hidden.add(seq);
    } else this.states.delete(id);
    this.tell(id);
    void this.writer.drain();
  }

  /** People who are named and need not be among the participants given: of groups. They are kept for when there is no network. */
  addPeople(people: readonly Person[]): void {
    if (people.every((one) => isShallowEqual(one, this.people.get(one.userId)))) return;
    for (const person of people) this.people.set(person.userId, person);
    void this.commit((tx) => tx.put('meta', 'people', [...this.people.values()].slice(-PEOPLE_STORED)));
    for (const id of this.people.keys()) {
      if (this.people.size <= 2_000) break;
      this.people.delete(id);
    }
  }

  /** Somebody in a conversation, or who was; null where nobody told. */
  person({ participants }: Pick<Conversation, 'participants'>, userId: UserId): Person | null {
    return participants.find((one) => one.userId === userId) ?? this.people.get(userId) ?? null;
  }

  /** Queues something to be written together with all changes made so far; resolves when it is durable. */
  commit(extra?: (tx: StorageWrite) => Promise<void>): Promise<void> {
    return this.writer.commit(extra);
  }

  /** Brings stored messages of a range into memory. The caller knows that the range is covered. */
  async hold(id: string, from: number, to: number): Promise<void> {
    const state = this.get(id);
    if (!state || from > to || from >= state.heldFrom) return;
    await this.commit();
    const values = await this.storage.read((tx) => tx.messages({ conversationId: id, from, to }));
    const stored = this.readBack(id, values);
    if (stored.length < values.length) return;
    this.take(id, stored, (now) => (to >= now.heldFrom - 1 && from < now.heldFrom ? { ...now, heldFrom: from } : now));
  }

  /** The number at which a page of `limit` stored messages going back from `to` begins; `from` when there are fewer. */
  async findPageStart(id: string, from: number, to: number, limit: number): Promise<number> {
    await this.commit();
    const range = { conversationId: id, from, to, limit, fromEnd: true };
    const found = this.readBack(id, await this.storage.read((tx) => tx.messages(range)));
    return found.length < limit ? from : (found[0]?.seq ?? from);
  }

  /** The number at which a page of `limit` stored messages going on from `from` ends; `to` when there are fewer. */
  async findPageEnd(id: string, from: number, to: number, limit: number): Promise<number> {
    await this.commit();
    const range = { conversationId: id, from, to, limit };
    const found = this.readBack(id, await this.storage.read((tx) => tx.messages(range)));
    return found.length < limit ? to : (found.at(-1)?.seq ?? to);
  }

  /** Another tab wrote this conversation: takes over what it knows. */
  async reread(id: string): Promise<void> {
    await this.commit();
    const now = this.get(id);
    const tail = {
      conversationId: id,
      from: now?.heldFrom ?? 0,
      to: Number.MAX_SAFE_INTEGER,
      limit: HELD,
      fromEnd: true,
    };
    const [value, messages] = await this.storage.read((tx) =>
      Promise.all([tx.get('conversations', id), tx.messages(tail)]),
    );
    const row = parseRow(ConversationRow, value);
    if (!row) return;
    if (!this.writer.meet(row)) this.states.delete(id);
    const held = parseMessages(messages);
    const heldFrom = held.length < HELD ? tail.from : (held[0]?.seq ?? tail.from);
    const stored = { ...holdMessages(fromRow(row, this.userId), held), heldFrom };
    const current = this.get(id);
    this.states.set(id, current ? joinStates(current, stored) : stored);
    this.tell(id);
  }

  /** A thread says which part it shows, so that it stays in memory. */
  keepWindow(id: string, window: () => readonly Run[]): () => void {
    const windows = this.windows.get(id) ?? new Set();
    this.windows.set(id, windows.add(window));
    return () => {
      windows.delete(window);
      if (windows.size === 0) this.windows.delete(id);
    };
  }

  /**
   * Forgets all conversations, in memory and, with the next commit, on the disk. It begins a new generation of the store:
   * what a tab of an older one still writes is dropped, and that tab reads the store again.
   */
  forgetAll(): void {
    this.writer.beginGeneration();
    for (const id of [...this.states.keys()]) this.update(id, () => null);
  }

  /**
   * The disk was lost and an empty store took its place: what is not in memory is no longer known, so that it is fetched
   * again, and what is in memory is written.
   */
  diskLost(): void {
    for (const id of this.states.keys()) this.forgetDisk(id);
    this.tell(null);
  }

  /** What the disk holds of a conversation counts no more. */
  private forgetDisk(id: string): void {
    const state = this.get(id);
    if (!state) return;
    const kept = forgetUnheld(state);
    const op = this.writer.open(id, true);
    op.state = kept;
    for (const [seq, message] of kept.messages) op.touched.set(seq, message);
    this.states.set(id, kept);
    void this.writer.drain();
  }

  /** Messages from the disk. Where one of them cannot be read it would be a hole for good: all that is not in memory is fetched anew (STORE-5). */
  private readBack(id: string, values: readonly unknown[]): Message[] {
    const messages = parseMessages(values);
    if (messages.length < values.length) {
      this.forgetDisk(id);
      this.tell(id);
    }
    return messages;
  }

  /** Forgets all in memory; the disk is somebody else's business. */
  clear(): void {
    this.states.clear();
    this.people.clear();
    this.known = null;
    this.writer.drop();
    this.tell(null);
  }

  private take(
    id: string,
    stored: readonly Message[],
    adjust: (state: ConversationState) => ConversationState = (state) => state,
  ): void {
    const now = this.get(id);
    if (!now) return;
    const next = adjust(holdMessages(now, stored));
    if (next === now) return;
    // Who pages through what is stored brings in more with every page, too.
    this.states.set(id, this.release(next));
    this.tell(id);
  }

  /** Another tab began this conversation anew: its row is the ground now, and what we knew beyond it is to be fetched. */
  private restart(state: ConversationState): void {
    const { id } = state.conversation;
    this.writer.drop(id);
    this.states.delete(id);
    this.update(id, () => state);
  }

  /** Lets go of what nobody looks at, once it is much. `op`: writes what has changed of it. */
  private release(state: ConversationState, op?: Op): ConversationState {
    if (state.messages.size <= HELD_MAX) return state;
    const windows = [...(this.windows.get(state.conversation.id) ?? [])].flatMap((window) => window());
    const { readSeq, lastSeq } = state.conversation;
    const from = Math.max(0, Math.min(lastSeq - HELD + 1, Math.max(readSeq + 1, lastSeq - HELD_MAX)));
    const known = this.get(state.conversation.id)?.messages;
    if (op) {
      for (const message of messagesBetween(state, 0, from - 1)) {
        if (known?.get(message.seq) !== message) op.touched.set(message.seq, message);
      }
    }
    return releaseMessages(state, from, (seq) => windows.some((run) => run.from <= seq && seq <= run.to));
  }

  private tell(id: string | null): void {
    for (const listener of [...this.listeners]) listener(id);
  }
}
