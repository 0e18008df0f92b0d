import type { Clock } from '../ports/runtime.ts';
import { DomainError } from './domain-error.ts';

export interface GateOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Pieces of work under way at once. */
  readonly atOnce: number;
  /** Pieces that may wait; beyond it they are refused. */
  readonly maxWaiting: number;
  /** Whoever waited longer is refused when the turn comes, in milliseconds: nobody waits for the answer any more. */
  readonly maxWaitMs: number;
  /** Seconds that a refused caller is told to wait. */
  readonly retryAfter: () => number;
  readonly onRefused: () => void;
}

/** Lets so much work in at once and the rest in the order it came; what cannot be borne is refused at once. */
export interface Gate {
  /** Does the work when its turn comes. Errors: `overloaded`, and those of the work. */
  run<T>(work: () => Promise<T>): Promise<T>;
  readonly waiting: number;
}

export function createGate(options: GateOptions): Gate {
  const { clock, atOnce, maxWaiting, maxWaitMs } = options;
  // A set keeps the order, and gives away its first without moving the others.
  const queue = new Set<() => void>();
  let underWay = 0;
  const refusal = () => {
    options.onRefused();
    return DomainError.overloaded(options.retryAfter());
  };
  const wait = async () => {
    if (queue.size >= maxWaiting) throw refusal();
    const since = clock.now();
    await new Promise<void>((resolve) => queue.add(resolve));
    if (clock.now() - since <= maxWaitMs) return;
    leave();
    throw refusal();
  };
  const leave = () => {
    const [next] = queue;
    // Whoever is next takes the place over: it never looks free in between.
    if (next === undefined) underWay--;
    else {
      queue.delete(next);
      next();
    }
  };
  return {
    run: async (work) => {
      if (underWay < atOnce) underWay++;
      else await wait();
      try {
        return await work();
      } finally {
        leave();
      }
    },
    get waiting() {
      return queue.size;
    },
  };
}
