import { join } from 'node:path';
import { createNatterClient, type NatterClient } from '@natter/client';
import type { MessagingDatabase } from '@natter/server/database';
import { startTestServer, type TestServer, until, withClient } from '@natter/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';
import { makeFreshStore, type SmallStore } from '../testing/small-store.ts';

let store: SmallStore;
let folder: CliFolder;
let running: { server: TestServer; database: MessagingDatabase } | null = null;
const clients: NatterClient[] = [];

beforeAll(async () => {
  folder = makeCliFolder();
  store = await makeFreshStore(inject('databaseAdminUrl'));
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await stopServer();
  await store.drop();
  folder.remove();
});

async function startServer(port = 0): Promise<TestServer> {
  const database = store.open();
  const server = await startTestServer({ database, env: { PORT: String(port) } });
  running = { server, database };
  return server;
}

async function stopServer(): Promise<void> {
  await running?.server.close();
  await running?.database.close();
  running = null;
}

async function connect(userId: string, url: string): Promise<NatterClient> {
  const getToken = async () => (await running?.server.tokenOf(userId)) ?? '';
  const client = createNatterClient({ url, userId, getToken });
  clients.push(client);
  await client.start();
  await until(client.connection, ({ state }) => state === 'live');
  return client;
}

const commit = async (client: NatterClient, id: string, texts: readonly string[]) => {
  for (const content of texts) await (await client.sendMessage(id, { content })).committed;
};

it('[BACK-11] after an older backup was restored, clients keep their outbox, send again what it does not know, and all end with the same', async () => {
  const { url, port } = await startServer();
  const [ann, bob] = [await connect('ann', url), await connect('bob', url)];
  const { id } = await ann.startConversation('bob');
  await commit(ann, id, ['1 kept', '2 kept', '3 kept']);
  const [hers, his] = [ann.messages.open(id), bob.messages.open(id)];
  await until(his, ({ messages }) => messages.length === 3);
  const file = join(folder.path, 'older.tar.gz');
  expect((await folder.run(['backup', '--to', file], store.env)).code).toBe(0);

  // What the backup does not know: both have it, and it is acknowledged.
  await commit(ann, id, ['4 lost by ann', '5 lost by ann']);
  await commit(bob, id, ['6 lost by bob']);
  await until(hers, ({ messages }) => messages.length === 6);
  await until(his, ({ messages }) => messages.length === 6);

  expect((await folder.run(['restore', file, '--replace'], store.env)).code).toBe(3);
  await stopServer();
  await until(ann.connection, ({ state }) => state !== 'live');
  // Written while nothing is there to send it to.
  const waiting = await ann.sendMessage(id, { content: '7 from the outbox' });
  const restored = await folder.run(['restore', file, '--replace'], store.env);
  expect(restored).toMatchObject({ code: 0, out: expect.stringContaining('A new epoch begins') });
  expect(await textsInDatabase()).toEqual(['1 kept', '2 kept', '3 kept']);

  await startServer(port);
  expect((await waiting.committed).content).toBe('7 from the outbox');
  const shown = [hers, his].map(async (view) => {
    const { messages } = await until(
      view,
      (value) => value.messages.length === 7 && value.messages.every(({ seq }, index) => seq === index + 1),
    );
    return messages.map(({ content }) => content);
  });
  const [hersNow, hisNow] = await Promise.all(shown);
  expect(hersNow).toEqual(hisNow);
  expect(hersNow).toEqual(await textsInDatabase());
  expect([...(hersNow ?? [])].sort()).toEqual(
    ['1 kept', '2 kept', '3 kept', '4 lost by ann', '5 lost by ann', '6 lost by bob', '7 from the outbox'].sort(),
  );
  // What is sent again keeps its order; what waited may come before it, since a device sends before it has looked around.
  expect(hersNow?.filter((text) => / by ann$/.test(text ?? ''))).toEqual(['4 lost by ann', '5 lost by ann']);
}, 180_000);

async function textsInDatabase(): Promise<readonly string[]> {
  return await withClient(store.adminUrl, async (client) => {
    const { rows } = await client.query<{ content: string }>('SELECT content FROM natter.direct_messages ORDER BY seq');
    return rows.map(({ content }) => content);
  });
}
