import type { Budgets } from '../adapters/memory/memory-limits.ts';
import { createRedisBus } from '../adapters/redis/redis-bus.ts';
import { RedisLink } from '../adapters/redis/redis-link.ts';
import { RedisPeople } from '../adapters/redis/redis-people.ts';
import { SharedLimits } from '../adapters/redis/shared-limits.ts';
import type { Platform } from '../platform/context.ts';
import type { NodesBus, PeopleElsewhere } from '../ports/nodes.ts';
import type { RateLimits } from '../ports/rate-limits.ts';

/** What Redis carries between nodes. All of it does without, while Redis is away. */
export interface RedisParts {
  readonly bus: NodesBus;
  readonly people: PeopleElsewhere;
  createLimits(budgets: Budgets): RateLimits;
  /** Everybody here has left, and what was handed over has gone out. */
  stop(): Promise<void>;
}

type Deps = Pick<Platform, 'config' | 'clock' | 'log' | 'meter' | 'readiness'>;

/** Begins to connect and waits for nothing (REDIS-2). Null: none is configured. */
export function wireRedis({ config, clock, log, meter, readiness }: Deps): RedisParts | null {
  const { redisUrl: url, nodeId, tenant } = config;
  if (url === null) return null;
  // Braces: in a cluster all of a store's keys are at one place, as its scripts need them.
  const prefix = `{natter:${tenant.id}}`;
  const link = new RedisLink({ url, clock, log });
  const bus = createRedisBus(link, { prefix, log });
  const people = new RedisPeople(link, { nodeId, prefix, clock, log });
  const limits: SharedLimits[] = [];
  meter.gauge('redis_up', () => (link.isUp ? 1 : 0));
  meter.labelledGauge('breaker_open', 'redis', () => (link.isBreakerOpen ? 1 : 0));
  readiness.note('redis', () => (link.isUp ? 'up' : 'away'));
  link.start();
  return {
    bus,
    people,
    createLimits: (budgets) => {
      const shared = new SharedLimits(link, { clock, log, prefix, budgets });
      limits.push(shared);
      return shared;
    },
    stop: async () => {
      for (const one of limits) one.stop();
      await bus.stop();
      await people.stop();
      await link.stop();
    },
  };
}

/** Tells by `first`; while that is away, by `second`. */
export function createFallbackBus(first: NodesBus, second: NodesBus): Pick<NodesBus, 'tell'> {
  return { tell: (call) => (first.isUp ? first : second).tell(call) };
}

/** People as `people` knows them; who is here is noted in the database, too, where a node that dies leaves it to the others (NODE-10). */
export function createNotedPeople(
  people: PeopleElsewhere,
  notes: Pick<PeopleElsewhere, 'came' | 'left'>,
): PeopleElsewhere {
  return {
    isOnline: (userId) => people.isOnline(userId),
    get beside() {
      return people.beside;
    },
    came: (userId) => {
      people.came(userId);
      notes.came(userId);
    },
    left: (userId) => {
      people.left(userId);
      notes.left(userId);
    },
    onFound: (found) => people.onFound(found),
    stop: () => people.stop(),
  };
}
