import { indexedDbStorage } from './indexeddb.web.ts';
import { memoryStorage } from './memory.ts';
import type { OpenStorage } from './storage.ts';

/** IndexedDB where there is one, memory elsewhere. */
export const defaultStorage: OpenStorage = async (name) =>
  typeof indexedDB === 'undefined' ? memoryStorage() : indexedDbStorage(name);
