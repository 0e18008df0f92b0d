import { type MessageRange, type Storage, type StorageWrite, TABLES } from './storage.ts';

const VERSION = 1;
const STORES = [...TABLES, 'messages'];

/**
 * A store in IndexedDB. A database that the browser closed under us (eviction, another version) is opened again once per
 * call; what fails then is the caller's to handle.
 */
export async function indexedDbStorage(name: string): Promise<Storage> {
  let opened: Promise<IDBDatabase> | null = null;
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
  const run = async <T>(mode: IDBTransactionMode, work: (tx: StorageWrite) => Promise<T>): Promise<T> => {
    const db = await open();
    const begin = (of: IDBDatabase) =>
      of.transaction(STORES, mode, mode === 'readwrite' ? { durability: 'strict' } : {});
    let tx: IDBTransaction;
    try {
      tx = begin(db);
    } catch {
      // The connection is closing: the browser took it. One new connection, then the error is real.
      opened = null;
      tx = begin(await open());
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
      await answer(indexedDB.deleteDatabase(name));
    },
  };
}

/** What a request answers. */
function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function openDatabase(name: string, onLost: () => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, VERSION);
  request.onupgradeneeded = () => {
    for (const store of STORES) request.result.createObjectStore(store);
  };
  const db = await answer(request);
  // Another tab wants to delete or upgrade: a connection held open would block it for ever.
  db.onversionchange = () => {
    onLost();
    db.close();
  };
  db.onclose = onLost;
  return db;
}

/** Runs `work` in a transaction: all of it, durable when this resolves, or nothing. */
async function finish<T>(tx: IDBTransaction, work: (tx: StorageWrite) => Promise<T>): Promise<T> {
  const done = new Promise<{ error: unknown } | null>((resolve) => {
    tx.oncomplete = () => resolve(null);
    tx.onabort = () => resolve({ error: tx.error ?? new DOMException('The transaction was aborted.', 'AbortError') });
  });
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

function asWrite(tx: IDBTransaction): StorageWrite {
  const store = (name: string) => tx.objectStore(name);
  const between = (conversationId: string, from: number, to: number) =>
    IDBKeyRange.bound([conversationId, from], [conversationId, to]);
  return {
    get: (table, key) => answer(store(table).get(key)),
    all: (table) => answer(store(table).getAll()),
    messages: async (range) =>
      range.from > range.to
        ? []
        : readRange(store('messages'), range, between(range.conversationId, range.from, range.to)),
    async put(table, key, value) {
      await answer(store(table).put(value, key));
    },
    async delete(table, key) {
      await answer(store(table).delete(key));
    },
    async putMessage(conversationId, seq, value) {
      await answer(store('messages').put(value, [conversationId, seq]));
    },
    async deleteMessages(conversationId, from, to) {
      if (from <= to) await answer(store('messages').delete(between(conversationId, from, to)));
    },
  };
}

function readRange(messages: IDBObjectStore, { limit, fromEnd }: MessageRange, range: IDBKeyRange): Promise<unknown[]> {
  if (limit === undefined || !fromEnd) return answer(messages.getAll(range, limit));
  return new Promise((resolve, reject) => {
    const found: unknown[] = [];
    const walk = messages.openCursor(range, 'prev');
    walk.onerror = () => reject(walk.error);
    walk.onsuccess = () => {
      const cursor = walk.result;
      if (cursor === null || found.length >= limit) {
        resolve(found.reverse());
        return;
      }
      found.push(cursor.value);
      cursor.continue();
    };
  });
}
