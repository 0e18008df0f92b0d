import { unreadTotals } from '@natter/model';
import type { UnreadTotals } from '@natter/protocol';
import { derive } from './live.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { ConversationStore } from './store/conversation-store.ts';
import type { Sync } from './sync/sync.ts';

/** The unread totals: over the store when it knows the whole inbox, else what the server said (spec BADGE-3). */
export const createUnread = (store: ConversationStore, sync: Sync, serverNow: () => number) =>
  derive<UnreadTotals>(() => {
    const { totals, isLoaded } = sync;
    if (!isLoaded && totals) return totals;
    return unreadTotals(
      [...store.allShown()].map(({ conversation }) => conversation),
      serverNow(),
    );
  });

/** How many own messages wait, and how many were refused. */
export const createOutboxCount = (outbox: Outbox) =>
  derive(() => {
    const rows = outbox.all();
    const failed = rows.filter((row) => row.state === 'failed').length;
    return { queued: rows.length - failed, failed };
  });
