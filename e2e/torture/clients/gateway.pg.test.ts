import { createNatterClient, type NatterClient, type OpenSocket } from '@natter/client';
import {
  createTestDatabase,
  type HttpGateway,
  startHttpGateway,
  startTestServer,
  type TestDatabase,
  type TestServer,
} from '@natter/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

let world: TestDatabase;
let database: ReturnType<TestDatabase['open']>;
let server: TestServer;
let gateway: HttpGateway;
const clients: NatterClient[] = [];
beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
  database = world.open();
  server = await startTestServer({ database });
});
beforeEach(async () => {
  gateway = await startHttpGateway({ targetPort: Number(new URL(server.url).port) });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await gateway.close();
});
afterAll(async () => {
  await server.close();
  await database.close();
  await world.drop();
});

async function open(userId: string, openSocket?: OpenSocket): Promise<NatterClient> {
  const url = `http://127.0.0.1:${gateway.port}`;
  const client = createNatterClient({
    ...{ url, userId, getToken: () => server.tokenOf(userId) },
    ...(openSocket && { openSocket }),
  });
  clients.push(client);
  await client.start();
  return client;
}

const isLive = (client: NatterClient) => expect.poll(() => client.connection.getSnapshot().state).toBe('live');

/** What the server has of a conversation, in order. */
async function stored(userId: string, id: string): Promise<unknown[]> {
  const { body } = await server.call(userId, 'GET', `/api/messages/conversations/${id}/messages`);
  const items: unknown = Reflect.get(Object(body), 'items');
  return Array.isArray(items) ? items.map((one) => Reflect.get(Object(one), 'content')) : [];
}

async function start(me: string, other: string): Promise<{ client: NatterClient; id: string }> {
  await server.call(other, 'GET', '/api/messages/me');
  const client = await open(me);
  await isLive(client);
  const { id } = await client.startConversation(other);
  return { client, id };
}

describe('a client behind a gateway that is set up wrong', () => {
  it('is live by long-polling where there is no WebSocket, and hears and sends', async () => {
    gateway.behave({ kind: 'no-upgrade' });
    const { client, id } = await start('ann', 'bob');
    const bob = await open('bob');
    await isLive(bob);
    const heard: unknown[] = [];
    bob.onNotice((notice) => notice.kind === 'message' && heard.push(notice.message.content));
    const { committed } = await client.sendMessage(id, { content: 'by polling' });
    await committed;
    await expect.poll(() => heard).toEqual(['by polling']);
    expect(gateway.harmed).toBeGreaterThan(1);
  });

  it('takes no page for an answer, and sends once what it was told nothing of', async () => {
    const { client, id } = await start('cy', 'di');
    const pages = [502, 503, 504, 200, 403, 404, 413, 429];
    gateway.behave({ kind: 'page', statuses: pages });
    client.reconnect();
    // A new client knows nothing yet, and is told nothing but pages.
    const fresh = await open('cy');
    const sends = ['one', 'two', 'three'].map((content) => client.sendMessage(id, { content }));
    const before = gateway.harmed;
    await expect.poll(() => gateway.harmed).toBeGreaterThan(before + 4);
    expect(client.outbox.getSnapshot().failed).toBe(0);
    gateway.behave(null);
    for (const send of sends) await (await send).committed;
    expect(await stored('cy', id)).toEqual(['one', 'two', 'three']);
    await isLive(fresh);
  });

  it('gives up nothing small that was refused for its size', async () => {
    const { client, id } = await start('ed', 'fi');
    // Without a socket everything is a request with a body.
    const byRest = await open('ed', () => ({ emit: () => undefined, close: () => undefined }));
    gateway.behave({ kind: 'page', statuses: [413], only: 'small bodies' });
    await expect(client.startConversation('fi')).rejects.toMatchObject({ retry: 'later', origin: 'transport' });
    const before = gateway.harmed;
    const { committed } = await byRest.sendMessage(id, { content: 'not too large' });
    await expect.poll(() => gateway.harmed).toBeGreaterThan(before);
    gateway.behave(null);
    await committed;
    expect(byRest.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
    expect(await stored('ed', id)).toEqual(['not too large']);
  });

  it.each([
    ['cuts answers short', { kind: 'half-bodies', share: 0.6 }],
    ['holds answers back', { kind: 'buffer', atLeastMs: 50, atMostMs: 400 }],
  ] as const)('that %s: everything comes once, in its order', async (name, how) => {
    const [me, other] = [`me ${name}`, `you ${name}`].map((one) => one.replaceAll(' ', '-')) as [string, string];
    const { client, id } = await start(me, other);
    gateway.behave(how);
    client.reconnect();
    const given = Array.from({ length: 12 }, (_, nth) => `m${nth}`);
    const sends = given.map((content) => client.sendMessage(id, { content }));
    for (const send of sends) await (await send).committed;
    expect(await stored(me, id)).toEqual(given);
  });
});
