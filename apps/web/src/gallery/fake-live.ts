import type { Live } from '@natter/client';

/** A value one can set; listeners are told at once. */
export interface Cell<Value> extends Live<Value> {
  set(value: Value): void;
}

/** A `Live` that one can set, for the gallery. */
export function createCell<Value>(initial: Value): Cell<Value> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => value,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      value = next;
      for (const listener of [...listeners]) listener();
    },
  };
}
