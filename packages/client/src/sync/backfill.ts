import { applyHistory } from '@natter/model';
import { PAGE_MAX } from '@natter/protocol';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { Rest } from '../transport/rest.ts';
import type { Marks } from './marks.ts';

/** Pages of history fetched per conversation and connection. */
const PAGES = 5;

/** Fetches what is unread and not stored, so that it can be told as delivered (spec TELL-5). Ends early without a connection. */
export async function backfill(options: {
  readonly store: ConversationStore;
  readonly marks: Marks;
  readonly rest: Rest;
  readonly isUp: () => boolean;
}): Promise<void> {
  const { store, marks, rest, isUp } = options;
  for (const { conversation } of [...store.all()]) {
    const { id } = conversation;
    for (let page = 0; page < PAGES && isUp(); page++) {
      const from = marks.missingFrom(id);
      if (from === null) break;
      try {
        const query = { after: from - 1, limit: PAGE_MAX };
        const found = await rest.call('listMessages', { params: { id }, query });
        store.addPeople(found.people);
        store.update(id, (state) => state && applyHistory(state, found));
        await store.commit();
      } catch {
        // Tried again with the next connection.
        return;
      }
    }
    marks.stored(id);
  }
}
