import type { Thread, ThreadView } from '@natter/client';
import type { Message, UserId } from '@natter/protocol';
import { useLayoutEffect, useRef, useState } from 'react';
import { firstUnread } from './thread-entries.ts';

/** What was unread when the conversation was opened, or was marked so since. It stays until the conversation is left. */
export interface Visit {
  /** From this `seq` on was unread; null: all was read. */
  readonly unreadFrom: number | null;
  /** The message the divider stands above; null where it is not loaded, or there is none. */
  readonly firstUnreadKey: string | null;
  /** Infinity: more than are loaded. */
  readonly unreadCount: number;
}

const ALL_READ: Visit = { unreadFrom: null, firstUnreadKey: null, unreadCount: 0 };
const keyOf = (message: Message | null | undefined) => (message ? (message.clientId ?? message.id) : null);

/** A visit in which everything from a message on is to be read again. */
function visitFrom({ messages, hasAfter }: ThreadView, unreadFrom: number, me: UserId): Visit {
  const again = messages.filter((each) => each.seq >= unreadFrom);
  const others = again.filter((each) => each.senderId !== me && each.type !== 'system').length;
  return {
    unreadFrom,
    firstUnreadKey: keyOf(again[0]),
    unreadCount: hasAfter || others === 0 ? Number.POSITIVE_INFINITY : others,
  };
}

interface Arrival {
  readonly thread: Thread | null;
  readonly view: ThreadView;
  readonly me: UserId;
  /** The reader was sent to a certain message: what is unread is not gone to. */
  readonly isSent: boolean;
}

/**
 * Decides once, when the first messages are here, where the unread divider stands; and anew when the reader marks a place to
 * read from again. Where the first unread message is older than the window, the window is moved there first; null means that
 * it is not decided yet.
 */
export function useVisit({ thread, view, me, isSent }: Arrival): Visit | null {
  const [visit, setVisit] = useState<Visit | null>(null);
  /** Where the jump leads, once it has begun: another device may read on meanwhile. */
  const jumpedTo = useRef<number | null>(null);
  const [isJumpOver, setIsJumpOver] = useState(false);
  const mark = view.conversation?.markedUnread === true ? (view.conversation.unreadFrom ?? null) : null;
  // Coming here takes the mark back; where it was is kept.
  const arrivedAt = useRef(mark);
  useLayoutEffect(() => {
    const { conversation, messages, loading, hasBefore } = view;
    if (visit !== null || thread === null || conversation === null) return;
    if (loading === 'jump' || (loading === 'initial' && messages.length === 0)) return;
    const { readSeq, unreadCount } = conversation;
    const again = arrivedAt.current;
    if (again === null && unreadCount === 0 && jumpedTo.current === null) {
      setVisit(ALL_READ);
      return;
    }
    const unreadFrom = jumpedTo.current ?? again ?? readSeq + 1;
    const oldest = messages[0];
    const isAbove = oldest !== undefined && oldest.seq > unreadFrom && hasBefore;
    if (isAbove && !isSent) {
      if (jumpedTo.current === null) {
        jumpedTo.current = unreadFrom;
        // Where that page cannot be had, the newest messages stay, and the view has the error.
        const end = () => setIsJumpOver(true);
        thread.jumpTo(unreadFrom).then(end, end);
      }
      // Until the jump has come to its end this view is the one before it, whatever else it says.
      if (!isJumpOver || thread.getSnapshot() !== view) return;
    }
    if (again !== null) setVisit(visitFrom(view, again, me));
    else
      setVisit({
        unreadFrom,
        firstUnreadKey: isAbove ? null : keyOf(firstUnread(messages, unreadFrom - 1, me)),
        unreadCount,
      });
  }, [visit, thread, view, me, isSent, isJumpOver]);

  const latest = useRef(view);
  latest.current = view;
  const isDecided = visit !== null;
  useLayoutEffect(() => {
    if (!isDecided || mark === null || mark === arrivedAt.current) return;
    arrivedAt.current = mark;
    setVisit(visitFrom(latest.current, mark, me));
  }, [isDecided, mark, me]);
  return visit;
}
