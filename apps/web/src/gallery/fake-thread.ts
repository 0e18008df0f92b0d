import type { Live, Thread, ThreadView } from '@natter/client';
import type { ConversationId, Person, UserId } from '@natter/protocol';
import { createCell } from './fake-live.ts';
import type { FakeConversation } from './fake-world.ts';
import { PEOPLE } from './world-data.ts';

const PAGE = 50;

/** One open conversation of the gallery's world: a window that grows by pages, as the real client's does. */
export function openFakeThread(
  world: readonly FakeConversation[],
  id: ConversationId,
  changed: Live<number>,
  onRead: (seq: number) => void,
): Thread {
  const find = () => world.find((each) => each.conversation.id === id);
  const people = (): ReadonlyMap<UserId, Person> =>
    new Map([
      ...Object.values(PEOPLE).map((each): [UserId, Person] => [each.userId, each]),
      ...(find()?.conversation.participants ?? []).map((each): [UserId, Person] => [each.userId, each]),
    ]);
  const total = () => find()?.messages.length ?? 0;
  let from = Math.max(0, total() - PAGE);
  // Null follows the end.
  let to: number | null = null;
  const compute = (loading: ThreadView['loading'] = 'none'): ThreadView => {
    const found = find();
    return {
      conversation: found?.conversation ?? null,
      messages: found?.messages.slice(from, to ?? undefined) ?? [],
      pending: found?.pending ?? [],
      hasBefore: from > 0,
      hasAfter: to !== null,
      loading,
      error: found === undefined ? { code: 'not_found', detail: 'There is nothing here.' } : null,
      people: people(),
      typing: found?.typing ?? [],
      starred: found?.starred ?? new Set(),
    };
  };
  const view = createCell(compute());
  const stop = changed.subscribe(() => view.set(compute()));
  return {
    ...view,
    loadBefore: async () => {
      if (from === 0 || view.getSnapshot().loading !== 'none') return;
      view.set(compute('before'));
      await Promise.resolve();
      from = Math.max(0, from - PAGE);
      view.set(compute());
    },
    loadAfter: async () => {
      if (to === null || view.getSnapshot().loading !== 'none') return;
      view.set(compute('after'));
      await Promise.resolve();
      to = to + PAGE >= total() ? null : to + PAGE;
      view.set(compute());
    },
    jumpTo: async (target) => {
      from = target === 'newest' ? Math.max(0, total() - PAGE) : Math.max(0, target - 1 - PAGE / 2);
      to = target === 'newest' || from + PAGE >= total() ? null : from + PAGE;
      view.set(compute());
    },
    markRead: onRead,
    close: () => stop(),
  };
}
