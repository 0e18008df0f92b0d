import { LRUCache } from 'lru-cache';
import type { LimitKind, RateLimits } from '../../ports/rate-limits.ts';
import type { Clock } from '../../ports/runtime.ts';

/** A budget: `burst` at once, then `perMinute`. Either 0: no limit. */
export interface Budget {
  readonly burst: number;
  readonly perMinute: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** People remembered at once per budget; who is forgotten starts with a full one. */
const MAX_PEOPLE = 50_000;

/** Token buckets in this process's memory. */
export function createMemoryLimits(clock: Clock, budgets: Readonly<Record<LimitKind, Budget>>): RateLimits {
  const takers = {
    request: createBuckets(clock, budgets.request),
    read: createBuckets(clock, budgets.read),
    send: createBuckets(clock, budgets.send),
    report: createBuckets(clock, budgets.report),
  };
  return { take: (kind, userId) => takers[kind](userId) };
}

/** Takes one from the bucket of `key`; 0, or the seconds until there is one, rounded up to the millisecond. */
export function createBuckets(clock: Clock, { burst, perMinute }: Budget): (key: string) => number {
  if (burst === 0 || perMinute === 0) return () => 0;
  const buckets = new LRUCache<string, Bucket>({ max: MAX_PEOPLE });
  const perMs = perMinute / 60_000;
  return (key) => {
    const now = clock.now();
    const bucket = buckets.get(key) ?? { tokens: burst, at: now };
    // A clock set back must not take tokens away.
    bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
    bucket.at = now;
    buckets.set(key, bucket);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return Math.ceil((1 - bucket.tokens) / perMs) / 1000;
  };
}
