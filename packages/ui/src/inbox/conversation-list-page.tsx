import type { Conversation, ConversationId } from '@natter/protocol';
import { useConversations, useNatterClient } from '@natter/react';
import { type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useDebounced } from '../base/use-debounced.ts';
import { useMayStartOnceKnown, useStanding } from '../base/use-standing.ts';
import { Icon } from '../parts/icon.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { UpgradeNotice } from '../people/upgrade-notice.tsx';
import { ConversationList } from './conversation-list.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { useFoundNotes } from './use-found-notes.ts';
import { useKeptItem } from './use-kept-item.ts';

const FILTERS = ['all', 'unread', 'archived'] as const;
type Filter = (typeof FILTERS)[number];
/** Typing waits this long before the inbox is searched. */
const SEARCH_MS = 160;

export interface ConversationListPageProps {
  readonly selectedId?: ConversationId | null;
  readonly onOpen: (id: ConversationId) => void;
  readonly onNew: () => void;
  readonly onSettings?: () => void;
  /** What one starred; a button leads there where it is given and stars are switched on. */
  readonly onStarred?: () => void;
  /** The staff's pages; a button leads there where it is given. */
  readonly onStaff?: (() => void) | undefined;
  /** The conversation was archived, deleted or put back as unread. */
  readonly onGone?: (conversation: Conversation) => void;
}

function EmptyInbox({ filter, q, onAll, onNew }: { filter: Filter; q: string; onAll: () => void; onNew: () => void }) {
  const { t, slots } = useUi();
  const mayStart = useMayStartOnceKnown();
  if (mayStart === null && (q !== '' || filter === 'all')) return <ListSkeleton label={t('inbox.loading')} />;
  if (q !== '') {
    return (
      <slots.EmptyState
        art="search"
        title={t('inbox.empty.search.title', { q })}
        {...(mayStart
          ? {
              text: t('inbox.empty.search.text'),
              action: { label: t('inbox.empty.search.action'), run: onNew },
            }
          : {})}
      />
    );
  }
  if (filter === 'all' && !mayStart) {
    return (
      <div className="ntr-empty-inbox">
        <slots.EmptyState title={t('inbox.empty.reply.title')} text={t('inbox.empty.reply.text')} />
        <UpgradeNotice />
      </div>
    );
  }
  const art = { all: 'talk', unread: 'done', archived: 'archive' } as const;
  return (
    <slots.EmptyState
      art={art[filter]}
      title={t(`inbox.empty.${filter}.title`)}
      text={t(`inbox.empty.${filter}.text`)}
      action={{ label: t(`inbox.empty.${filter}.action`), run: filter === 'all' ? onNew : onAll }}
    />
  );
}

/**
 * Opening by one's own hand takes back that a conversation was marked as unread: its page does that when it appears, and sees
 * first where the mark was; where it is on the screen already this does. The same function at every drawing.
 */
function useOpen(
  onOpen: (id: ConversationId) => void,
  selectedId: ConversationId | null,
): (conversation: Conversation) => void {
  const client = useNatterClient();
  const latest = useRef({ onOpen, selectedId });
  latest.current = { onOpen, selectedId };
  return useCallback(
    ({ id, markedUnread }: Conversation) => {
      // A convenience: where it fails the mark stays, and the next time tries again.
      if (markedUnread && id === latest.current.selectedId)
        client.conversations.patch(id, { markedUnread: false }).catch(() => undefined);
      latest.current.onOpen(id);
    },
    [client],
  );
}

/** The last row that goes leaves the focus to the filter, and so does a button that goes when there are rows again. */
function useFocusOnFilter(sectionRef: RefObject<HTMLElement | null>, isEmpty: boolean): void {
  const hadFocus = sectionRef.current?.contains(document.activeElement) === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: who had the focus when it became so, or ceased to be.
  useLayoutEffect(() => {
    if (!hadFocus || document.activeElement !== document.body) return;
    sectionRef.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus({ preventScroll: true });
  }, [isEmpty]);
}

