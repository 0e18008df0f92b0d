/**
 * What Redis costs and saves: shared limits, one event between nodes, and a cache of hot conversations beside the one SQL call it would stand
 * for. Needs a redis-server on the PATH. `node --conditions=natter-source --import tsx bench/redis.ts`
 */
import { randomUUID } from 'node:crypto';
import { SendAnswer } from '@natter/protocol';
import { systemClock } from '@natter/server';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { createTestDatabase, createTestRedis, NO_REDIS, silentLog, startTestServer } from '@natter/testkit';
import { createMemoryLimits } from '../packages/server/src/adapters/memory/memory-limits.ts';
import { createRedisBus } from '../packages/server/src/adapters/redis/redis-bus.ts';
import { RedisLink } from '../packages/server/src/adapters/redis/redis-link.ts';
import { SharedLimits } from '../packages/server/src/adapters/redis/shared-limits.ts';
import { median, quantile } from './lib/statistics.ts';

const BUDGET = { burst: 1e9, perMinute: 1e9 };
const BUDGETS = { request: BUDGET, read: BUDGET, send: BUDGET, report: BUDGET };
const CONVERSATIONS = '/api/messages/conversations';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Calls one after the other, turn by turn; p50 and p99 of each in milliseconds, and the processor's time of this process. */
async function compare(calls: Readonly<Record<string, () => Promise<unknown>>>, rounds: number): Promise<void> {
  const took = new Map(Object.keys(calls).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, call] of Object.entries(calls)) {
      const begun = performance.now();
      await call();
      took.get(name)?.push(performance.now() - begun);
    }
  }
  for (const [name, times] of took) {
    say(`  ${name.padEnd(58)} p50 ${median(times).toFixed(3)} ms   p99 ${quantile(times, 0.99).toFixed(3)} ms`);
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function nanosPerTake(take: (index: number) => unknown): number {
  const count = 200_000;
  const begun = performance.now();
  for (let index = 0; index < count; index++) take(index);
  return ((performance.now() - begun) * 1e6) / count;
}

if (NO_REDIS !== '') throw new Error('There is no redis-server on the PATH.');
const redis = await createTestRedis();
await redis.start();
const postgres = await startEmbeddedPostgres({ ephemeral: true });
const world = await createTestDatabase(postgres.adminUrl);
const database = world.open();
const server = await startTestServer({
  database,
  env: { NATTER_LIMIT_SENDS_BURST: '0', NATTER_LIMIT_REQUESTS_PER_MINUTE: '0' },
});
const newLink = async () => {
  const link = new RedisLink({ url: redis.url, clock: systemClock, log: silentLog });
  link.start();
  await until(() => link.isUp);
  return link;
};
const [one, other] = [await newLink(), await newLink()];

say('limits: one take, 500 people in turn');
const local = createMemoryLimits(systemClock, BUDGETS);
const shared = new SharedLimits(one, { clock: systemClock, log: silentLog, prefix: '{bench}', budgets: BUDGETS });
for (let turn = 0; turn < 3; turn++) {
  const alone = nanosPerTake((index) => local.take('send', `person-${index % 500}`));
  const together = nanosPerTake((index) => shared.take('send', `person-${index % 500}`));
  say(`  in memory ${alone.toFixed(0)} ns   shared ${together.toFixed(0)} ns`);
}
await new Promise((resolve) => setTimeout(resolve, 600));
say('limits: asking Redis each time, and settling 500 people in one call');
const settle = () => {
  for (let index = 0; index < 500; index++) shared.take('read', `person-${index}`);
};
const stats = async () => (await redis.ask('INFO', 'commandstats')).match(/cmdstat_eval:calls=(\d+),usec=(\d+)/);
const before = await stats();
for (let turn = 0; turn < 8; turn++) {
  settle();
  await new Promise((resolve) => setTimeout(resolve, 300));
}
const after = await stats();
const calls = Number(after?.[1]) - Number(before?.[1]);
say(
  `  Redis: ${calls} calls of 500 people each, ${((Number(after?.[2]) - Number(before?.[2])) / calls / 1000).toFixed(2)} ms of its time a call`,
);

say('events: from one node to another');
const [from, to] = [one, other].map((link) => createRedisBus(link, { prefix: '{bench}', log: silentLog }));
const me = await server.call('ann', 'GET', '/api/messages/me');
if (me.status !== 200) throw new Error('no ann');
await server.call('bob', 'GET', '/api/messages/me');
const text = (content: string) => ({ clientId: randomUUID(), type: 'text' as const, content });
const begun = await server.call('ann', 'POST', CONVERSATIONS, {
  type: 'direct',
  participantId: 'bob',
  message: text('hello'),
});
const { id } = begun.body as { id: string };
for (let index = 0; index < 60; index++)
  await server.call('ann', 'POST', `${CONVERSATIONS}/${id}/messages`, text(`message ${index} ${'x'.repeat(80)}`));
const sent = await server.call('ann', 'POST', `${CONVERSATIONS}/${id}/messages`, text('as an event'));
const { message } = SendAnswer.parse(sent.body);
let heard: () => void = () => undefined;
to?.listen(() => heard());
await compare(
  {
    'one message:new, told and heard': () =>
      new Promise<void>((resolve) => {
        heard = resolve;
        from?.tell({ kind: 'toPeople', userIds: ['ann', 'bob'], event: 'message:new', payload: { message } });
      }),
  },
  2_000,
);

say('a cache of hot conversations: 50 messages of history, and one conversation');
const page = { before: null, after: null, around: null, limit: 50 };
const history = await server.call('bob', 'GET', `${CONVERSATIONS}/${id}/messages`);
await one.run((client) => client.set('{bench}:page', history.text));
const view = await server.call('bob', 'GET', `${CONVERSATIONS}/${id}`);
await one.run((client) => client.set('{bench}:view', view.text));
const cached = async (key: string) => JSON.parse((await one.run((client) => client.get(key))) ?? 'null') as unknown;
await compare(
  {
    'history: the one SQL call': () => database.readHistory('bob', id, page),
    'history: access by SQL, then the page from Redis': async () => {
      await database.readMemberships('bob', [id]);
      await cached('{bench}:page');
    },
    'history: the page from Redis (would decide access)': () => cached('{bench}:page'),
    'conversation: the one SQL call': () => database.readConversation('bob', id),
    'conversation: access by SQL, then the rest from Redis': async () => {
      await database.readMemberships('bob', [id]);
      await cached('{bench}:view');
    },
    'conversation: from Redis (would decide access)': () => cached('{bench}:view'),
  },
  1_500,
);

shared.stop();
await Promise.all([one.stop(), other.stop()]);
await server.close();
await database.close();
await world.drop();
await postgres.stop();
await redis.close();
