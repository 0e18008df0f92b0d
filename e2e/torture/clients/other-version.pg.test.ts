import { createNatterClient, memoryStorage, type NatterClient, type OpenSocket } from '@natter/client';
import { OLDEST_PROTOCOL_VERSION } from '@natter/protocol';
import { startTestHouse, type TestHouse, type TestServer } from '@natter/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { otherTransport } from './other-transport.ts';

let house: TestHouse;
let server: TestServer;
const clients: NatterClient[] = [];
beforeAll(async () => {
  house = await startTestHouse(inject('databaseAdminUrl'));
  server = house.server;
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await house.close();
});

const own = otherTransport(['websocket'], false);
/** Says that it speaks a version that is not served any more. */
const tooOld: OpenSocket = ({ url, auth }, handlers) =>
  own({ url, auth: { ...auth, protocolVersion: OLDEST_PROTOCOL_VERSION - 1 } }, handlers);

it('[SOCK-2] a client older than the oldest served is refused for good, keeps what it was to send, and the next version sends it once', async () => {
  const disk = memoryStorage();
  // What it sends waits on its disk, which outlives it.
  const storage = async () => ({ ...disk, read: disk.read, write: disk.write, close: async () => undefined });
  const open = (openSocket: OpenSocket) => {
    const getToken = () => server.tokenOf('ann');
    const client = createNatterClient({ url: server.url, userId: 'ann', getToken, storage, openSocket });
    clients.push(client);
    return client;
  };
  const state = (client: NatterClient) => client.connection.getSnapshot();
  await server.call('bob', 'GET', '/api/messages/me');
  const before = open(own);
  await before.start();
  await expect.poll(() => state(before).state).toBe('live');
  const { id } = await before.startConversation('bob');
  await before.close();

  const old = open(tooOld);
  await old.start();
  await expect.poll(() => state(old)).toMatchObject({ state: 'refused', error: { code: 'invalid' } });
  for (const content of ['one', 'two']) await old.sendMessage(id, { content });
  expect(old.outbox.getSnapshot()).toEqual({ queued: 2, failed: 0 });
  await old.close();

  const next = open(own);
  await next.start();
  await expect.poll(() => next.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
  const { body } = await server.call('bob', 'GET', `/api/messages/conversations/${id}/messages`);
  expect(body).toMatchObject({
    items: [
      { content: 'one', seq: 1 },
      { content: 'two', seq: 2 },
    ],
  });
});
