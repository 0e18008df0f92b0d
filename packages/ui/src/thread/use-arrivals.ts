import type { ThreadView } from '@natter/client';
import type { UserId } from '@natter/protocol';
import { useRef } from 'react';

/** How many messages of others came since the reader left the bottom; 0 at the bottom. */
export function useArrivals(view: ThreadView, me: UserId, isAtEnd: boolean): number {
  const leftAt = useRef<number | null>(null);
  const newest = view.conversation?.lastSeq ?? 0;
  if (isAtEnd || leftAt.current === null) {
    leftAt.current = newest === 0 ? null : newest;
    return 0;
  }
  const from = leftAt.current;
  const loaded = view.messages.filter((each) => each.seq > from && each.senderId !== me).length;
  return view.hasAfter ? Math.max(loaded, Math.min(newest - from, view.conversation?.unreadCount ?? 0)) : loaded;
}
