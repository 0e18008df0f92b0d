import { applyHistory, type Run, runContaining } from '@natter/model';
import { MESSAGES_PAGE } from '@natter/protocol';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Rest } from '../transport/rest.ts';

const PAGE = MESSAGES_PAGE;
/** A window grown beyond this lets go at its other end. */
const WINDOW_MAX = 400;
const END = Number.MAX_SAFE_INTEGER;

/**
 * Which part of a conversation is shown (spec THREAD-1 … THREAD-3): `[from, to]` inside one covered run; `to = END` follows the
 * newest. What is stored is taken from the disk; what is missing is fetched and joins the run. While the newest run does not
 * reach the conversation's end (a hole is being closed), a following window ends where its run ends: never a hole on the screen.
 *
 * Its movements are made one after the other by whoever owns it; each throws what the server answers.
 */
export class ThreadWindow {
  private readonly id: string;
  private readonly store: ConversationStore;
  private readonly rest: Rest;
  /** What is stored is in the window and can be shown, before anything is fetched. */
  private readonly onShown: () => void;
  private from = END;
  private to = END;
  /** What is being read for the window, so that memory does not let go of it meanwhile. */
  private coming: Run | null = null;
  /** Gives the window's messages free: memory may let go of them. */
  readonly release: () => void;

  constructor(options: { id: string; store: ConversationStore; rest: Rest; onShown: () => void }) {
    this.id = options.id;
    this.store = options.store;
    this.rest = options.rest;
    this.onShown = options.onShown;
    this.release = this.store.keepWindow(this.id, () => [this.shown(), this.coming].filter((run) => run !== null));
  }

  /** The part of the covered run that is shown; null while nothing is. */
  shown(): Run | null {
    if (this.from === END) return null;
    const from = Math.max(this.from, this.firstSeq());
    const run = runContaining(this.covered(), from);
    return run ? { from, to: Math.min(run.to, this.to) } : null;
  }

  /** Whether anything was ever shown; its ground may be gone since. */
  get isPlaced(): boolean {
    return this.from !== END;
  }

  get isFollowing(): boolean {
    return this.to === END;
  }

  /** The first number this person may read. */
  firstSeq(): number {
    return Math.max(1, this.state()?.conversation.historyFrom ?? 1);
  }

  isAtEnd(): boolean {
    const state = this.state();
    if (state === null) return false;
    return state.conversation.lastSeq === 0 || (this.shown()?.to ?? -1) >= state.conversation.lastSeq;
  }

  /** Nothing is shown any more. */
  clear(): void {
    this.from = END;
  }

  /** A movement has ended, well or not. */
  settle(): void {
    this.coming = null;
  }

  /** A window that follows the newest lets go of what has become old. */
  trim(): void {
    const window = this.shown();
    if (window && this.isFollowing && window.to - window.from > 2 * WINDOW_MAX) this.from = window.to - WINDOW_MAX;
  }

  /** Shows the newest that is stored; nothing happens when nothing is. */
  async showStored(): Promise<void> {
    const run = this.covered().at(-1);
    if (!run) return;
    const from = await this.store.findPageStart(this.id, run.from, run.to, PAGE);
    await this.hold(from, run.to);
    this.from = from;
    this.to = END;
    this.onShown();
  }

  /** Fetches the newest page unless it is stored, and shows it where the newest is followed. The conversation is known. */
  async fetchNewest(): Promise<void> {
    const lastSeq = this.lastSeq();
    if (lastSeq === 0) {
      this.from = this.firstSeq();
      return;
    }
    const top = this.covered().at(-1);
    const isWhole = top !== undefined && top.to >= lastSeq;
    const isLong = top !== undefined && (top.from <= this.firstSeq() || top.to - top.from + 1 >= PAGE);
    if (!(isWhole && isLong)) await this.fetch({});
    if (this.isFollowing) await this.showStored();
  }

  async extendBefore(): Promise<void> {
    const window = this.shown();
    if (!window || window.from <= this.firstSeq()) return;
    const run = runContaining(this.covered(), window.from);
    if (run && run.from >= window.from) await this.fetch({ before: window.from });
    const grown = runContaining(this.covered(), window.from);
    if (!grown) return;
    const from = await this.store.findPageStart(this.id, grown.from, window.from - 1, PAGE);
    await this.hold(from, window.from - 1);
    this.from = from;
    if (window.to - from >= WINDOW_MAX && window.to - WINDOW_MAX > from) this.to = from + WINDOW_MAX;
  }

  async extendAfter(): Promise<void> {
    const window = this.shown();
    if (!window || window.to >= this.lastSeq()) return;
    const run = runContaining(this.covered(), window.to);
    if (run && run.to <= window.to) await this.fetch({ after: window.to });
    const grown = runContaining(this.covered(), window.to);
    if (!grown) return;
    const to = await this.store.findPageEnd(this.id, window.to + 1, grown.to, PAGE);
    await this.hold(window.to + 1, to);
    this.to = to >= this.lastSeq() ? END : to;
    if (to - window.from >= WINDOW_MAX) this.from = Math.max(window.from, to - WINDOW_MAX);
  }

  async showAround(seq: number): Promise<void> {
    if (!runContaining(this.covered(), seq)) await this.fetch({ around: seq });
    const run = runContaining(this.covered(), seq) ?? nearest(this.covered(), seq);
    if (!run) return;
    const middle = Math.min(Math.max(seq, run.from), run.to);
    const from = await this.store.findPageStart(this.id, run.from, middle, PAGE / 2);
    const to = await this.store.findPageEnd(this.id, middle, run.to, PAGE / 2);
    await this.hold(from, to);
    this.from = from;
    this.to = to >= this.lastSeq() ? END : to;
  }

  private state() {
    return this.store.get(this.id);
  }

  private covered(): readonly Run[] {
    return this.state()?.covered ?? [];
  }

  private lastSeq(): number {
    return this.state()?.conversation.lastSeq ?? 0;
  }

  private hold(from: number, to: number): Promise<void> {
    this.coming = { from, to };
    return this.store.hold(this.id, from, to);
  }

  private async fetch(query: { before?: number; after?: number; around?: number }): Promise<void> {
    const page = await this.rest.call('listMessages', { params: { id: this.id }, query: { ...query, limit: PAGE } });
    this.store.addPeople(page.people);
    this.store.update(this.id, (state) => state && applyHistory(state, page));
  }
}

const nearest = (runs: readonly Run[], seq: number) =>
  [...runs].sort((a, b) => Math.abs(a.from - seq) - Math.abs(b.from - seq))[0] ?? null;
