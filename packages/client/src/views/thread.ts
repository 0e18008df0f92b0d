import { applyHistory, messagesBetween, type Run, runContaining } from '@natter/model';
import { type ErrorBody, type HistoryPage, LIMITS, type Person } from '@natter/protocol';
import type { Thread, ThreadView } from '../api.ts';
import { hasCode, MessagingError, toMessagingError } from '../errors.ts';
import { type Derived, derive } from '../live.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Rest } from '../transport/rest.ts';

export interface ThreadOptions {
  readonly id: string;
  readonly store: ConversationStore;
  readonly outbox: Outbox;
  readonly rest: Rest;
  readonly typing: (id: string) => readonly string[];
  /** Resolves when the store has been read. */
  readonly ready: Promise<void>;
  /** Fetches a conversation that is not known. */
  readonly refresh: (id: string) => Promise<void>;
  readonly markRead: (id: string, seq: number) => void;
  readonly onClose: (thread: OpenThread) => void;
}

const PAGE = LIMITS.messagesPage;
/** A window grown beyond this lets go at its other end. */
const WINDOW_MAX = 400;
const END = Number.MAX_SAFE_INTEGER;

/**
 * A window of one conversation (spec THREAD-1 … THREAD-3): `[from, to]` inside one covered run; `to = END` follows the newest.
 * What is stored is shown first; what is missing is fetched and joins the run. While the newest run does not reach the
 * conversation's end (a hole is being closed), a following window ends where its run ends: never a hole on the screen.
 */
export class OpenThread implements Thread {
  private readonly options: ThreadOptions;
  private readonly live: Derived<ThreadView>;
  private from = END;
  private to = END;
  private loading: ThreadView['loading'] = 'initial';
  private error: ErrorBody | null = null;
  private turn: Promise<void> = Promise.resolve();
  private isClosed = false;
  private isKnown = false;
  /** What is being read for the window, so that memory does not let go of it meanwhile. */
  private coming: Run | null = null;
  private readonly release: () => void;

  constructor(options: ThreadOptions) {
    this.options = options;
    this.live = derive(() => this.compute());
    const windows = () => [this.window(), this.coming].filter((run) => run !== null);
    this.release = options.store.keepWindow(options.id, windows);
    this.turn = this.open();
  }

  getSnapshot = (): ThreadView => this.live.getSnapshot();
  subscribe = (listener: () => void): (() => void) => this.live.subscribe(listener);

  get id(): string {
    return this.options.id;
  }

  /** Something changed in the store or the outbox. */
  invalidate(): void {
    const state = this.state();
    if (!state && this.isKnown) {
      // Hidden, left or removed; asking for it again would bring it back.
      this.isKnown = false;
      this.from = END;
      this.error = new MessagingError({ origin: 'server', code: 'not_found' }).body;
    } else if (state && this.loading === 'none' && this.isLost(state.conversation.lastSeq)) {
      void this.inTurn('initial', () => this.fetchInitial());
      this.loading = 'initial';
    }
    this.isKnown ||= state !== null;
    const window = this.window();
    if (window && this.to === END && window.to - window.from > 2 * WINDOW_MAX) this.from = window.to - WINDOW_MAX;
    this.live.invalidate();
  }

  /** Whether the ground of the window is gone: loaded anew, forgotten and come back. */
  private isLost(lastSeq: number): boolean {
    if (lastSeq === 0 || this.window() !== null) return false;
    return this.from !== END || this.error?.code === 'not_found';
  }

  loadBefore(): Promise<void> {
    return this.inTurn('before', () => this.extendBefore());
  }

  loadAfter(): Promise<void> {
    return this.inTurn('after', () => this.extendAfter());
  }

  jumpTo(target: number | 'newest'): Promise<void> {
    return this.inTurn('jump', () => (target === 'newest' ? this.showNewest() : this.showAround(target)));
  }

