import type { Thread, ThreadView } from '@natter/client';
import type { UserId } from '@natter/protocol';
import { useLayoutEffect, useRef, useState } from 'react';
import { firstUnread } from './thread-entries.ts';

/** What was unread when the conversation was opened. It stays as it is until the conversation is left. */
export interface Visit {
  readonly firstUnreadKey: string | null;
  readonly unreadCount: number;
}

/**
 * Decides once, when the first messages are here, where the unread divider stands. Where the first unread message is older
 * than the window, the window is moved there first; null means that it is not decided yet.
 */
export function useVisit(thread: Thread | null, view: ThreadView, me: UserId): Visit | null {
  const [visit, setVisit] = useState<Visit | null>(null);
  const hasJumped = useRef(false);
  const [isJumpOver, setIsJumpOver] = useState(false);
  useLayoutEffect(() => {
    const { conversation, messages, loading, hasBefore } = view;
    if (visit !== null || thread === null || conversation === null) return;
    if (loading === 'jump' || (loading === 'initial' && messages.length === 0)) return;
    const { readSeq, unreadCount } = conversation;
    const oldest = messages[0];
    if (unreadCount > 0 && oldest !== undefined && oldest.seq > readSeq + 1 && hasBefore) {
      if (!hasJumped.current) {
        hasJumped.current = true;
        // Where that page cannot be had, the newest messages stay, and the view has the error.
        const end = () => setIsJumpOver(true);
        thread.jumpTo(readSeq + 1).then(end, end);
      }
      // Until the jump has come to its end this view is the one before it, whatever else it says.
      if (!isJumpOver || thread.getSnapshot() !== view) return;
    }
    const first = unreadCount > 0 ? firstUnread(messages, readSeq, me) : null;
    setVisit({ firstUnreadKey: first === null ? null : (first.clientId ?? first.id), unreadCount });
  }, [visit, thread, view, me, isJumpOver]);
  return visit;
}
