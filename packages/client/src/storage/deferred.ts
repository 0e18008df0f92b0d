import type { Storage } from './storage.ts';

/** A store that is opened later: what is asked of it before waits. */
export interface DeferredStorage extends Storage {
  use(storage: Storage): void;
  current(): Storage | null;
}

export function deferredStorage(): DeferredStorage {
  let open: (storage: Storage) => void = () => undefined;
  let current: Storage | null = null;
  const wait = () =>
    new Promise<Storage>((resolve) => {
      open = resolve;
    });
  let opened = wait();
  return {
    use(storage) {
      current = storage;
      open(storage);
    },
    current: () => current,
    read: async (work) => (await opened).read(work),
    write: async (work) => (await opened).write(work),
    async close() {
      const closing = current;
      current = null;
      opened = wait();
      await closing?.close();
    },
    destroy: async () => (await opened).destroy(),
  };
}
