import { memoryStorage } from './memory.ts';
import type { OutboxRow } from './rows.ts';
import type { OpenStorage, Storage, StorageRead } from './storage.ts';

/**
 * A store that never fails: when the one beneath cannot be opened, read or written (quota, private mode, eviction), what can
 * still be read of it is taken over into memory, `onLost` is told once, and work goes on there until the next start. What
 * was written to the lost store and is finished meanwhile is offered again then, which the server answers as a duplicate.
 *
 * Messages are not taken over; their conversations' covered ranges are emptied, so that they are fetched again. Where nothing can be
 * read any more (eviction), `waiting` says what was to be sent: it is in memory as well, and unsent text is never dropped.
 */
export async function withFallback(
  open: OpenStorage,
  name: string,
  onLost: (cause: unknown) => void,
  waiting: () => readonly OutboxRow[] = () => [],
): Promise<Storage> {
  let current: Storage;
  let fallback: Promise<Storage> | null = null;
  const lose = (cause: unknown, from: Storage | null): Promise<Storage> => {
    fallback ??= takeOver(from, waiting).then((memory) => {
      current = memory;
      onLost(cause);
      return memory;
    });
    return fallback;
  };
  try {
    current = await open(name);
  } catch (cause) {
    current = await lose(cause, null);
  }
  const primary = current;
  const attempt = async <T>(work: (storage: Storage) => Promise<T>): Promise<T> => {
    if (fallback !== null) return work(await fallback);
    try {
      return await work(primary);
    } catch (cause) {
      return work(await lose(cause, primary));
    }
  };
  return {
    read: (work) => attempt((storage) => storage.read(work)),
    write: (work) => attempt((storage) => storage.write(work)),
    close: async () => {
      await primary.close();
      await current.close();
    },
    destroy: async () => {
      await current.destroy();
      if (current !== primary) await primary.destroy();
    },
  };
}

async function takeOver(from: Storage | null, waiting: () => readonly OutboxRow[]): Promise<Storage> {
  const memory = memoryStorage();
  const rows = (from && (await readable(from))) ?? rowsOf(waiting());
  await memory.write(async (tx) => {
    for (const [table, key, value] of rows) await tx.put(table, key, value);
  });
  return memory;
}

type Taken = readonly [
  table: 'conversations' | 'outbox' | 'drafts' | 'marks' | 'noticed' | 'meta',
  key: string,
  value: unknown,
];

function rowsOf(waiting: readonly OutboxRow[]): Taken[] {
  const last = Math.max(0, ...waiting.map((row) => row.order));
  return [['meta', 'order', last], ...waiting.map((row): Taken => ['outbox', row.clientId, row])];
}

/** Null: not even readable; `onLost` tells it. */
async function readable(storage: Storage): Promise<Taken[] | null> {
  try {
    return await storage.read(takeRows);
  } catch {
    return null;
  }
}

async function takeRows(tx: StorageRead): Promise<Taken[]> {
  const rows: Taken[] = [];
  const fields = { outbox: 'clientId', drafts: 'key', marks: 'id', noticed: 'id' } as const;
  for (const table of ['outbox', 'drafts', 'marks', 'noticed'] as const) {
    for (const value of await tx.all(table)) {
      const key = value === null ? undefined : Reflect.get(Object(value), fields[table]);
      if (typeof key === 'string') rows.push([table, key, value]);
    }
  }
  for (const value of await tx.all('conversations')) {
    const id: unknown = Reflect.get(Object(value), 'id');
    if (typeof id === 'string') rows.push(['conversations', id, { ...Object(value), covered: [] }]);
  }
  for (const key of ['cursor', 'order', 'generation', 'config', 'offset', 'me']) {
    const value = await tx.get('meta', key);
    if (value !== undefined) rows.push(['meta', key, value]);
  }
  return rows;
}
