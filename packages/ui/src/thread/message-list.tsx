import type { Thread, ThreadView } from '@natter/client';
import { useNatterClient } from '@natter/react';
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Later } from '../base/later.tsx';
import { peerOf } from '../base/names.ts';
import type { ComposerHandle, MessageRequest, ThreadMessage } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useSameMap } from '../base/use-same-map.ts';
import { useToday } from '../base/use-today.ts';
import { DayPill } from './day-pill.tsx';
import { MessageRows } from './message-rows.tsx';
import { threadEntries } from './thread-entries.ts';
import { ThreadStart } from './thread-start.tsx';
import { useArrivals } from './use-arrivals.ts';
import { usePendingActions } from './use-pending-actions.ts';
import { useQuoteJump } from './use-quote-jump.ts';
import { useReadMarks } from './use-read-marks.ts';
import { useThreadScroll } from './use-thread-scroll.ts';
import { useVisit } from './use-visit.ts';

const loadMessageMenu = async () => (await import('./message-menu.tsx')).MessageMenu;

/** What the page around the list asks of it. */
export interface MessageListHandle {
  /** Shows the newest message and follows from there. */
  toEnd(): void;
}

interface MenuRequest {
  readonly entry: ThreadMessage;
  readonly anchor: DOMRect;
  readonly what: MessageRequest;
}

interface MessageListProps {
  readonly thread: Thread | null;
  readonly view: ThreadView;
  readonly handle: RefObject<MessageListHandle | null>;
  /** The message box, where there is one. */
  readonly composer: RefObject<ComposerHandle | null>;
  /** Escape in the list gives the focus back. */
  readonly onLeave: () => void;
}

/** The messages of one conversation: one stop of the Tab key, arrow keys between messages, nothing live. */
export function MessageList({ thread, view, handle, composer, onLeave }: MessageListProps) {
  const { t, platform, slots, announce } = useUi();
  const me = useNatterClient().userId;
  const boxRef = useRef<HTMLDivElement>(null);
  const today = useToday();
  const visit = useVisit(thread, view, me);
  const entries = useMemo(() => threadEntries(view, me), [view, me]);
  const { isAtEnd, toEnd, toMessage } = useThreadScroll(boxRef, thread, view, visit !== null);
  useReadMarks(boxRef, thread, platform, `${entries[0]?.key}:${entries.at(-1)?.key}:${entries.length}`);
  const arrived = useArrivals(view, me, isAtEnd);
  const { highlighted, openQuote } = useQuoteJump(thread, toMessage);
  const pending = usePendingActions();
  const people = useSameMap(view.people);
  const [focusKey, setFocusKey] = useState<string | null>(null);
  const [menu, setMenu] = useState<MenuRequest | null>(null);
  const closeMenu = useCallback(() => setMenu(null), []);
  const openMenu = useCallback(
    (entry: ThreadMessage, anchor: DOMRect, what: MessageRequest = 'menu') => setMenu({ entry, anchor, what }),
    [],
  );
  const peer = peerOf(view.conversation, me);
  const stop = entries.some((each) => each.key === focusKey) ? focusKey : (entries.at(-1)?.key ?? null);

  // A message that was deleted for me leaves the focus to the one that takes its place.
  const heldAt = useRef(-1);
  useEffect(() => {
    const at = entries.findIndex((each) => each.key === focusKey);
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (at >= 0) heldAt.current = at;
    else if (focusKey !== null && heldAt.current >= 0 && isLost) {
      const next = entries[Math.min(heldAt.current, entries.length - 1)]?.key ?? '';
      boxRef.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next)}"]`)?.focus({ preventScroll: true });
    }
  }, [entries, focusKey]);

  useEffect(() => {
    handle.current = {
      toEnd: () => {
        toEnd().catch(() => announce(t('error.unavailable')));
      },
    };
  }, [handle, toEnd, announce, t]);

  const jump = () => {
    handle.current?.toEnd();
    // The button goes away with the jump, and must not take the focus with it; a touch keyboard stays down, though.
    if (!matchMedia('(pointer: coarse)').matches) onLeave();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      onLeave();
      return;
    }
    const message =
      event.target instanceof HTMLElement && event.target.dataset['key'] !== undefined ? event.target : null;
    if (message === null) return;
    if (event.key === 'Enter') {
      // The menu takes the focus at once: without this the same key would press its first action.
      event.preventDefault();
      const found = entries.find((each) => each.key === message.dataset['key']);
      if (found !== undefined)
        openMenu(
          found.entry,
          message.querySelector('.ntr-message__bubble')?.getBoundingClientRect() ?? message.getBoundingClientRect(),
        );
      return;
    }
    const all = [...(boxRef.current?.querySelectorAll<HTMLElement>('article[data-key]') ?? [])];
    const at = all.indexOf(message);
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const target = all[Math.max(0, next)];
    // Beyond the newest message is the composer.
    if (target === undefined) onLeave();
    else target.focus();
  };

  return (
    <div className="ntr-messages">
      <DayPill boxRef={boxRef} />
      <div
        ref={boxRef}
        className="ntr-messages__box"
        data-ready={visit !== null || undefined}
        id="ntr-messages"
        role="log"
        aria-live="off"
        aria-label={t('thread.messages', { name: peer?.displayName ?? t('app.unknownPerson') })}
        aria-busy={view.loading !== 'none'}
        onKeyDown={onKeyDown}
        onFocus={(event) => setFocusKey(event.target.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null)}
      >
        <div className="ntr-messages__content">
          <ThreadStart view={view} peer={peer} />
          <MessageRows
            entries={entries}
            conversation={view.conversation}
            people={people}
            visit={visit}
            focusKey={stop}
            today={today}
            highlighted={highlighted}
            starred={view.starred}
            onOpenQuote={openQuote}
            onMenu={openMenu}
            onRetry={pending.retry}
            onDiscard={pending.discard}
          />
          {view.typing.length > 0 && !view.hasAfter && (
            <slots.TypingIndicator
              names={view.typing.map((id) => view.people.get(id)?.displayName ?? t('app.unknownPerson'))}
            />
          )}
        </div>
      </div>
      {!isAtEnd && <slots.JumpButton count={arrived} onJump={jump} />}
      {menu !== null && view.conversation !== null && (
        <Later
          load={loadMessageMenu}
          props={{
            ...menu,
            conversation: view.conversation,
            starred: view.starred,
            composer,
            openQuote,
            pending,
            onClose: closeMenu,
          }}
        />
      )}
    </div>
  );
}