  /** After the connection came back: what could not be fetched before is tried again. */
  refresh(): void {
    if (this.error === null && (this.isAtEnd() || this.to !== END)) return;
    void this.inTurn(this.getSnapshot().messages.length === 0 ? 'initial' : 'after', () => this.fetchInitial());
  }

  /** Something of ours is on its way: show the end. */
  follow(): void {
    if (this.to !== END) void this.jumpTo('newest');
  }

  markRead(seq: number): void {
    this.options.markRead(this.id, seq);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.release();
    this.options.onClose(this);
  }

  private state() {
    return this.options.store.get(this.id);
  }

  /** The part of the covered run that is shown; null while nothing is. */
  private window(): Run | null {
    const state = this.state();
    if (!state || this.from === END) return null;
    const from = Math.max(this.from, this.firstSeq());
    const run = runContaining(state.covered, from);
    return run ? { from, to: Math.min(run.to, this.to) } : null;
  }

  private firstSeq(): number {
    return Math.max(1, this.state()?.conversation.historyFrom ?? 1);
  }

  private isAtEnd(): boolean {
    const state = this.state();
    const window = this.window();
    return (
      state !== null &&
      (state.conversation.lastSeq === 0 || (window !== null && window.to >= state.conversation.lastSeq))
    );
  }

  private compute(): ThreadView {
    const { store, outbox, typing } = this.options;
    const state = this.state();
    const window = this.window();
    const messages = state && window ? messagesBetween(state, window.from, window.to) : [];
    const shown = new Set(messages.map((message) => message.clientId));
    const pending = outbox.pendingOf(this.id).filter((one) => !shown.has(one.clientId));
    const people = new Map<string, Person>();
    for (const { userId, displayName, avatarUrl } of state?.conversation.participants ?? []) {
      people.set(userId, this.personOf(userId, displayName, avatarUrl));
    }
    for (const { senderId } of messages) {
      const person = senderId === null || people.has(senderId) ? null : store.people.get(senderId);
      if (person) people.set(person.userId, person);
    }
    return {
      conversation: state?.conversation ?? null,
      messages,
      pending,
      hasBefore: window !== null && window.from > this.firstSeq(),
      hasAfter: window !== null && state !== null && window.to < state.conversation.lastSeq,
      loading: this.loading,
      error: this.error,
      people,
      typing: typing(this.id),
    };
  }

  private readonly persons = new Map<string, Person>();
  private personOf(userId: string, displayName: string, avatarUrl: string | null): Person {
    const known = this.persons.get(userId);
    if (known && known.displayName === displayName && known.avatarUrl === avatarUrl) return known;
    const person = { userId, displayName, avatarUrl };
    this.persons.set(userId, person);
    return person;
  }

  /** One movement of the window after the other. */
  private inTurn(loading: ThreadView['loading'], work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(() => this.run(loading, work));
    return this.turn;
  }

  /** A fault stands in the view and is thrown nowhere. */
  private async run(loading: ThreadView['loading'], work: () => Promise<void>): Promise<void> {
    if (this.isClosed) return;
    this.loading = loading;
    this.live.invalidate();
    try {
      await work();
      this.error = null;
    } catch (thrown) {
      const error = toMessagingError(thrown);
      if (hasCode(error, 'not_found')) this.options.store.update(this.id, () => null);
      this.error = error.body;
    }
    this.coming = null;
    this.loading = 'none';
    this.live.invalidate();
  }

  private async open(): Promise<void> {
    await this.options.ready;
    await this.run('initial', async () => {
      await this.showStored();
      await this.fetchInitial();
    });
  }

  /** Shows the newest that is stored. False when nothing is. */
  private async showStored(): Promise<boolean> {
    const { store } = this.options;
    const run = this.state()?.covered.at(-1);
    if (!run) return false;
    const from = await store.findPageStart(this.id, run.from, run.to, PAGE);
    await this.hold(from, run.to);
    this.from = from;
    this.to = END;
    this.live.invalidate();
    return true;
  }