/** The inbox: search, filters, and the list in order of the last activity. */
export function ConversationListPage(props: ConversationListPageProps) {
  const { selectedId = null, onOpen, onNew, onSettings, onStarred, onStaff, onGone } = props;
  const { t, slots } = useUi();
  const [filter, setFilter] = useState<Filter>('all');
  const [typed, setTyped] = useState('');
  const q = useDebounced(typed.trim(), SEARCH_MS);
  const mayStart = useMayStartOnceKnown();
  const features = useStanding().config?.features;
  const hasArchive = features?.archive !== false;
  const filters = FILTERS.filter((each) => hasArchive || each !== 'archived');
  const inbox = useConversations({ filter, q });
  const { hasMore, loading, error, loadMore } = inbox;
  const items = useKeptItem(useFoundNotes(inbox.items, filter, q), filter, selectedId);
  const sectionRef = useRef<HTMLElement>(null);
  const open = useOpen(onOpen, selectedId);
  useFocusOnFilter(sectionRef, items.length === 0);
  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const first = items[0];
    // With Alt it is the way to the next conversation.
    if (event.key === 'ArrowDown' && !event.altKey) {
      sectionRef.current?.querySelector<HTMLElement>('[role=option][tabindex="0"]')?.focus();
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing && q !== '' && q === typed.trim() && first) {
      open(first.conversation);
    } else return;
    event.preventDefault();
  };

  return (
    <section ref={sectionRef} className="ntr-inbox" aria-label={t('app.conversations')}>
      <header className="ntr-inbox__head">
        <h1 className="ntr-inbox__title">{t('inbox.title')}</h1>
        {mayStart !== false && (
          // Known late or not at all: it keeps its place, and none of the others has to move.
          <button
            type="button"
            className="ntr-icon-button"
            data-kind="accent"
            data-unknown={mayStart === null ? '' : undefined}
            aria-label={t('inbox.new')}
            onClick={onNew}
          >
            <Icon name="compose" size={21} />
          </button>
        )}
        {onStaff !== undefined && (
          <button type="button" className="ntr-icon-button" aria-label={t('inbox.staff')} onClick={onStaff}>
            <Icon name="shield" size={21} />
          </button>
        )}
        {onStarred !== undefined && features?.starring === true && (
          <button type="button" className="ntr-icon-button" aria-label={t('inbox.starred')} onClick={onStarred}>
            <Icon name="star" size={21} />
          </button>
        )}
        {onSettings !== undefined && (
          <button type="button" className="ntr-icon-button" aria-label={t('inbox.settings')} onClick={onSettings}>
            <Icon name="settings" size={21} />
          </button>
        )}
      </header>
      <div className="ntr-inbox__tools">
        <SearchField label={t('inbox.search')} value={typed} onChange={setTyped} onKeyDown={onSearchKey} />
        <fieldset className="ntr-filters">
          <legend className="ntr-hidden">{t('inbox.filter')}</legend>
          {filters.map((each) => (
            <button
              key={each}
              type="button"
              className="ntr-filters__chip"
              aria-pressed={filter === each}
              onClick={() => setFilter(each)}
            >
              {t(`inbox.filter.${each}`)}
            </button>
          ))}
        </fieldset>
      </div>
      {items.length > 0 ? (
        <ConversationList
          key={`${filter} ${q}`}
          items={items}
          hasMore={hasMore}
          loadMore={loadMore}
          selectedId={selectedId}
          onOpen={open}
          onGone={onGone}
        />
      ) : loading ? (
        <ListSkeleton label={t('inbox.loading')} />
      ) : error !== null ? (
        <slots.ErrorState title={t('inbox.error.title')} error={error} onRetry={() => void loadMore()} />
      ) : (
        <EmptyInbox filter={filter} q={q} onAll={() => setFilter('all')} onNew={onNew} />
      )}
    </section>
  );
}
