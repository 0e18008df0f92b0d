import type { Thread, ThreadView } from '@natter/client';
import type { Conversation } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Later, useLater } from '../base/later.tsx';
import { faceOf } from '../base/names.ts';
import type { ComposerHandle, MessageRequest, ThreadMessage } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { useSameMap } from '../base/use-same-map.ts';
import { useToday } from '../base/use-today.ts';
import { DayPill } from './day-pill.tsx';
import { MessageRows } from './message-rows.tsx';
import { threadEntries } from './thread-entries.ts';
import { ThreadStart } from './thread-start.tsx';
import type { UnreadPillProps } from './unread-pill.tsx';
import { useArrivals } from './use-arrivals.ts';
import { useListFocus } from './use-list-focus.ts';
import { useMessageJump } from './use-message-jump.ts';
import { usePendingActions } from './use-pending-actions.ts';
import { useReadMarks } from './use-read-marks.ts';
import { useSpokenLines } from './use-spoken-lines.ts';
import { useThreadScroll } from './use-thread-scroll.ts';
import { useVisit } from './use-visit.ts';

const loadMessageMenu = async () => (await import('./message-menu.tsx')).MessageMenu;
const loadDateDialog = async () => (await import('./date-dialog.tsx')).DateDialog;
const loadUnreadPill = async () => (await import('./unread-pill.tsx')).UnreadPill;

/** What the page around the list asks of it. */
export interface MessageListHandle {
  /** Shows the newest message and follows from there; everything counts as read. */
  toEnd(): void;
  /** Asks for a day to go to. */
  askDate(): void;
}

/** A message that the reader is sent to; another object sends them there again. */
export interface MessageTarget {
  readonly seq: number;
}

interface MessageListProps {
  readonly thread: Thread | null;
  readonly view: ThreadView;
  readonly conversation: Conversation;
  readonly handle: RefObject<MessageListHandle | null>;
  /** The message box, where there is one. */
  readonly composer: RefObject<ComposerHandle | null>;
  readonly target?: MessageTarget | undefined;
  /** Escape in the list gives the focus back. */
  readonly onLeave: () => void;
}

/** Only where something is unread, and only a convenience: without a network it may be missing. */
function UnreadPill(props: UnreadPillProps) {
  const Pill = useLater(loadUnreadPill);
  return Pill === null || Pill === undefined ? null : <Pill {...props} />;
}

interface MenuRequest {
  readonly entry: ThreadMessage;
  readonly anchor: DOMRect;
  readonly what: MessageRequest;
}

