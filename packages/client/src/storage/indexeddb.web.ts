import { deleteDB, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { type MessageRange, type Storage, type StorageWrite, TABLES } from './storage.ts';

const VERSION = 1;
const STORES = [...TABLES, 'messages'];

/**
 * A store in IndexedDB. A database that the browser closed under us (eviction, another version) is opened again once per
 * call; what fails then is the caller's to handle.
 */
export async function indexedDbStorage(name: string): Promise<Storage> {
  let opened: Promise<IDBPDatabase> | null = null;
  const open = () => {
    opened ??= openDatabase(name, () => {
      opened = null;
    }).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  await open();
  const run = async <T>(mode: 'readonly' | 'readwrite', work: (tx: StorageWrite) => Promise<T>): Promise<T> => {
    const db = await open();
    let tx: IDBPTransaction<unknown, string[], 'readonly' | 'readwrite'>;
    try {
      tx = db.transaction(STORES, mode, mode === 'readwrite' ? { durability: 'strict' } : {});
    } catch {
      // The connection is closing: the browser took it. One new connection, then the error is real.
      opened = null;
      tx = (await open()).transaction(STORES, mode);
    }
    return finish(tx, work);
  };
  const close = async () => {
    const db = await opened?.catch(() => null);
    opened = null;
    db?.close();
  };
  return {
    read: (work) => run('readonly', work),
    write: (work) => run('readwrite', work),
    close,
    async destroy() {
      await close();
      await deleteDB(name);
    },
  };
}

function openDatabase(name: string, onLost: () => void): Promise<IDBPDatabase> {
  return openDB(name, VERSION, {
    upgrade(db) {
      for (const store of STORES) db.createObjectStore(store);
    },
    // Another tab wants to delete or upgrade: a connection held open would block it for ever.
    blocking(_current, _blocked, event) {
      onLost();
      if (event.target instanceof IDBDatabase) event.target.close();
    },
    terminated: onLost,
  });
}

async function finish<T>(
  tx: IDBPTransaction<unknown, string[], 'readonly' | 'readwrite'>,
  work: (tx: StorageWrite) => Promise<T>,
): Promise<T> {
  // Both are awaited: a failing request rejects them both, and one of them alone would be an unhandled rejection.
  const done = tx.done.then(
    () => null,
    (error: unknown) => ({ error }),
  );
  let result: T;
  try {
    result = await work(asWrite(tx));
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // It has ended already, by the same error.
    }
    await done;
    throw error;
  }
  const failed = await done;
  if (failed) throw failed.error;
  return result;
}

function asWrite(tx: IDBPTransaction<unknown, string[], 'readonly' | 'readwrite'>): StorageWrite {
  const store = (name: string) => tx.objectStore(name);
  const between = (conversationId: string, from: number, to: number) =>
    IDBKeyRange.bound([conversationId, from], [conversationId, to]);
  return {
    get: (table, key) => store(table).get(key),
    all: (table) => store(table).getAll(),
    messages: async (range) =>
      range.from > range.to ? [] : readRange(tx, range, between(range.conversationId, range.from, range.to)),
    async put(table, key, value) {
      await store(table).put?.(value, key);
    },
    async delete(table, key) {
      await store(table).delete?.(key);
    },
    async putMessage(conversationId, seq, value) {
      await store('messages').put?.(value, [conversationId, seq]);
    },
    async deleteMessages(conversationId, from, to) {
      if (from <= to) await store('messages').delete?.(between(conversationId, from, to));
    },
  };
}

async function readRange(
  tx: IDBPTransaction<unknown, string[], 'readonly' | 'readwrite'>,
  { limit, fromEnd }: MessageRange,
  range: IDBKeyRange,
): Promise<unknown[]> {
  const messages = tx.objectStore('messages');
  if (limit === undefined || !fromEnd) return messages.getAll(range, limit);
  const found: unknown[] = [];
  let cursor = await messages.openCursor(range, 'prev');
  while (cursor && found.length < limit) {
    found.push(cursor.value);
    cursor = await cursor.continue();
  }
  return found.reverse();
}
