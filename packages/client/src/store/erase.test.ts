import 'fake-indexeddb/auto';
import { newConversationState } from '@natter/model';
import { describe, expect, it } from 'vitest';
import { indexedDbStorage } from '../storage/indexeddb.web.ts';
import { ConversationRow, parseRow, toRow } from '../storage/rows.ts';
import { createWorld } from '../testing/device.ts';
import { eraseExpired, forgetStoredQuotes } from './erase.ts';

/** More messages than a page of the walk, every third of which expires. */
async function storedMany() {
  const { server, clock } = createWorld();
  const { id } = server.start('ann', 'bob');
  for (let n = 1; n <= 450; n++) {
    server.lifeMs = n % 3 === 0 ? 1_000 * n : null;
    const clientId = `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`;
    const replyToId = server.rooms.get(id)?.messages[n - 2]?.id ?? '';
    server.send('ann', id, { clientId, content: `words ${n}`, replyToId });
  }
  const { items } = server.history('bob', id, { limit: 450 });
  const storage = await indexedDbStorage(`erase-${Math.random()}`);
  await storage.write(async (tx) => {
    for (const message of items) await tx.putMessage(id, message.seq, message);
    await tx.put('conversations', id, toRow(newConversationState('bob', server.get('bob', id)), 0));
  });
  const held = () => storage.read((tx) => tx.messages({ conversationId: id, from: 0, to: 1_000 }));
  return { id, storage, held, nowMs: clock.now };
}

describe('erasing in IndexedDB', () => {
  it('[EXPIRE-3] takes what is over, page by page, and says when the next one is', async () => {
    const { id, storage, held, nowMs } = await storedMany();
    const next = await storage.write((tx) => eraseExpired(tx, id, nowMs + 300_000));
    expect(next).toBe(nowMs + 303_000);
    expect((await held()).length).toBe(450 - 100);
    const row = parseRow(ConversationRow, await storage.read((tx) => tx.get('conversations', id)));
    expect([row?.nextExpiry, row?.conversation.lastMessage?.seq]).toEqual([nowMs + 303_000, 450]);
    expect(await storage.write((tx) => eraseExpired(tx, id, nowMs + 450_000))).toBe(Number.MAX_SAFE_INTEGER);
    expect((await held()).length).toBe(300);
    const after = parseRow(ConversationRow, await storage.read((tx) => tx.get('conversations', id)));
    expect(after?.conversation.lastMessage).toBeNull();
    await storage.destroy();
  });

  it('[DELETE-1] takes the words of what is gone out of what quotes it, and of nothing else', async () => {
    const { id, storage, held } = await storedMany();
    await storage.write((tx) => forgetStoredQuotes(tx, id, new Set([1, 300])));
    const quoted = (await held()).filter((one) => JSON.stringify(one).includes('"preview":"'));
    expect(quoted.length).toBe(449 - 2);
    expect(JSON.stringify(await held())).not.toMatch(/"preview":"words (1|300)"/);
    await storage.destroy();
  });
});
