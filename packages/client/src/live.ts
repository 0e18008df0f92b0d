import type { Live } from './api.ts';

/** Listeners told together, once per turn, after a change. */
export interface Bell {
  ring(): void;
  subscribe(listener: () => void): () => void;
}

export function createBell(): Bell {
  const listeners = new Set<() => void>();
  let isRinging = false;
  return {
    ring() {
      if (isRinging || listeners.size === 0) return;
      isRinging = true;
      queueMicrotask(() => {
        isRinging = false;
        for (const listener of [...listeners]) listener();
      });
    },
    subscribe(listener) {
      // A wrapper of its own, so that one function subscribed twice is told twice and removed once.
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}

/** A value one can set. */
export interface Source<Value> extends Live<Value> {
  set(value: Value): void;
}

export function createSource<Value>(initial: Value): Source<Value> {
  const bell = createBell();
  let value = initial;
  return {
    getSnapshot: () => value,
    subscribe: bell.subscribe,
    set(next) {
      if (next === value) return;
      value = next;
      bell.ring();
    },
  };
}

/** A value computed from others, when somebody looks, after `invalidate`. An equal value keeps its identity. */
export interface Derived<Value> extends Live<Value> {
  invalidate(): void;
}

export function derive<Value>(compute: (before: Value | null) => Value): Derived<Value> {
  const bell = createBell();
  let value: Value | null = null;
  let isStale = true;
  return {
    getSnapshot() {
      if (isStale || value === null) {
        const next = compute(value);
        if (value === null || !isShallowEqual(value, next)) value = next;
        isStale = false;
      }
      return value;
    },
    subscribe: bell.subscribe,
    invalidate() {
      isStale = true;
      bell.ring();
    },
  };
}

/** Whether two values have the same fields, arrays the same elements, maps the same entries; one level deep in a record. */
export function isShallowEqual(a: unknown, b: unknown): boolean {
  return isFlatEqual(a, b, (x, y) => Object.is(x, y) || isFlatEqual(x, y, Object.is));
}

function isFlatEqual(a: unknown, b: unknown, isSame: (x: unknown, y: unknown) => boolean): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => Object.is(one, b[i]));
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, one]) => b.has(key) && Object.is(one, b.get(key)));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame(a[key], b[key]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
