import { type ConversationState, joinStates, takeSnapshot } from '@natter/model';
import type { Message } from '@natter/protocol';
import { ConversationRow, type CursorRow, fromRow, parseMessages, parseRow, toRow } from '../storage/rows.ts';
import type { Storage, StorageRead, StorageWrite } from '../storage/storage.ts';
import { forgetStoredQuotes } from './erase.ts';

/** What waits to be written of one conversation. */
export interface Op {
  state: ConversationState | null;
  readonly touched: Map<number, Message>;
  readonly hidden: Set<number>;
  /** What the disk holds is not joined but thrown away. */
  isReplaced: boolean;
}

export interface StoreWriterOptions {
  readonly storage: Storage;
  readonly userId: () => string;
  readonly cursor: () => CursorRow | null;
  /** The store is of a newer generation: read it again. */
  readonly onOutdated: () => Promise<void>;
  /** A conversation is of a newer incarnation: what was to be written of it is dropped, and this is where it goes on. */
  readonly onRestart: (state: ConversationState) => void;
  /** The disk held a later state of a message than the one that was to be written. */
  readonly onNewer: (message: Message) => void;
}

/**
 * Writes memory to the disk (spec STORE-1): in order, all that waits in one transaction, joined with what other tabs wrote.
 *
 * - Another tab may have got further. The known end, the covered ranges and the marks of a row only grow, and a stored
 *   message is replaced only by one that changed later. So tabs may write in any order.
 * - Joining is only right for states of one history. A conversation loaded anew begins a new incarnation of its row; a tab of
 *   an older one drops what it was about to write and goes on from the row. When the server went back in time, the store
 *   begins a new generation and nothing of an older one is written any more.
 */
export class StoreWriter {
  private readonly options: StoreWriterOptions;
  private ops = new Map<string, Op>();
  private extras: ((tx: StorageWrite) => Promise<void>)[] = [];
  private tail: Promise<void> = Promise.resolve();
  private scheduled: Promise<void> | null = null;
  private isCursorNew = false;
  private isForgetting = false;
  private generation = 0;
  private readonly incarnations = new Map<string, number>();
  private outdated: ConversationState[] = [];

  constructor(options: StoreWriterOptions) {
    this.options = options;
  }

  /** From now on this generation of the store is written. */
  async begin(tx: StorageRead): Promise<void> {
    this.generation = await readGeneration(tx);
  }

  /** A row was read; false when it is of another incarnation than what this tab knew of the conversation. */
  meet({ id, incarnation }: ConversationRow): boolean {
    const isSame = this.incarnations.get(id) === incarnation;
    this.incarnations.set(id, incarnation);
    return isSame;
  }

  /** What waits to be written of a conversation, to be added to; call `drain` afterwards. */
  open(id: string, isReplaced: boolean): Op {
    const op = this.ops.get(id) ?? { state: null, touched: new Map(), hidden: new Set(), isReplaced: false };
    if (isReplaced) {
      op.isReplaced = true;
      op.touched.clear();
    }
    this.ops.set(id, op);
    return op;
  }

  /** Drops what waits to be written of one conversation, or of all. */
  drop(id?: string): void {
    if (id === undefined) this.ops.clear();
    else this.ops.delete(id);
  }

  /** The cursor moved; it is written with the changes made so far. */
  moveCursor(): void {
    this.isCursorNew = true;
    void this.drain();
  }

  /** The next transaction begins a new generation: what a tab of an older one still writes is dropped. */
  beginGeneration(): void {
    this.isForgetting = true;
  }

  /** Queues something to be written together with all changes made so far; resolves when it is durable. */
  commit(extra?: (tx: StorageWrite) => Promise<void>): Promise<void> {
    if (extra) this.extras.push(extra);
    return this.drain();
  }

  /** Writes what waits, after what is being written. */
  drain(): Promise<void> {
    if (this.ops.size === 0 && this.extras.length === 0 && !this.isCursorNew) return this.tail;
    if (!this.scheduled) {
      const start = () => {
        this.scheduled = null;
        return this.writeOnce();
      };
      this.scheduled = this.tail.then(start, start);
      this.tail = this.scheduled;
      // Told to whoever waits for a commit; without this line a failure nobody waits for would be unhandled.
      this.tail.catch(() => undefined);
    }
    return this.tail;
  }