/** The messages of one conversation: one stop of the Tab key, arrow keys between messages, nothing live. */
export function MessageList({ thread, view, conversation, handle, composer, target, onLeave }: MessageListProps) {
  const { t, platform, slots, announce } = useUi();
  const client = useNatterClient();
  const me = client.userId;
  const boxRef = useRef<HTMLDivElement>(null);
  const today = useToday();
  const visit = useVisit({ thread, view, me, isSent: target !== undefined });
  const { messages, pending: waiting, hasAfter } = view;
  const entries = useMemo(
    () => threadEntries({ messages, pending: waiting, hasAfter }, me),
    [messages, waiting, hasAfter, me],
  );
  const renderedKey = `${entries[0]?.key}:${entries.at(-1)?.key}:${entries.length}`;
  const { isAtEnd, toEnd, toMessage, holdFold } = useThreadScroll(boxRef, thread, view, visit !== null);
  const arrived = useArrivals(view, me, isAtEnd);
  const { highlighted, isArrived, jumpTo } = useMessageJump(thread, toMessage, visit === null ? undefined : target);
  const isShown = visit !== null && (isArrived || target === undefined);
  // What is drawn before it stands in its place is not read; nor is anything by who has marked something as unread.
  useReadMarks(boxRef, isShown && !conversation.markedUnread ? thread : null, platform, renderedKey);
  const pending = usePendingActions();
  const people = useSameMap(view.people);
  useSpokenLines(messages, people);
  const [asked, setAsked] = useState<MenuRequest | 'date' | null>(null);
  const close = useCallback(() => setAsked(null), []);
  const openMenu = useCallback(
    (entry: ThreadMessage, anchor: DOMRect, what: MessageRequest = 'menu') => setAsked({ entry, anchor, what }),
    [],
  );
  // Who points at a message or goes to it may want its menu; browsers may remember a file that could not be had, so not on a bad way.
  const fetchMenu = useCallback(() => {
    if (client.connection.getSnapshot().state === 'live') loadMessageMenu().catch(() => undefined);
  }, [client]);
  const edit = useCallback((entry: ThreadMessage) => composer.current?.edit(entry), [composer]);
  const askDate = useCallback(() => setAsked('date'), []);
  const { stop, ...focus } = useListFocus(boxRef, entries, { openMenu, onLeave });
  const peer = faceOf(conversation, me, t);

  const { id, lastSeq, markedUnread } = conversation;
  const markRead = useCallback(() => {
    thread?.markRead(lastSeq);
    // Where taking back the mark fails, the next visit tries again.
    if (markedUnread) client.conversations.patch(id, { markedUnread: false }).catch(() => undefined);
  }, [client, thread, id, lastSeq, markedUnread]);
  useEffect(() => {
    handle.current = {
      askDate,
      toEnd: () => {
        markRead();
        toEnd().catch(() => announce(t('error.unavailable')));
      },
    };
  }, [handle, toEnd, markRead, askDate, announce, t]);

  /** A button that goes away when it is pressed must not take the focus with it; a touch keyboard stays down, though. */
  const leaveButton = () => {
    if (!matchMedia('(pointer: coarse)').matches) onLeave();
  };
  const jump = () => {
    handle.current?.toEnd();
    leaveButton();
  };
  const unreadFrom = conversation.unreadCount > 0 || markedUnread ? (visit?.unreadFrom ?? null) : null;

  return (
    <div className="ntr-messages">
      <DayPill boxRef={boxRef} onPress={askDate} />
      {unreadFrom !== null && (
        <UnreadPill
          boxRef={boxRef}
          isBefore={(view.messages[0]?.seq ?? 0) > unreadFrom}
          count={visit?.unreadCount ?? 0}
          renderedKey={renderedKey}
          onGo={() => jumpTo(unreadFrom)}
          onRead={() => {
            markRead();
            leaveButton();
          }}
        />
      )}
      <div
        ref={boxRef}
        className="ntr-messages__box"
        data-ready={isShown || undefined}
        id="ntr-messages"
        role="log"
        aria-live="off"
        aria-label={t('thread.messages', { name: peer?.displayName ?? t('app.unknownPerson') })}
        aria-busy={view.loading !== 'none'}
        onClickCapture={holdFold}
        onPointerEnter={fetchMenu}
        onFocusCapture={fetchMenu}
        {...focus}
      >
        <div className="ntr-messages__content">
          <ThreadStart view={view} peer={peer} />
          <MessageRows
            entries={entries}
            conversation={conversation}
            people={people}
            visit={visit}
            focusKey={stop}
            today={today}
            highlighted={highlighted}
            starred={view.starred}
            onOpenQuote={jumpTo}
            onMenu={openMenu}
            onRetry={pending.retry}
            onDiscard={pending.discard}
            onEdit={conversation.can.send ? edit : undefined}
          />
          {view.typing.length > 0 && !view.hasAfter && (
            <slots.TypingIndicator
              names={view.typing.map((each) => view.people.get(each)?.displayName ?? t('app.unknownPerson'))}
            />
          )}
        </div>
      </div>
      {!isAtEnd && <slots.JumpButton count={arrived} onJump={jump} />}
      {asked === 'date' && <Later load={loadDateDialog} props={{ conversation, onFound: jumpTo, onClose: close }} />}
      {asked !== null && asked !== 'date' && (
        <Later
          load={loadMessageMenu}
          props={{
            ...asked,
            conversation,
            people,
            starred: view.starred,
            composer,
            openQuote: jumpTo,
            pending,
            onClose: close,
          }}
        />
      )}
    </div>
  );
}
