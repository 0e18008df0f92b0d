import type { MessageRange, Storage, StorageWrite, Table } from './storage.ts';
import { TABLES } from './storage.ts';

type Values = Map<string, unknown>;
interface Content {
  readonly tables: ReadonlyMap<Table, Values>;
  readonly messages: Map<string, Map<number, unknown>>;
}

const emptyContent = (): Content => ({
  tables: new Map(TABLES.map((table) => [table, new Map()])),
  messages: new Map(),
});

/** A store in memory: for tests, for Node, and for a browser that refuses to store. */
export function memoryStorage(): Storage {
  let content = emptyContent();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn;
    return turn;
  };
  return {
    read: (work) => inTurn(() => work(transaction(content, []))),
    write: (work) =>
      inTurn(async () => {
        const undo: (() => void)[] = [];
        try {
          return await work(transaction(content, undo));
        } catch (error) {
          for (const step of undo.reverse()) step();
          throw error;
        }
      }),
    close: async () => undefined,
    destroy: () =>
      inTurn(async () => {
        content = emptyContent();
      }),
  };
}

function transaction(content: Content, undo: (() => void)[]): StorageWrite {
  const values = (table: Table): Values => content.tables.get(table) ?? new Map();
  const of = (conversationId: string) => content.messages.get(conversationId) ?? new Map<number, unknown>();
  const setIn = <K>(map: Map<K, unknown>, key: K, value: unknown) => {
    const had = map.has(key);
    const before = map.get(key);
    undo.push(() => (had ? map.set(key, before) : map.delete(key)));
    map.set(key, structuredClone(value));
  };
  const deleteIn = <K>(map: Map<K, unknown>, key: K) => {
    if (!map.has(key)) return;
    const before = map.get(key);
    undo.push(() => map.set(key, before));
    map.delete(key);
  };
  return {
    get: async (table, key) => structuredClone(values(table).get(key)),
    all: async (table) =>
      [...values(table)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => structuredClone(value)),
    messages: async (range) => pick(of(range.conversationId), range).map((value) => structuredClone(value)),
    put: async (table, key, value) => setIn(values(table), key, value),
    delete: async (table, key) => deleteIn(values(table), key),
    async putMessage(conversationId, seq, value) {
      const map = of(conversationId);
      if (!content.messages.has(conversationId)) content.messages.set(conversationId, map);
      setIn(map, seq, value);
    },
    async deleteMessages(conversationId, from, to) {
      const map = of(conversationId);
      for (const seq of [...map.keys()]) if (seq >= from && seq <= to) deleteIn(map, seq);
    },
  };
}

function pick(messages: ReadonlyMap<number, unknown>, { from, to, limit, fromEnd }: MessageRange): unknown[] {
  const found = [...messages].filter(([seq]) => seq >= from && seq <= to).sort(([a], [b]) => a - b);
  const taken = limit === undefined ? found : fromEnd ? found.slice(-limit) : found.slice(0, limit);
  return taken.map(([, value]) => value);
}
