import type { Tabs } from '@natter/client';

type Ownership = ReturnType<Tabs['own']>;
type Handlers = Parameters<Tabs['own']>[1];

/** Tabs of one browser: what one of them is given, and its sudden end. */
export interface SharedTabs {
  /** For one tab: what it says reaches the others, and one at a time owns what it asks for. */
  open(): { readonly tabs: Tabs; kill(): void };
}

interface Waiting {
  readonly handlers: Handlers;
}

/**
 * BroadcastChannel and Web Locks as a browser has them, in one process: what is said is copied and arrives in a later turn, never at who said
 * it; a lock goes to whoever waits longest once its holder gave it up or was killed, and may be stolen.
 */
export function createSharedTabs(): SharedTabs {
  const channels = new Map<string, Set<(message: unknown) => void>>();
  const lines = new Map<string, Waiting[]>();
  const lineOf = (name: string) => {
    const line = lines.get(name) ?? [];
    lines.set(name, line);
    return line;
  };
  /** Takes one out of a line; the next owns then. */
  const leave = (name: string, waiting: Waiting) => {
    const line = lineOf(name);
    const at = line.indexOf(waiting);
    if (at < 0) return;
    line.splice(at, 1);
    const [next] = line;
    if (at === 0 && next) queueMicrotask(() => line[0] === next && next.handlers.onOwned());
  };
  const own = (name: string, handlers: Handlers): Ownership => {
    const waiting: Waiting = { handlers };
    const line = lineOf(name);
    line.push(waiting);
    if (line.length === 1) queueMicrotask(() => line[0] === waiting && handlers.onOwned());
    return {
      release: () => leave(name, waiting),
      takeOver() {
        const [holder] = line;
        if (holder === waiting) return;
        const at = line.indexOf(waiting);
        if (at >= 0) line.splice(at, 1);
        line.unshift(waiting);
        holder?.handlers.onLost();
        handlers.onOwned();
      },
    };
  };
  return {
    open() {
      const ends: (() => void)[] = [];
      const tabs: Tabs = {
        openChannel(name, onMessage) {
          const all = channels.get(name) ?? new Set();
          channels.set(name, all);
          const hear = (message: unknown) => setImmediate(() => all.has(hear) && onMessage(message));
          all.add(hear);
          const close = () => void all.delete(hear);
          ends.push(close);
          const post = (message: unknown) => {
            const copy: unknown = structuredClone(message);
            if (all.has(hear)) for (const other of all) if (other !== hear) other(copy);
          };
          return { post, close };
        },
        own(name, handlers) {
          const ownership = own(name, handlers);
          ends.push(() => ownership.release());
          return ownership;
        },
      };
      return { tabs, kill: () => ends.splice(0).forEach((end) => void end()) };
    },
  };
}