  private async writeOnce(): Promise<void> {
    const { ops, extras, isCursorNew } = this;
    const { storage, onOutdated, onRestart, onNewer } = this.options;
    const cursor = this.options.cursor();
    this.ops = new Map();
    this.extras = [];
    this.isCursorNew = false;
    const isReset = this.isForgetting;
    this.isForgetting = false;
    const { newer, isOutdated } = await storage.write(async (tx) => {
      const found: Message[] = [];
      const stored = await readGeneration(tx);
      const isOld = stored !== this.generation;
      if (isReset) await tx.put('meta', 'generation', stored + 1);
      if (!isOld || isReset) {
        // All asked for together: a disk that answers one by one would be waited for at each.
        await Promise.all([...ops].map(async ([id, op]) => found.push(...(await this.write(tx, id, op)))));
        if (isCursorNew) await tx.put('meta', 'cursor', cursor);
      }
      for (const extra of extras) await extra(tx);
      if (isReset) this.generation = stored + 1;
      return { newer: found, isOutdated: isOld && !isReset };
    });
    if (isOutdated) await onOutdated();
    for (const state of this.outdated.splice(0)) onRestart(state);
    for (const message of newer) onNewer(message);
  }

  /** Answers the stored messages that are newer than what was to be written. */
  private async write(tx: StorageWrite, id: string, op: Op): Promise<Message[]> {
    const { state } = op;
    const row = parseRow(ConversationRow, await tx.get('conversations', id));
    // Without a row that can be read, nobody knows what stands there: it may be from before this person left and came back (STORE-5).
    if (op.isReplaced || !row) await tx.deleteMessages(id, 0, Number.MAX_SAFE_INTEGER);
    if (!state) {
      await tx.delete('conversations', id);
      await tx.delete('marks', id);
      return [];
    }
    const stored = row?.incarnation ?? 0;
    if (!op.isReplaced && row && stored !== (this.incarnations.get(id) ?? 0)) {
      this.incarnations.set(id, stored);
      this.outdated.push(takeSnapshot(fromRow(row, this.options.userId()), state.conversation));
      return [];
    }
    const incarnation = op.isReplaced && row ? stored + 1 : stored;
    this.incarnations.set(id, incarnation);
    await tx.put('conversations', id, row && !op.isReplaced ? joinRows(state, row) : toRow(state, incarnation));
    const newer = await writeMessages(tx, id, op.touched.values());
    const gone = new Set([...op.hidden].filter((seq) => state.hidden.has(seq)));
    for (const seq of gone) await tx.deleteMessages(id, seq, seq);
    for (const { seq, deletedAt } of op.touched.values()) if (deletedAt !== null) gone.add(seq);
    await forgetStoredQuotes(tx, id, gone);
    if (row && state.conversation.historyFrom > row.conversation.historyFrom) {
      await tx.deleteMessages(id, 0, state.conversation.historyFrom - 1);
    }
    return newer;
  }
}

async function writeMessages(tx: StorageWrite, id: string, messages: Iterable<Message>): Promise<Message[]> {
  const all = [...messages];
  const seqs = all.map(({ seq }) => seq);
  const [from, to] = [Math.min(...seqs), Math.max(...seqs)];
  // What catching up brings stands side by side, and is compared with what one read of that stretch finds.
  const runs = to - from < 2 * all.length ? [{ from, to }] : seqs.map((seq) => ({ from: seq, to: seq }));
  const found = await Promise.all(runs.map((run) => tx.messages({ conversationId: id, ...run })));
  const stored = new Map(parseMessages(found.flat()).map((message) => [message.seq, message]));
  const newer: Message[] = [];
  await Promise.all(
    all.map(async (message) => {
      const known = stored.get(message.seq);
      if (known && known.changeSeq > message.changeSeq) newer.push(known);
      else await tx.putMessage(id, message.seq, message);
    }),
  );
  return newer;
}

async function readGeneration(tx: StorageRead): Promise<number> {
  const value = await tx.get('meta', 'generation');
  return typeof value === 'number' ? value : 0;
}

function joinRows(state: ConversationState, row: ConversationRow): ConversationRow {
  const stored = fromRow(row, state.userId);
  const joined = toRow(joinStates(state, stored), row.incarnation);
  // Messages are not at hand here: the number of the state that knows more stands until they are.
  const { unreadCount } = state.changeSeq >= row.changeSeq ? state.conversation : row.conversation;
  const countable = Math.max(0, joined.conversation.lastSeq - joined.conversation.readSeq);
  return { ...joined, conversation: { ...joined.conversation, unreadCount: Math.min(unreadCount, countable) } };
}
