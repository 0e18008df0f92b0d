import * as z from 'zod/mini';
import type { LimitKind, RateLimits } from '../../ports/rate-limits.ts';
import type { Clock, Log } from '../../ports/runtime.ts';
import { type Budgets, createAllBuckets } from '../memory/memory-limits.ts';
import type { RedisLink } from './redis-link.ts';

/** What was taken is settled with the other nodes this often (ms). */
const SETTLE_EVERY_MS = 250;
/** Buckets settled by one call. */
const CHUNK = 1_000;

/**
 * Keys: buckets. Arguments: burst and tokens per ms, and what was taken, of each in turn. Takes it, below zero if need be (no lower than a
 * whole burst), and answers what is left of each, in thousandths: Redis would cut the fraction off.
 */
const SETTLE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = {}
for i, key in ipairs(KEYS) do
  local burst, perMs, taken = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local held = redis.call('HMGET', key, 'tokens', 'at')
  local tokens = burst
  if held[1] then tokens = math.min(burst, tonumber(held[1]) + math.max(0, now - tonumber(held[2])) * perMs) end
  tokens = math.max(-burst, tokens - taken)
  redis.call('HSET', key, 'tokens', tostring(tokens), 'at', tostring(now))
  redis.call('PEXPIRE', key, math.ceil((burst - tokens) / perMs) + 1000)
  left[i] = math.floor(tokens * 1000)
end
return left
`;

interface Owed {
  readonly kind: LimitKind;
  readonly key: string;
  taken: number;
}

/**
 * Budgets over all nodes, without asking for each: every node decides by buckets of its own, and what it took is settled with Redis four
 * times a second, all in one call; the answer is the truth, and a bucket overdrawn by several nodes at once is paid back first
 * (REDIS-5). Somebody of whom nothing is known here is settled at once, so that going from node to node gains little more
 * than what fits into a round trip. Without Redis the node's own buckets decide.
 */
export class SharedLimits implements RateLimits {
  readonly #link: RedisLink;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #prefix: string;
  readonly #buckets: ReturnType<typeof createAllBuckets>;
  #owed = new Map<string, Owed>();
  /** Whether somebody new is settled with the end of this turn. */
  #isHurried = false;
  #cancel: (() => void) | null = null;

  constructor(link: RedisLink, options: { clock: Clock; log: Log; prefix: string; budgets: Budgets }) {
    this.#link = link;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#prefix = options.prefix;
    this.#buckets = createAllBuckets(options.clock, options.budgets);
  }

  take(kind: LimitKind, userId: string): number {
    const buckets = this.#buckets[kind];
    if (buckets.isUnlimited) return 0;
    const isNew = !buckets.has(userId);
    const wait = buckets.take(userId);
    if (wait === 0 && this.#link.isUp) this.#owe(kind, userId, isNew);
    return wait;
  }

  stop(): void {
    this.#cancel?.();
  }

  #owe(kind: LimitKind, key: string, isNew: boolean): void {
    const name = `${kind}:${key}`;
    const owed = this.#owed.get(name);
    if (owed) owed.taken++;
    else this.#owed.set(name, { kind, key, taken: 1 });
    if (isNew && !this.#isHurried) {
      this.#isHurried = true;
      this.#cancel?.();
      this.#cancel = this.#clock.after(0, () => void this.#settle());
    }
    this.#cancel ??= this.#clock.after(SETTLE_EVERY_MS, () => void this.#settle());
  }

  async #settle(): Promise<void> {
    this.#cancel = null;
    this.#isHurried = false;
    const owed = [...this.#owed.values()];
    this.#owed = new Map();
    for (let at = 0; at < owed.length; at += CHUNK) {
      const part = owed.slice(at, at + CHUNK);
      try {
        const left = await this.#ask(part);
        for (const [index, one] of part.entries()) this.#correct(one, left[index]);
      } catch (error) {
        // What was taken here counts here alone.
        this.#log.debug('limits_not_shared', { error });
      }
    }
  }

  /** What is left by all that is known: what was taken here since then is owed still. */
  #correct({ kind, key }: Owed, left: number | undefined): void {
    if (left === undefined) return;
    const since = this.#owed.get(`${kind}:${key}`)?.taken ?? 0;
    this.#buckets[kind].set(key, left / 1000 - since);
  }

  async #ask(part: readonly Owed[]): Promise<readonly number[]> {
    const keys = part.map(({ kind, key }) => `${this.#prefix}:limit:${kind}:${key}`);
    const args = part.flatMap(({ kind, taken }) => {
      const { burst, perMinute } = this.#buckets[kind].budget;
      return [String(burst), String(perMinute / 60_000), String(taken)];
    });
    const answer = await this.#link.run((client) => client.eval(SETTLE, { keys, arguments: args }));
    return z.parse(z.array(z.number()), answer);
  }
}
