import {
  type Balancer,
  createTestDatabase,
  slowness,
  startBalancer,
  startTestServer,
  type TestDatabase,
  type TestServer,
} from '@natter/testkit';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import type { NatterClient } from './api.ts';
import { createNatterClient } from './create-client.ts';

let world: TestDatabase;
let balancer: Balancer;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
  balancer = await startBalancer();
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await balancer.close();
  await world.drop();
});

async function startNode(): Promise<TestServer> {
  const database = world.open();
  const env = { NATTER_DRAIN_SECONDS: '1', NATTER_LIMIT_SENDS_BURST: '0' };
  const node = await startTestServer({ database, env });
  ends.push(async () => {
    await node.close();
    await database.close();
  });
  return node;
}

const until = (isSo: () => void) => vi.waitFor(isSo, { timeout: 60_000, interval: 20 });

async function connect(userId: string, getToken: () => Promise<string>): Promise<NatterClient> {
  const client = createNatterClient({ url: balancer.url, userId, getToken });
  ends.push(() => client.close());
  await client.start();
  await until(() => expect(client.connection.getSnapshot().state).toBe('live'));
  return client;
}

/** Sends every thirty milliseconds until it is told to stop; answers how long each send took to be committed. */
function sendOn(client: NatterClient, id: string) {
  const sends: Promise<number>[] = [];
  let isOver = false;
  const run = async () => {
    for (let n = 1; !isOver; n++) {
      const begun = performance.now();
      const { committed } = await client.sendMessage(id, { content: `${n}` });
      sends.push(committed.then(() => performance.now() - begun));
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  const running = run();
  return {
    count: () => sends.length,
    stop: async () => {
      isOver = true;
      await running;
      return Promise.all(sends);
    },
  };
}

it('[DRAIN-3] nodes restarted one after the other under sends lose none, and no send fails for who made it', async () => {
  let nodes = [await startNode(), await startNode()];
  balancer.use(nodes.map(({ url }) => url));
  await until(() => expect(balancer.healthy.length).toBe(2));
  const [first] = nodes;
  const tokenOf = (userId: string) => () => (first as TestServer).tokenOf(userId);
  const [ann, bob] = [await connect('ann', tokenOf('ann')), await connect('bob', tokenOf('bob'))];
  const { id } = await ann.startConversation('bob');
  const failures: number[] = [];
  ann.outbox.subscribe(() => failures.push(ann.outbox.getSnapshot().failed));
  const sending = sendOn(ann, id);
  await until(() => expect(sending.count()).toBeGreaterThan(20));

  for (const old of nodes) {
    await old.stop();
    const fresh = await startNode();
    nodes = [...nodes.filter((node) => node !== old), fresh];
    balancer.use(nodes.map(({ url }) => url));
    await until(() => expect(balancer.healthy.length).toBe(2));
    const soFar = sending.count();
    await until(() => expect(sending.count()).toBeGreaterThan(soFar + 20));
  }
  const took = await sending.stop();

  expect(took.length).toBeGreaterThan(60);
  expect(Math.max(...failures)).toBe(0);
  expect(took.sort((one, other) => one - other)[Math.floor(took.length * 0.99)]).toBeLessThan(5_000 * slowness());
  const theirs = bob.messages.open(id);
  const wanted = Array.from({ length: took.length }, (_none, index) => String(index + 1));
  await until(() => expect(theirs.getSnapshot().messages.at(-1)?.content).toBe(wanted.at(-1)));
  const seen = new Map(theirs.getSnapshot().messages.map(({ seq, content }) => [seq, content]));
  while (theirs.getSnapshot().hasBefore) {
    await theirs.loadBefore();
    for (const { seq, content } of theirs.getSnapshot().messages) seen.set(seq, content);
  }
  expect([...seen].sort(([one], [other]) => one - other).map(([, content]) => content)).toEqual(wanted);
}, 180_000);
