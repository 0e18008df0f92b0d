import { LRUCache } from 'lru-cache';
import type { LimitKind, RateLimits } from '../../ports/rate-limits.ts';
import type { Clock } from '../../ports/runtime.ts';

/** A budget: `burst` at once, then `perMinute`. Either 0: no limit. */
export interface Budget {
  readonly burst: number;
  readonly perMinute: number;
}

export type Budgets = Readonly<Record<LimitKind, Budget>>;

interface Bucket {
  tokens: number;
  at: number;
}

/** People remembered at once per budget; who is forgotten starts with a full one. */
const MAX_PEOPLE = 50_000;

/** Token buckets in this process's memory. */
export function createMemoryLimits(clock: Clock, budgets: Budgets): RateLimits {
  const buckets = createAllBuckets(clock, budgets);
  return { take: (kind, userId) => buckets[kind].take(userId) };
}

export function createAllBuckets(clock: Clock, budgets: Budgets): Readonly<Record<LimitKind, Buckets>> {
  return {
    request: new Buckets(clock, budgets.request),
    read: new Buckets(clock, budgets.read),
    send: new Buckets(clock, budgets.send),
    report: new Buckets(clock, budgets.report),
  };
}

/** The buckets of one budget, by key. */
export class Buckets {
  readonly budget: Budget;
  readonly #clock: Clock;
  readonly #perMs: number;
  readonly #buckets = new LRUCache<string, Bucket>({ max: MAX_PEOPLE });

  constructor(clock: Clock, budget: Budget) {
    this.#clock = clock;
    this.budget = budget;
    this.#perMs = budget.perMinute / 60_000;
  }

  get isUnlimited(): boolean {
    return this.budget.burst === 0 || this.budget.perMinute === 0;
  }

  /** Whether anything is remembered of this key; without, its bucket counts as full. */
  has(key: string): boolean {
    return this.#buckets.has(key);
  }

  /** Takes one; 0, or the seconds until there is one, rounded up to the millisecond. */
  take(key: string): number {
    if (this.isUnlimited) return 0;
    const bucket = this.#filled(key);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return Math.ceil((1 - bucket.tokens) / this.#perMs) / 1000;
  }

  /** What there is in truth; below 0 where more was taken than there was. */
  set(key: string, tokens: number): void {
    this.#filled(key).tokens = Math.min(this.budget.burst, tokens);
  }

  #filled(key: string): Bucket {
    const now = this.#clock.now();
    const { burst } = this.budget;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: now };
    // A clock set back must not take tokens away.
    bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at) * this.#perMs);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
