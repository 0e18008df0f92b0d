import { compareConversations, isCleared } from '@natter/model';
import { CONVERSATIONS_PAGE, type Conversation, type ConversationFilter, type ErrorBody } from '@natter/protocol';
import type { Inbox, InboxItem, InboxView, PendingMessage } from '../api.ts';
import { toMessagingError } from '../errors.ts';
import { type Derived, derive } from '../live.ts';
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

const PAGE = CONVERSATIONS_PAGE;

/** The inbox or a part of it (spec LIST-1): what the store holds, in order, a page more at a time. */
export class OpenInbox implements Inbox {
  private readonly options: InboxOptions;
  private readonly live: Derived<InboxView>;
  private readonly items = new Map<string, InboxItem>();
  private limit = PAGE;
  private cursor: string | null | undefined;
  private isFetching = false;
  private error: ErrorBody | null = null;

  constructor(options: InboxOptions) {
    this.options = options;
    this.live = derive(() => this.compute());
    if (options.query.q) void this.fetch();
  }

  getSnapshot = (): InboxView => this.live.getSnapshot();
  subscribe = (listener: () => void): (() => void) => this.live.subscribe(listener);

  invalidate(): void {
    this.live.invalidate();
  }

  async loadMore(): Promise<void> {
    const found = this.matching().length;
    this.limit += PAGE;
    this.live.invalidate();
    if (found < this.limit && this.mayHaveMore()) await this.fetch();
  }

  close(): void {
    this.options.onClose(this);
  }

  /** A search may find at the server what the first load has not brought yet, or what names here do not show. */
  private mayHaveMore(): boolean {
    if (this.cursor === null) return false;
    return !this.options.isLoaded() || Boolean(this.options.query.q);
  }

  private compute(): InboxView {
    const found = this.matching();
    return {
      items: found.slice(0, this.limit).map((conversation) => this.item(conversation)),
      hasMore: found.length > this.limit || (this.mayHaveMore() && !this.isFetching),
      loading: this.isFetching || (found.length === 0 && !this.options.isLoaded()),
      error: this.error,
    };
  }

  private matching(): Conversation[] {
    const { filter, q } = this.options.query;
    const words = fold(q ?? '');
    const found: Conversation[] = [];
    for (const { conversation, userId } of this.options.store.allShown()) {
      if (isCleared(conversation) && this.options.lastPending(conversation.id) === null) continue;
      if (isIn(conversation, filter) && (words === '' || isNamed(conversation, userId, words)))
        found.push(conversation);
    }
    return found.sort(compareConversations);
  }

  private item(conversation: Conversation): InboxItem {
    const { lastPending, draft, typing } = this.options;
    const { id } = conversation;
    const next = { conversation, lastPending: lastPending(id), draft: draft(id), typing: typing(id) };
    const known = this.items.get(id);
    const isSame =
      known &&
      known.conversation === next.conversation &&
      known.lastPending === next.lastPending &&
      known.draft === next.draft &&
      known.typing === next.typing;
    if (isSame) return known;
    this.items.set(id, next);
    return next;
  }

  private async fetch(): Promise<void> {
    if (this.isFetching) return;
    const { query, rest, take } = this.options;
    this.isFetching = true;
    this.live.invalidate();
    try {
      const cursor = this.cursor ? { cursor: this.cursor } : {};
      const page = await rest.call('listConversations', { query: { ...query, ...cursor, limit: PAGE } });
      this.cursor = page.nextCursor;
      this.error = null;
      take(page.items);
    } catch (error) {
      this.error = toMessagingError(error).body;
    }
    this.isFetching = false;
    this.live.invalidate();
  }
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

function isNamed(conversation: Conversation, userId: string, words: string): boolean {
  if (conversation.name !== null && fold(conversation.name).includes(words)) return true;
  return conversation.participants.some((one) => one.userId !== userId && fold(one.displayName).includes(words));
}