  private async fetchInitial(): Promise<void> {
    if (!this.state()) await this.options.refresh(this.id);
    const state = this.state();
    if (!state) throw new MessagingError({ origin: 'server', code: 'not_found' });
    this.isKnown = true;
    if (state.conversation.lastSeq === 0) {
      this.from = this.firstSeq();
      return;
    }
    const top = state.covered.at(-1);
    const isWhole = top !== undefined && top.to >= state.conversation.lastSeq;
    const isLong = top !== undefined && (top.from <= this.firstSeq() || top.to - top.from + 1 >= PAGE);
    if (!(isWhole && isLong)) await this.fetch({});
    if (this.to === END) await this.showStored();
  }

  private async extendBefore(): Promise<void> {
    const { store } = this.options;
    const window = this.window();
    if (!window || window.from <= this.firstSeq()) return;
    const run = runContaining(this.state()?.covered ?? [], window.from);
    if (run && run.from >= window.from) await this.fetch({ before: window.from });
    const grown = runContaining(this.state()?.covered ?? [], window.from);
    if (!grown) return;
    const from = await store.findPageStart(this.id, grown.from, window.from - 1, PAGE);
    await this.hold(from, window.from - 1);
    this.from = from;
    if (window.to - from >= WINDOW_MAX && window.to - WINDOW_MAX > from) this.to = from + WINDOW_MAX;
  }

  private async extendAfter(): Promise<void> {
    const { store } = this.options;
    const window = this.window();
    const state = this.state();
    if (!window || !state || window.to >= state.conversation.lastSeq) return;
    const run = runContaining(state.covered, window.to);
    if (run && run.to <= window.to) await this.fetch({ after: window.to });
    const grown = runContaining(this.state()?.covered ?? [], window.to);
    if (!grown) return;
    const to = await store.findPageEnd(this.id, window.to + 1, grown.to, PAGE);
    await this.hold(window.to + 1, to);
    this.to = to >= (this.state()?.conversation.lastSeq ?? 0) ? END : to;
    if (to - window.from >= WINDOW_MAX) this.from = Math.max(window.from, to - WINDOW_MAX);
  }

  private async showNewest(): Promise<void> {
    const state = this.state();
    const top = state?.covered.at(-1);
    if (!state || !top || top.to < state.conversation.lastSeq) await this.fetchInitial();
    await this.showStored();
  }

  private async showAround(seq: number): Promise<void> {
    const { store } = this.options;
    if (!runContaining(this.state()?.covered ?? [], seq)) await this.fetch({ around: seq });
    const run = runContaining(this.state()?.covered ?? [], seq) ?? nearest(this.state()?.covered ?? [], seq);
    if (!run) return;
    const middle = Math.min(Math.max(seq, run.from), run.to);
    const from = await store.findPageStart(this.id, run.from, middle, PAGE / 2);
    const to = await store.findPageEnd(this.id, middle, run.to, PAGE / 2);
    await this.hold(from, to);
    this.from = from;
    this.to = to >= (this.state()?.conversation.lastSeq ?? 0) ? END : to;
  }

  private hold(from: number, to: number): Promise<void> {
    this.coming = { from, to };
    return this.options.store.hold(this.id, from, to);
  }

  private async fetch(query: { before?: number; after?: number; around?: number }): Promise<HistoryPage> {
    const { rest, store } = this.options;
    const page = await rest.call('listMessages', { params: { id: this.id }, query: { ...query, limit: PAGE } });
    store.addPeople(page.people);
    store.update(this.id, (state) => state && applyHistory(state, page));
    return page;
  }
}

const nearest = (runs: readonly Run[], seq: number) =>
  [...runs].sort((a, b) => Math.abs(a.from - seq) - Math.abs(b.from - seq))[0] ?? null;
