import type { applyHistory as ApplyHistory } from '@natter/model';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Rest } from '../transport/rest.ts';
import type { CommandLink } from '../transport/server.ts';
import type { Marks } from './marks.ts';

/** Pages of history fetched per conversation and connection. */
const PAGES = 5;

interface BackfillOptions {
  readonly store: ConversationStore;
  readonly marks: Marks;
  readonly rest: Rest;
  readonly connection: CommandLink;
  readonly applyHistory: typeof ApplyHistory;
  readonly PAGE_MAX: number;
}

/**
 * Fetches what is unread and not stored, so that it can be told as delivered (spec TELL-5). Ends early without a connection; where the
 * server cannot tell now, it goes on later where it stood. This module is fetched by need, and what others load too is handed in.
 */
export function backfill(options: BackfillOptions): void {
  const { store, marks, rest, connection, applyHistory, PAGE_MAX } = options;
  const ids = [...store.all()].map(({ conversation }) => conversation.id);
  let pages = 0;
  connection.quietly(backfill, async () => {
    for (let id = ids[0]; id !== undefined; id = ids[0]) {
      const from = connection.isUp && pages < PAGES ? marks.missingFrom(id) : null;
      if (from === null) {
        marks.stored(id);
        ids.shift();
        pages = 0;
        continue;
      }
      const query = { after: from - 1, limit: PAGE_MAX };
      const found = await rest.call('listMessages', { params: { id }, query });
      store.addPeople(found.people);
      store.update(id, (state) => state && applyHistory(state, found));
      await store.commit();
      pages++;
    }
  });
}
