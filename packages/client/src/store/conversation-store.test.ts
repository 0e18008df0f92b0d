import { applyEvent, applyMark, type ConversationState, newConversationState, takeMessage } from '@natter/model';
import type { Conversation, Message } from '@natter/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryStorage } from '../storage/memory.ts';
import type { Storage } from '../storage/storage.ts';
import { createWorld } from '../testing/device.ts';
import { ConversationStore } from './conversation-store.ts';

/** Two tabs over one disk, and a conversation with five messages that both know as it was before the first. */
let disk: Storage;
let id: string;
let empty: Conversation;
let messages: Message[];
beforeEach(async () => {
  disk = memoryStorage();
  const { server } = createWorld();
  ({ id } = server.start('ann', 'bob'));
  empty = server.get('ann', id);
  for (let n = 1; n <= 5; n++)
    server.send('bob', id, { clientId: `00000000-0000-4000-8000-00000000000${n}`, content: `m${n}` });
  messages = server.history('ann', id, { limit: 50 }).items;
});
const opened = async () => {
  const store = new ConversationStore('ann', disk);
  await store.load();
  return store;
};
const known = async () => {
  const tab = await opened();
  tab.update(id, (state) => state ?? newConversationState('ann', empty));
  await tab.commit();
  return tab;
};
const receive = (state: ConversationState | null, upTo: number) =>
  messages
    .slice(0, upTo)
    .reduce(
      (now: ConversationState | null, message) => now && applyEvent(now, { event: 'message:new', message }).state,
      state,
    );
const stored = () => disk.read((tx) => tx.messages({ conversationId: id, from: 0, to: 99 }));

describe('two tabs that write one disk', () => {
  it('[STORE-1] a tab that is behind takes nothing back', async () => {
    const [ahead, late] = [await known(), await known()];
    ahead.update(id, (state) => receive(state, 5));
    await ahead.commit();
    late.update(id, (state) => state && applyMark(receive(state, 2) ?? state, { mark: 'read', userId: 'bob', seq: 1 }));
    await late.commit();
    const after = (await opened()).get(id);
    expect(after).toMatchObject({ changeSeq: 5, edgeSeq: 5, covered: [{ from: 1, to: 5 }] });
    expect(after?.conversation).toMatchObject({ lastSeq: 5, unreadCount: 5, lastMessage: { content: 'm5' } });
  });

  it('[STORE-1] a stored message gives way only to a later state of itself, and the writer learns of it', async () => {
    const [ahead, late] = [await known(), await known()];
    const [first] = messages;
    if (!first) throw new Error('no message');
    ahead.update(id, (state) => state && takeMessage(state, { ...first, changeSeq: 9, content: 'edited' }));
    await ahead.commit();
    late.update(id, (state) => receive(state, 1));
    await late.commit();
    expect(await stored()).toMatchObject([{ content: 'edited' }]);
    expect(late.get(id)?.messages.get(1)?.content).toBe('edited');
  });

  it('[STORE-1] after one tab began a conversation anew, an older one adds nothing to it and fetches what it knew beyond', async () => {
    const [older, newer] = [await known(), await known()];
    older.update(id, (state) => receive(state, 3));
    await older.commit();
    newer.update(id, () => newConversationState('ann', empty), true);
    await newer.commit();
    expect(await stored()).toEqual([]);
    older.update(id, (state) => receive(state, 4));
    await older.commit();
    await older.commit();
    expect(older.get(id)).toMatchObject({ changeSeq: 0, covered: [], conversation: { changeSeq: 4 } });
    expect(older.behind()).toEqual([id]);
    expect((await opened()).get(id)?.covered).toEqual([]);
  });

  it('[CATCH-4] after a reset in one tab, an older one drops what it was about to write and reads the disk', async () => {
    const [older, newer] = [await known(), await known()];
    newer.forgetAll();
    newer.setCursor({ cursor: 'new', isFirstLoad: true });
    await newer.commit();
    older.update(id, (state) => receive(state, 5));
    older.setCursor({ cursor: 'old', isFirstLoad: false });
    await older.commit();
    expect(await stored()).toEqual([]);
    expect(older.get(id)).toBeNull();
    expect(older.cursor?.cursor).toBe('new');
  });

  it('[CATCH-2] a cursor is never on the disk without what came with it', async () => {
    const tab = await known();
    let isBroken = true;
    const breaking = new ConversationStore('ann', {
      ...disk,
      write: (work) =>
        disk.write(async (tx) => {
          const result = await work(tx);
          if (isBroken) throw new Error('power cut');
          return result;
        }),
    });
    await breaking.load();
    breaking.update(id, (state) => receive(state, 5));
    breaking.setCursor({ cursor: 'c', isFirstLoad: false });
    await expect(breaking.commit()).rejects.toThrow('power cut');
    isBroken = false;
    const after = await opened();
    expect([after.cursor, after.get(id)?.changeSeq, await stored()]).toEqual([null, 0, []]);
    expect(tab.get(id)?.changeSeq).toBe(0);
  });

  it('[STORE-1] a row that cannot be read costs a first load, not the start', async () => {
    const tab = await known();
    tab.setCursor({ cursor: 'c', isFirstLoad: false });
    await tab.commit();
    await disk.write((tx) => tx.put('conversations', 'broken', { id: 'broken' }));
    const after = await opened();
    expect([after.cursor, after.get(id) !== null]).toEqual([null, true]);
  });
});

describe('the memory of a long conversation', () => {
  it('[THREAD-6] stays as small as before, however many stored pages somebody goes through', async () => {
    const store = await known();
    const [first] = messages;
    if (!first) throw new Error('no message');
    const uuid = (n: number) => `00000000-0000-4000-9000-${n.toString(16).padStart(12, '0')}`;
    const numbers = Array.from({ length: 2_000 }, (_, at) => at + 1);
    const items = numbers.map((seq) => ({ ...first, id: uuid(seq), clientId: uuid(seq), seq, changeSeq: seq }));
    const read = { ...empty, lastSeq: 2_000, readSeq: 2_000, changeSeq: 2_000 };
    store.update(id, () => items.reduce(takeMessage, newConversationState('ann', read)));
    await store.commit();
    let shown = { from: 0, to: 0 };
    store.keepWindow(id, () => [shown]);
    for (let from = 1; from < 2_000; from += 50) {
      shown = { from, to: from + 49 };
      await store.hold(id, from, from + 49);
      const held = store.get(id)?.messages;
      expect(items.slice(from - 1, from + 49).every(({ seq }) => held?.has(seq))).toBe(true);
      expect(held?.size).toBeLessThanOrEqual(400);
    }
    expect((await store.findPageStart(id, 1, 2_000, 2_000)) - 1).toBe(0);
  });
});
