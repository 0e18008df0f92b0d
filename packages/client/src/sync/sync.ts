import { applySynced, hasSameOwnPart } from '@natter/model';
import { PAGE_MAX, type SyncAnswer, type UnreadTotals } from '@natter/protocol';
import type { CursorRow } from '../storage/rows.ts';
import type { StorageWrite } from '../storage/storage.ts';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Quietly, Server } from '../transport/server.ts';
import type { Gaps } from './gaps.ts';

export interface SyncOptions {
  readonly store: ConversationStore;
  readonly server: Server;
  readonly gaps: Gaps;
  readonly quietly: Quietly;
  /** Before everything is forgotten: saves own recent sends into the outbox, in the transaction of the page. */
  readonly onReset: () => Promise<(tx: StorageWrite) => Promise<void>>;
  /** After a page is durable. */
  readonly onPage: (page: SyncAnswer, isFirstLoad: boolean) => void;
}

/** A page on its way, and the cursor it follows. */
interface Asked {
  readonly cursor: CursorRow | null;
  readonly askedAt: number;
  readonly answer: Promise<SyncAnswer>;
}

/** Conversations whose holes are closed at once, at most. */
const CLOSE_AT_ONCE = 4;

/**
 * Catching up (spec CATCH-1 … CATCH-4).
 *
 * Invariants:
 * - One sync runs at a time in a tab; a call while one runs asks once more after it, since its answer may be older.
 * - A page's conversations and its cursor are written in one transaction. The next page is on its way meanwhile and taken
 *   after that, so that a crash repeats at most what was not stored, and no more than two pages are in memory.
 * - An answer is taken only onto the cursor it was asked with: another tab's reset may have changed it meanwhile.
 * - `complete: false` leaves a state behind; `changes` closes it afterwards, also after a restart, since being behind
 *   follows from what is stored.
 */
export class Sync {
  private readonly options: SyncOptions;
  private running: Promise<void> | null = null;
  private again: Promise<void> | null = null;
  /** The server's own totals, until the inbox is known whole. */
  totals: UnreadTotals | null = null;

  constructor(options: SyncOptions) {
    this.options = options;
  }

  get isLoaded(): boolean {
    const { cursor } = this.options.store;
    return cursor !== null && !cursor.isFirstLoad;
  }

  /** Resolves when everything that had changed before the call is stored. */
  now(): Promise<void> {
    if (this.running !== null) {
      this.again ??= this.running
        .catch(() => {
          // Its caller is told; this one tries for itself.
        })
        .then(() => {
          this.again = null;
          return this.now();
        });
      return this.again;
    }
    this.running = this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** The same for whoever does not wait. */
  quietly(): void {
    this.options.quietly(this, () => this.now());
  }

  private async run(): Promise<void> {
    const { store } = this.options;
    const isPart = store.cursor?.isPart;
    for (let asked: Asked | null = this.ask(store.cursor); asked; ) {
      const { cursor, askedAt, answer }: Asked = asked;
      const page: SyncAnswer = await answer;
      if (cursor !== store.cursor) return this.run();
      const isFirstLoad: boolean = page.reset || (cursor?.isFirstLoad ?? true);
      const next: CursorRow = { cursor: page.cursor, isFirstLoad: isFirstLoad && page.hasMore, isPart: page.hasMore };
      asked = page.hasMore ? this.ask(next) : null;
      await this.apply(page, { next, isFirstLoad, askedAt });
    }
    // The rest of a catch-up that was cut off tells nothing of what changed since its beginning: another one follows.
    return isPart ? this.run() : this.closeHoles();
  }

  private ask(cursor: CursorRow | null): Asked {
    const { store, server } = this.options;
    const askedAt = store.own.ask();
    // Small until there is something to see, then as large as may be: what a page costs hardly depends on its size.
    const answer = server.sync(cursor ? { cursor: cursor.cursor, limit: PAGE_MAX } : {});
    // Whoever takes it is told; it may be that nobody does.
    answer.catch(() => undefined);
    return { cursor, askedAt, answer };
  }

  private async apply(
    page: SyncAnswer,
    { next, isFirstLoad, askedAt }: { next: CursorRow; isFirstLoad: boolean; askedAt: number },
  ): Promise<void> {
    const { store, gaps, onReset, onPage } = this.options;
    const unclear: string[] = [];
    const keep = page.reset ? await onReset() : null;
    if (page.reset) store.forgetAll();
    store.addPeople(page.people);
    for (const synced of page.conversations) {
      const { id } = synced.conversation;
      const isUnclear = store.own.isUnclear(id, askedAt);
      store.update(id, (now) => applySynced(now, synced, store.userId, isUnclear));
      if (!isUnclear) store.own.came(id);
      // What it tells is told once: it may be the newer one of the two.
      else if (!hasSameOwnPart(store.get(id)?.conversation, synced.conversation)) unclear.push(id);
    }
    for (const id of page.removed) store.update(id, () => null);
    this.totals = page.unread;
    store.setCursor(next);
    await (keep ? store.commit(keep) : store.commit());
    onPage(page, isFirstLoad);
    for (const id of unclear) gaps.recheck(id);
  }

  private async closeHoles(): Promise<void> {
    const { store, gaps } = this.options;
    const open = store.behind();
    const work = async () => {
      for (let id = open.shift(); id !== undefined; id = open.shift()) await gaps.close(id);
    };
    await Promise.all(Array.from({ length: CLOSE_AT_ONCE }, work));
  }
}
