import { type ConversationState, newConversationState } from '@natter/model';
import type { Conversation, ConversationFilter } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../storage/memory.ts';
import { ConversationStore } from '../store/conversation-store.ts';
import { seededRandom } from '../testing/clock.ts';
import { createWorld } from '../testing/device.ts';
import type { Rest } from '../transport/rest.ts';
import { OpenInbox } from './inbox.ts';

const nobody = () => Promise.reject(new Error('nobody is there'));
const noServer: Rest = { any: nobody, call: nobody };
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const NOBODY: readonly string[] = [];

/** A store with this many conversations, and the inboxes that look at it. */
function createInboxes(count: number) {
  const { server } = createWorld();
  const model = server.get('ann', server.start('ann', 'bob').id);
  const store = new ConversationStore('ann', memoryStorage());
  const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const set = (n: number, change: (known: Conversation) => Partial<Conversation> | null) =>
    store.update(idOf(n), (state): ConversationState | null => {
      const conversation = state?.conversation ?? { ...model, id: idOf(n), updatedAt: at(n) };
      const fields = change(conversation);
      return fields && newConversationState('ann', { ...conversation, ...fields });
    });
  for (let n = 0; n < count; n += 1) set(n, () => ({}));
  let looks = 0;
  const open = (filter: ConversationFilter) => {
    const inbox = new OpenInbox({
      query: { filter },
      store,
      rest: noServer,
      isLoaded: () => true,
      lastPending: () => {
        looks += 1;
        return null;
      },
      draft: () => null,
      typing: () => NOBODY,
      take: () => undefined,
      onClose: () => undefined,
    });
    store.subscribe((id) => inbox.invalidate(id));
    return inbox;
  };
  const look = (inbox: OpenInbox) => {
    const before = looks;
    const { items } = inbox.getSnapshot();
    return { ids: items.map((item) => item.conversation.id), looks: looks - before };
  };
  return { set, idOf, open, look };
}

describe('an inbox of thousands', () => {
  it('[LIST-1] looks at the one that changed, and at no other', () => {
    const { set, idOf, open, look } = createInboxes(5_000);
    const inbox = open('all');
    const first = look(inbox);
    expect(first.ids).toHaveLength(5_000);
    expect(first.looks).toBe(5_000);
    set(17, () => ({ updatedAt: at(9_000) }));
    const next = look(inbox);
    expect(next.looks).toBe(1);
    expect(next.ids).toEqual([idOf(17), ...first.ids.filter((id) => id !== idOf(17))]);
    expect(inbox.getSnapshot().hasMore).toBe(false);
  });

  it('[LIST-1] that followed any changes says what one says that was opened after them', () => {
    const random = seededRandom(7);
    const pick = (bound: number) => Math.floor(random() * bound);
    const { set, open, look } = createInboxes(60);
    const filters = ['all', 'unread', 'archived'] as const;
    const followed = filters.map((filter) => open(filter));
    for (let round = 0; round < 120; round += 1) {
      for (let changes = pick(24); changes >= 0; changes -= 1) {
        const change: Partial<Conversation>[] = [
          { updatedAt: at(pick(400)) },
          { isPinned: random() < 0.5 },
          { isArchived: random() < 0.3 },
          { unreadCount: pick(3) },
          { markedUnread: random() < 0.5 },
        ];
        const picked = change[pick(change.length)];
        set(pick(70), () => (random() < 0.05 ? null : (picked ?? null)));
      }
      for (const [index, filter] of filters.entries()) {
        const inbox = followed[index];
        if (inbox) expect(look(inbox).ids).toEqual(look(open(filter)).ids);
      }
    }
  });
});
