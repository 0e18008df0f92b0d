/** Tables of values by a string key. Messages have a table of their own, by conversation and `seq`. */
export type Table = 'conversations' | 'outbox' | 'drafts' | 'marks' | 'noticed' | 'meta';
export const TABLES: readonly Table[] = ['conversations', 'outbox', 'drafts', 'marks', 'noticed', 'meta'];

/** A range of one conversation's messages, both ends included; answered in order of `seq`, or the newest `limit` of it. */
export interface MessageRange {
  readonly conversationId: string;
  readonly from: number;
  readonly to: number;
  /** Take only so many: the lowest, or with `fromEnd` the highest. */
  readonly limit?: number;
  readonly fromEnd?: boolean;
}

/** What is stored is read back as `unknown`: it is somebody else's until a schema has seen it. */
export interface StorageRead {
  get(table: Table, key: string): Promise<unknown>;
  /** All values of a table, in order of their keys. */
  all(table: Table): Promise<unknown[]>;
  messages(range: MessageRange): Promise<unknown[]>;
}

export interface StorageWrite extends StorageRead {
  put(table: Table, key: string, value: unknown): Promise<void>;
  delete(table: Table, key: string): Promise<void>;
  putMessage(conversationId: string, seq: number, value: unknown): Promise<void>;
  /** Deletes a range, both ends included. */
  deleteMessages(conversationId: string, from: number, to: number): Promise<void>;
}

/**
 * A device's store for one person and one server. `write` is one transaction: all of it or nothing, alone among writers,
 * durable when it resolves; inside `work` nothing but the transaction may be awaited. Values are copied in and out.
 */
export interface Storage {
  read<T>(work: (tx: StorageRead) => Promise<T>): Promise<T>;
  write<T>(work: (tx: StorageWrite) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** Deletes all of it. */
  destroy(): Promise<void>;
}

/** Opens the store of a name; names differ by server and person, so that two people in one browser never mix. */
export type OpenStorage = (name: string) => Promise<Storage>;

/** The name of the store of `userId` at the server at `url`. */
export function storeName(url: string, userId: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const char of url) hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return `natter:${hash.toString(36)}:${userId}`;
}
