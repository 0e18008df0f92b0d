import { messagesBetween, peopleIn } from '@natter/model';
import type { ErrorBody, Person } from '@natter/protocol';
import type { Thread, ThreadView } from '../api.ts';
import { hasCode, MessagingError, toMessagingError } from '../errors.ts';
import { type Derived, derive, isShallowEqual } from '../live.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Rest } from '../transport/rest.ts';
import { ThreadWindow } from './thread-window.ts';

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

const NOTHING: ReadonlySet<number> = new Set();

/** One open conversation: what its window shows, what is on its way, and one movement of the window after the other. */
export class OpenThread implements Thread {
  private readonly options: ThreadOptions;
  private readonly live: Derived<ThreadView>;
  private readonly window: ThreadWindow;
  private readonly persons = new Map<string, Person>();
  /** What the last view showed: a part that says the same stays the same object, so that nobody draws it again. */
  private readonly shown: Partial<Pick<ThreadView, 'messages' | 'pending' | 'people'>> = {};
  private loading: ThreadView['loading'] = 'initial';
  private error: ErrorBody | null = null;
  private turn: Promise<void> = Promise.resolve();
  private isClosed = false;
  private isKnown = false;

  constructor(options: ThreadOptions) {
    this.options = options;
    this.live = derive(() => this.compute());
    this.window = new ThreadWindow({ ...options, onShown: () => this.live.invalidate() });
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
      this.window.clear();
      this.error = new MessagingError({ origin: 'server', code: 'not_found' }).body;
    } else if (state && this.loading === 'none' && this.isLost(state.conversation.lastSeq)) {
      void this.inTurn('initial', () => this.fetchNewest());
      this.loading = 'initial';
    }
    this.isKnown ||= state !== null;
    this.window.trim();
    this.live.invalidate();
  }

  /** Whether the ground of the window is gone: loaded anew, forgotten and come back. */
  private isLost(lastSeq: number): boolean {
    if (lastSeq === 0 || this.window.shown() !== null) return false;
    return this.window.isPlaced || this.error?.code === 'not_found';
  }

  loadBefore(): Promise<void> {
    return this.inTurn('before', () => this.window.extendBefore());
  }

  loadAfter(): Promise<void> {
    return this.inTurn('after', () => this.window.extendAfter());
  }

  jumpTo(target: number | 'newest'): Promise<void> {
    return this.inTurn('jump', () => (target === 'newest' ? this.showNewest() : this.window.showAround(target)));
  }

  /** After the connection came back: what could not be fetched before is tried again. */
  refresh(): void {
    if (this.error === null && (this.window.isAtEnd() || !this.window.isFollowing)) return;
    void this.inTurn(this.getSnapshot().messages.length === 0 ? 'initial' : 'after', () => this.fetchNewest());
  }

  /** Something of ours is on its way: show the end. */
  follow(): void {
    if (!this.window.isFollowing) void this.jumpTo('newest');
  }

  markRead(seq: number): void {
    this.options.markRead(this.id, seq);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.window.release();
    this.options.onClose(this);
  }

  private state() {
    return this.options.store.get(this.id);
  }

  private compute(): ThreadView {
    const { outbox, typing, store } = this.options;
    const state = store.shown(this.id);
    const conversation = state?.conversation ?? null;
    const shown = this.window.shown();
    const messages = state && shown ? messagesBetween(state, shown.from, shown.to) : [];
    const clientIds = new Set(messages.map((message) => message.clientId));
    return {
      conversation,
      messages: this.keep('messages', messages),
      pending: this.keep(
        'pending',
        outbox.pendingOf(this.id).filter((one) => !clientIds.has(one.clientId)),
      ),
      hasBefore: shown !== null && shown.from > this.window.firstSeq(),
      hasAfter: shown !== null && conversation !== null && shown.to < conversation.lastSeq,
      loading: this.loading,
      error: this.error,
      people: this.keep('people', this.peopleOf(conversation, messages)),
      typing: typing(this.id),
      starred: state?.starred ?? NOTHING,
    };
  }

  private keep<Part extends 'messages' | 'pending' | 'people'>(part: Part, next: ThreadView[Part]): ThreadView[Part] {
    const known: ThreadView[Part] | undefined = this.shown[part];
    if (known !== undefined && isShallowEqual(known, next)) return known;
    this.shown[part] = next;
    return next;
  }

  private peopleOf(conversation: ThreadView['conversation'], messages: ThreadView['messages']): Map<string, Person> {
    const people = new Map<string, Person>();
    for (const participant of conversation?.participants ?? []) {
      people.set(participant.userId, this.personOf(participant));
    }
    const { store, typing } = this.options;
    for (const id of [...messages.flatMap(peopleIn), ...typing(this.id)]) {
      const person = people.has(id) ? null : store.people.get(id);
      if (person) people.set(id, person);
    }
    return people;
  }

  /** The same object as long as it says the same. */
  private personOf({ userId, displayName, avatarUrl, office = null }: Person): Person {
    const person = { userId, displayName, avatarUrl, office };
    const known = this.persons.get(userId);
    if (known && isShallowEqual(known, person)) return known;
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
    this.window.settle();
    this.loading = 'none';
    this.live.invalidate();
  }

  private async open(): Promise<void> {
    await this.options.ready;
    await this.run('initial', async () => {
      await this.window.showStored();
      await this.fetchNewest();
    });
  }

  private async fetchNewest(): Promise<void> {
    if (!this.state()) await this.options.refresh(this.id);
    if (!this.state()) throw new MessagingError({ origin: 'server', code: 'not_found' });
    this.isKnown = true;
    await this.window.fetchNewest();
  }

  private async showNewest(): Promise<void> {
    if (!this.isStoredToTheEnd()) await this.fetchNewest();
    await this.window.showStored();
  }

  private isStoredToTheEnd(): boolean {
    const state = this.state();
    return (state?.covered.at(-1)?.to ?? -1) >= (state?.conversation.lastSeq ?? 0);
  }
}
