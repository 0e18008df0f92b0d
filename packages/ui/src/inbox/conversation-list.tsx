import type { InboxItem } from '@natter/client';
import type { Conversation, ConversationId } from '@natter/protocol';
import { useNatterClient, usePresence } from '@natter/react';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { peerOf } from '../base/names.ts';
import { useUi } from '../base/ui-context.ts';
import { useDebounced } from '../base/use-debounced.ts';
import { ConversationOption } from './conversation-option.tsx';
import { rowAction, rowStep } from './row-keys.ts';
import { SwipeRows } from './swipe-rows.tsx';
import { useConversationTools } from './use-conversation-tools.tsx';
import { useKeptPlace } from './use-kept-place.ts';
import { useRowWindow } from './use-row-window.ts';

/** The next page is asked for when this many rows are left. */
const PREFETCH_ROWS = 6;
/** Who is here is asked when the list has come to rest so long (ms). */
const REST_MS = 200;

interface ConversationListProps {
  readonly items: readonly InboxItem[];
  readonly hasMore: boolean;
  readonly loadMore: () => Promise<void>;
  readonly selectedId: ConversationId | null;
  readonly onOpen: (conversation: Conversation) => void;
  readonly onGone?: ((conversation: Conversation) => void) | undefined;
}

/** Who of the people in these rows is here. */
function useRowPresences(items: readonly InboxItem[], from: number, to: number) {
  const me = useNatterClient().userId;
  const rows = useDebounced(`${from} ${to}`, REST_MS);
  const [first = 0, end = 0] = rows.split(' ').map(Number);
  const peers = items.slice(first, end).flatMap(({ conversation }) => peerOf(conversation, me)?.userId ?? []);
  return usePresence(peers.filter((each) => each !== me));
}

/** The inbox as a listbox: only the rows near the screen exist; one Tab stop, keys to move among rows and to act on them. */
export function ConversationList({ items, hasMore, loadMore, selectedId, onOpen, onGone }: ConversationListProps) {
  const { t, takeBack } = useUi();
  const me = useNatterClient().userId;
  const boxRef = useRef<HTMLDivElement>(null);
  const [focusId, setFocusId] = useState<ConversationId | null>(null);
  const { from, to, rowHeight, rowsPerPage, show } = useRowWindow(boxRef, items.length);
  const { ask, tools } = useConversationTools(onGone);
  const presences = useRowPresences(items, from, to);
  useKeptPlace(boxRef, items, rowHeight);
  useEffect(() => {
    // A page that could not be had is asked for again when the list is scrolled; the inbox shows its error.
    if (hasMore && to >= items.length - PREFETCH_ROWS) loadMore().catch(() => undefined);
  }, [hasMore, to, items.length, loadMore]);

  const findRow = (id: string) => boxRef.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? null;
  // Who comes back from a thread on a phone, or closes one, goes on from its row: what had the focus went with the thread.
  const openedId = useRef(selectedId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another conversation is open, or none.
  useEffect(() => {
    const left = selectedId === null ? openedId.current : null;
    openedId.current = selectedId;
    if (left === null || (document.activeElement !== null && document.activeElement !== document.body)) return;
    // Its row went, too, where the conversation was put away.
    const row = findRow(left) ?? boxRef.current?.querySelector<HTMLElement>('[role=option][tabindex="0"]');
    row?.focus({ preventScroll: true });
  }, [selectedId]);

  const indexOf = (id: ConversationId | null) =>
    id === null ? -1 : items.findIndex((item) => item.conversation.id === id);
  // By a key one may get to a conversation whose row is not on the screen.
  const selectedAt = useRef(-1);
  selectedAt.current = indexOf(selectedId);
  const isListed = selectedAt.current >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another one is open, or its row has come, and not when rows move.
  useLayoutEffect(() => {
    if (isListed) show(selectedAt.current);
  }, [selectedId, isListed]);
  const focusAt = indexOf(focusId);
  const stop = Math.max(0, focusAt >= 0 ? focusAt : selectedAt.current);

  // A row far away exists from the next picture on.
  const wanted = useRef<ConversationId | null>(null);
  useLayoutEffect(() => {
    const row = wanted.current === null ? null : findRow(wanted.current);
    if (row === null) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });
  const focusRow = (index: number) => {
    const at = Math.max(0, Math.min(index, items.length - 1));
    const id = items[at]?.conversation.id ?? null;
    wanted.current = id;
    setFocusId(id);
    show(at);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target instanceof HTMLElement ? event.target : null;
    const at = indexOf(row?.dataset['id'] ?? null);
    const item = items[at];
    if (item === undefined || row === null) return;
    const { conversation } = item;
    const step = rowStep(event);
    const action = rowAction(event);
    if (step === 'open') onOpen(conversation);
    else if (step === 'menu') ask({ what: step, conversation, anchor: row.getBoundingClientRect() });
    else if (step !== null) {
      const [last, page] = [items.length - 1, rowsPerPage()];
      focusRow({ next: at + 1, previous: at - 1, first: 0, last, pageDown: at + page, pageUp: at - page }[step]);
    } else if (action === 'undo') {
      // Where there is nothing to take back the key is the host's.
      if (!takeBack()) return;
    } else if (action !== null) ask({ what: action, conversation, anchor: row.getBoundingClientRect() });
    else return;
    event.preventDefault();
  };
  const onMenu = useCallback(
    (conversation: Conversation, anchor: DOMRect) => ask({ what: 'menu', conversation, anchor }),
    [ask],
  );

  const rows = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  // The row with the Tab stop is always there: the focus outlives scrolling, and Tab finds its way in.
  if (stop < from) rows.unshift(stop);
  else if (stop >= to && stop < items.length) rows.push(stop);
  return (
    <div ref={boxRef} className="ntr-list">
      <div
        className="ntr-list__rows"
        role="listbox"
        tabIndex={-1}
        aria-label={t('app.conversations')}
        style={{ blockSize: items.length * rowHeight }}
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocusId(event.target.dataset['id'] ?? null)}
      >
        {rows.map((index) => {
          const item = items[index];
          if (item === undefined) return null;
          const { id } = item.conversation;
          return (
            <div
              key={id}
              data-row={id}
              className="ntr-list__row"
              role="presentation"
              style={{ insetBlockStart: index * rowHeight }}
            >
              <ConversationOption
                item={item}
                index={index}
                count={items.length}
                isSelected={id === selectedId}
                isFocusStop={index === stop}
                presence={presences.get(peerOf(item.conversation, me)?.userId ?? '') ?? null}
                onOpen={onOpen}
                onMenu={onMenu}
              />
            </div>
          );
        })}
      </div>
      <SwipeRows boxRef={boxRef} items={items} ask={ask} />
      {tools}
    </div>
  );
}
