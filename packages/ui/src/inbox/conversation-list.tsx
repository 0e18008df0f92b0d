import type { InboxItem } from '@natter/client';
import type { Conversation, ConversationId } from '@natter/protocol';
import { useNatterClient, usePresence } from '@natter/react';
import { measureElement, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { peerOf } from '../base/names.ts';
import { useUi } from '../base/ui-context.ts';
import { Menu } from '../parts/menu.tsx';
import { ConversationOption } from './conversation-option.tsx';
import { useConversationActions } from './use-conversation-actions.tsx';

/** Height of a row before it has been measured (px), and rows kept ready beyond the screen. */
const ROW_HEIGHT = 72;
const OVERSCAN = 8;
/** The next page is asked for when this many rows are left. */
const PREFETCH_ROWS = 6;

/** A row keeps its height while it is not displayed (beside a thread on a phone, in a closed panel): the list keeps its place. */
const measureShown: typeof measureElement = (element, entry, list) => {
  const size = measureElement(element, entry, list);
  if (size > 0) return size;
  const index = list.indexFromElement(element);
  return list.itemSizeCache.get(list.options.getItemKey(index)) ?? ROW_HEIGHT;
};

/** What had the focus is no longer on the page. */
const isFocusLost = () => document.activeElement === null || document.activeElement === document.body;

interface ConversationListProps {
  readonly items: readonly InboxItem[];
  readonly hasMore: boolean;
  readonly loadMore: () => Promise<void>;
  readonly selectedId: ConversationId | null;
  readonly onOpen: (id: ConversationId) => void;
  readonly onGone?: ((conversation: Conversation) => void) | undefined;
}

/** The inbox as a listbox: only the rows near the screen exist; one Tab stop, arrow keys between rows. */
export function ConversationList({ items, hasMore, loadMore, selectedId, onOpen, onGone }: ConversationListProps) {
  const { t } = useUi();
  const me = useNatterClient().userId;
  const boxRef = useRef<HTMLDivElement>(null);
  const [focusId, setFocusId] = useState<ConversationId | null>(null);
  const [menu, setMenu] = useState<{ readonly conversation: Conversation; readonly anchor: DOMRect } | null>(null);
  const closeMenu = useCallback(() => setMenu(null), []);
  const { actionsFor, dialog } = useConversationActions(onGone);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => boxRef.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => items[index]?.conversation.id ?? index,
    overscan: OVERSCAN,
    measureElement: measureShown,
    initialRect: { width: 360, height: 720 },
  });
  const rows = virtual.getVirtualItems();
  const lastRow = rows.at(-1)?.index ?? 0;
  const presences = usePresence(
    rows.flatMap((row) => peerOf(items[row.index]?.conversation ?? null, me)?.userId ?? []),
  );
  useEffect(() => {
    // A page that could not be had is asked for again when the list is scrolled; the inbox shows its error.
    if (hasMore && lastRow >= items.length - PREFETCH_ROWS) loadMore().catch(() => undefined);
  }, [hasMore, lastRow, items.length, loadMore]);

  // Who comes back from a thread on a phone, or closes one, goes on from its row: what had the focus went with the thread.
  const openedId = useRef(selectedId);
  useEffect(() => {
    const left = selectedId === null ? openedId.current : null;
    openedId.current = selectedId;
    if (left === null || !isFocusLost()) return;
    const row = boxRef.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(left)}"]`);
    // Its row went, too, where the conversation was put away.
    (row ?? boxRef.current?.querySelector<HTMLElement>('[role=option][tabindex="0"]'))?.focus({ preventScroll: true });
  }, [selectedId]);

  const indexOf = (id: ConversationId | null) => items.findIndex((item) => item.conversation.id === id);
  const focusAt = indexOf(focusId);
  const stop = Math.max(0, focusAt >= 0 ? focusAt : indexOf(selectedId));

  // A row that was archived or deleted leaves the focus to the one that takes its place.
  const heldAt = useRef(-1);
  useEffect(() => {
    if (focusAt >= 0) heldAt.current = focusAt;
    else if (focusId !== null && heldAt.current >= 0 && isFocusLost()) {
      const next = items[Math.min(heldAt.current, items.length - 1)]?.conversation.id ?? '';
      boxRef.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(next)}"]`)?.focus({ preventScroll: true });
    }
  }, [focusAt, focusId, items]);

  const focusRow = (index: number) => {
    const target = items[Math.max(0, Math.min(index, items.length - 1))];
    if (target === undefined) return;
    setFocusId(target.conversation.id);
    virtual.scrollToIndex(items.indexOf(target));
    const { id } = target.conversation;
    const focus = () => boxRef.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus();
    requestAnimationFrame(focus);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = event.target instanceof HTMLElement ? indexOf(event.target.dataset['id'] ?? null) : -1;
    const item = items[at];
    if (item === undefined) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) focusRow(next);
    else if (event.key === 'Enter' || event.key === ' ') onOpen(item.conversation.id);
    else return;
    event.preventDefault();
  };

  return (
    <div ref={boxRef} className="ntr-list">
      <div
        className="ntr-list__rows"
        role="listbox"
        tabIndex={-1}
        aria-label={t('app.conversations')}
        style={{ blockSize: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocusId(event.target.dataset['id'] ?? null)}
      >
        {rows.map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          const { id } = item.conversation;
          return (
            <div
              key={row.key}
              ref={virtual.measureElement}
              data-index={row.index}
              className="ntr-list__row"
              role="presentation"
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <ConversationOption
                item={item}
                index={row.index}
                count={items.length}
                isSelected={id === selectedId}
                isFocusStop={row.index === stop}
                presence={presences.get(peerOf(item.conversation, me)?.userId ?? '') ?? null}
                onOpen={() => onOpen(id)}
                onMenu={(anchor) => setMenu({ conversation: item.conversation, anchor })}
              />
            </div>
          );
        })}
      </div>
      {menu !== null && (
        <Menu
          label={t('conversation.menu')}
          actions={actionsFor(menu.conversation)}
          anchor={menu.anchor}
          onClose={closeMenu}
        />
      )}
      {dialog}
    </div>
  );
}
