import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { indexedDbStorage } from './indexeddb.web.ts';
import { memoryStorage } from './memory.ts';
import { describeStorage } from './storage.contract.ts';
import { type Storage, storeName } from './storage.ts';
import { withFallback } from './with-fallback.ts';

let n = 0;
describeStorage('memory', async () => memoryStorage());
describeStorage(
  'IndexedDB',
  () => indexedDbStorage(`test-${++n}`),
  () => indexedDbStorage(`test-${n}`),
);

describe('the name of a store', () => {
  it('[STORE-3] differs by server and by person', () => {
    const names = [storeName('https://a', 'ann'), storeName('https://b', 'ann'), storeName('https://a', 'bob')];
    expect(new Set(names).size).toBe(3);
    expect(storeName('https://a', 'ann')).toBe(names[0]);
  });
});

describe('a store that fails', () => {
  /** A store that refuses to write from some moment on, as a full disk does. */
  function fillingUp() {
    const inner = memoryStorage();
    const state = { isFull: false };
    const refuse = async () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    const storage: Storage = { ...inner, write: (work) => (state.isFull ? refuse() : inner.write(work)) };
    return { storage, state };
  }

  it('[STORE-4] is replaced by memory with what it held, and told once', async () => {
    const { storage, state } = fillingUp();
    const lost: unknown[] = [];
    const safe = await withFallback(
      async () => storage,
      'x',
      (cause) => lost.push(cause),
    );
    await safe.write(async (tx) => {
      await tx.put('outbox', 'k', { clientId: 'k' });
      await tx.put('conversations', 'c', { id: 'c', covered: [{ from: 1, to: 9 }] });
    });
    state.isFull = true;
    await Promise.all([
      safe.write((tx) => tx.put('outbox', 'l', { clientId: 'l' })),
      safe.write((tx) => tx.put('outbox', 'm', { clientId: 'm' })),
    ]);
    expect(await safe.read((tx) => tx.all('outbox'))).toEqual([
      { clientId: 'k' },
      { clientId: 'l' },
      { clientId: 'm' },
    ]);
    expect(await safe.read((tx) => tx.all('conversations'))).toEqual([{ id: 'c', covered: [] }]);
    expect(lost.length).toBe(1);
  });

  it('[STORE-4] that cannot be opened is memory from the start', async () => {
    const lost: unknown[] = [];
    const broken = () => Promise.reject(new Error('denied'));
    const safe = await withFallback(broken, 'x', (cause) => lost.push(cause));
    await safe.write((tx) => tx.put('meta', 'a', 1));
    expect(await safe.read((tx) => tx.get('meta', 'a'))).toBe(1);
    expect(lost.length).toBe(1);
  });

  it('[STORE-4] a database deleted under us is opened again', async () => {
    const name = `test-${++n}`;
    const storage = await indexedDbStorage(name);
    await storage.write((tx) => tx.put('meta', 'a', 1));
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(name).onsuccess = resolve;
    });
    await storage.write((tx) => tx.put('meta', 'b', 2));
    expect(await storage.read((tx) => tx.all('meta'))).toEqual([2]);
    await storage.destroy();
  });
});
