import { compareConversations, isCleared, peopleIn } from '@natter/model';
import {
  CONVERSATIONS_PAGE,
  type Conversation,
  type ConversationFilter,
  type ErrorBody,
  type Person,
} from '@natter/protocol';
import type { Inbox, InboxItem, InboxView, PendingMessage } from '../api.ts';
import { toMessagingError } from '../errors.ts';
import { type Derived, derive, isShallowEqual } from '../live.ts';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Rest } from '../transport/rest.ts';

export interface InboxOptions {
  readonly query: { readonly filter: ConversationFilter; readonly q?: string };
  readonly store: ConversationStore;
  readonly rest: Rest;
  readonly isLoaded: () => boolean;
  readonly lastPending: (id: string) => PendingMessage | null;
  readonly draft: (id: string) => string | null;
  readonly typing: (id: string) => readonly string[];
  /** Takes conversations of an answer into the store. */
  readonly take: (conversations: readonly Conversation[]) => void;
  readonly onClose: (inbox: OpenInbox) => void;
}

const ALL = null;
const NOBODY: readonly Person[] = [];

/**
 * The inbox or a part of it (spec LIST-1): all that the store holds of it, in order.
 *
 * Of thousands of conversations one changes at a time, and somebody may be scrolling: only what changed is looked at, and the
 * list is never sorted anew where it is sorted already.
 */
export class OpenInbox implements Inbox {
  private readonly options: InboxOptions;
  private readonly words: string;
  private readonly live: Derived<InboxView>;
  private readonly listed = new Map<string, InboxItem>();
  private items: readonly InboxItem[] = [];
  /** Conversations to be looked at; `ALL`: each of them. */
  private stale: Set<string> | typeof ALL = ALL;
  /** Groups that the server found by the words: of a big one not everybody's name is here. */
  private readonly found = new Set<string>();
  private cursor: string | null | undefined;
  private isFetching = false;
  private error: ErrorBody | null = null;

  constructor(options: InboxOptions) {
    this.options = options;
    this.words = fold(options.query.q ?? '');
    this.live = derive(() => this.compute());
    if (options.query.q) void this.fetch();
  }

  getSnapshot = (): InboxView => this.live.getSnapshot();
  subscribe = (listener: () => void): (() => void) => this.live.subscribe(listener);

  /** A conversation changed, or any of them (null). */
  invalidate(id: string | null): void {
    if (id === null) this.stale = ALL;
    else this.stale?.add(id);
    this.live.invalidate();
  }

  async loadMore(): Promise<void> {
    if (this.mayHaveMore()) await this.fetch();
  }

  close(): void {
    this.options.onClose(this);
  }

  /** A search may find at the server what the first load has not brought yet, or what names here do not show. */
  private mayHaveMore(): boolean {
    if (this.cursor === null) return false;
    return !this.options.isLoaded() || this.words !== '';
  }

  private compute(): InboxView {
    this.refresh();
    return {
      items: this.items,
      hasMore: this.mayHaveMore() && !this.isFetching,
      loading: this.isFetching || (this.items.length === 0 && !this.options.isLoaded()),
      error: this.error,
    };
  }

  private refresh(): void {
    const { listed, stale } = this;
    const { store } = this.options;
    if (stale?.size === 0) return;
    this.stale = new Set();
    const fresh: InboxItem[] = [];
    const look = (id: string, conversation: Conversation | undefined) => {
      const known = listed.get(id);
      const item = conversation ? this.item(conversation, known) : null;
      if (item === known) return;
      if (item) fresh.push(item);
      if (item) listed.set(id, item);
      else listed.delete(id);
    };
    if (stale) for (const id of stale) look(id, store.shown(id)?.conversation);
    else {
      for (const id of [...listed.keys()]) if (!store.get(id)) listed.delete(id);
      for (const { conversation } of store.allShown()) look(conversation.id, conversation);
    }
    const kept = this.items.filter((item) => listed.get(item.conversation.id) === item);
    if (fresh.length > 0 || kept.length < this.items.length) this.items = putInOrder(kept, fresh);
  }

  /** The item of a conversation, the known one where it says the same; null where it is not of this list. */
  private item(conversation: Conversation, known: InboxItem | undefined): InboxItem | null {
    const { options } = this;
    const { id } = conversation;
    const lastPending = options.lastPending(id);
    if (isCleared(conversation) && lastPending === null) return null;
    if (!isIn(conversation, options.query.filter)) return null;
    const isFound = this.words === '' || this.found.has(id) || isNamed(conversation, options.store.userId, this.words);
    if (!isFound) return null;
    const typing = options.typing(id);
    const people = this.othersNamed(conversation, typing);
    const next = { conversation, lastPending, draft: options.draft(id), typing, people };
    const isSame =
      known?.conversation === conversation &&
      known.lastPending === lastPending &&
      known.draft === next.draft &&
      known.typing === next.typing &&
      isShallowEqual(known.people, people);
    return isSame ? known : next;
  }

  /** Those whom a row names and who are not among the participants that it carries. */
  private othersNamed({ lastMessage, participants }: Conversation, typing: readonly string[]): readonly Person[] {
    const { people } = this.options.store;
    if (people.size === 0) return NOBODY;
    const named = [...(lastMessage ? peopleIn(lastMessage) : []), ...typing];
    return named.flatMap((id) => (participants.some((one) => one.userId === id) ? [] : (people.get(id) ?? [])));
  }

  private async fetch(): Promise<void> {
    if (this.isFetching) return;
    const { query, rest, take } = this.options;
    this.isFetching = true;
    this.live.invalidate();
    try {
      const cursor = this.cursor ? { cursor: this.cursor } : {};
      const page = await rest.call('listConversations', { query: { ...query, ...cursor, limit: CONVERSATIONS_PAGE } });
      this.cursor = page.nextCursor;
      this.error = null;
      for (const { id, type } of page.items) if (type === 'group') this.found.add(id);
      take(page.items);
    } catch (error) {
      this.error = toMessagingError(error).body;
    }
    this.isFetching = false;
    this.live.invalidate();
  }
}

const compare = (a: InboxItem, b: InboxItem) => compareConversations(a.conversation, b.conversation);
/** Up to so many are put in their places one by one; sorting reads every instant of the list. */
const FEW = 16;

/** Items that are in order, with others among them. */
function putInOrder(sorted: readonly InboxItem[], fresh: readonly InboxItem[]): InboxItem[] {
  if (fresh.length > FEW) return [...sorted, ...fresh].sort(compare);
  const items = [...sorted];
  for (const item of fresh) items.splice(placeOf(item, items), 0, item);
  return items;
}

/** Where in a sorted list an item belongs. */
function placeOf(item: InboxItem, sorted: readonly InboxItem[]): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = sorted[middle];
    if (other && compare(other, item) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

function isIn(conversation: Conversation, filter: ConversationFilter): boolean {
  const isRequest = conversation.request === 'pending';
  if (filter === 'requests') return isRequest;
  if (filter === 'archived') return conversation.isArchived && !isRequest;
  if (isRequest || conversation.isArchived) return false;
  return filter === 'all' || conversation.unreadCount > 0 || conversation.markedUnread;
}

/** Lower case without accents. */
const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .trim();

/** By its own name or that of somebody in it; one's own name finds the notes to oneself alone. */
function isNamed({ name, participants }: Conversation, userId: string, words: string): boolean {
  if (name !== null && fold(name).includes(words)) return true;
  const others = participants.length === 1 ? participants : participants.filter((one) => one.userId !== userId);
  return others.some((one) => fold(one.displayName).includes(words));
}
