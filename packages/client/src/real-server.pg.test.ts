import type { Message } from '@natter/protocol';
import { startTestHouse, type TestHouse, type TestServer, until } from '@natter/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { NatterClient } from './api.ts';
import { createNatterClient } from './create-client.ts';

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

async function connect(userId: string): Promise<NatterClient> {
  const client = createNatterClient({ url: server.url, userId, getToken: () => server.tokenOf(userId) });
  clients.push(client);
  await client.start();
  await until(client.connection, ({ state }) => state === 'live');
  return client;
}

it('[CATCH-6] two clients and the real server: sent, delivered, read, in order, also what was written before one of them came', async () => {
  const ann = await connect('ann');
  await (await connect('bob')).close();
  const { id } = await ann.startConversation('bob');
  const sent: Promise<Message>[] = [];
  for (let n = 1; n <= 30; n++) sent.push((await ann.sendMessage(id, { content: `m${n}` })).committed);
  await Promise.all(sent);
  const bob = await connect('bob');
  const theirs = bob.messages.open(id);
  const shown = await until(theirs, ({ messages }) => messages.length === 30);
  expect(shown.messages.map(({ content, seq }) => [content, seq])).toEqual(
    Array.from({ length: 30 }, (_, i) => [`m${i + 1}`, i + 1]),
  );
  expect(bob.unread.getSnapshot()).toMatchObject({ messages: 30, conversations: 1 });
  const mine = ann.messages.open(id);
  await until(mine, ({ conversation }) => conversation?.othersDeliveredSeq === 30);
  theirs.markRead(30);
  await until(mine, ({ conversation }) => conversation?.othersReadSeq === 30);
  await bob.sendMessage(id, { content: 'answer' });
  await until(mine, ({ messages }) => messages.at(-1)?.content === 'answer');
  expect(ann.unread.getSnapshot()).toMatchObject({ messages: 1 });
  expect(bob.unread.getSnapshot()).toMatchObject({ messages: 0 });
});

it('[LIST-7] a deleted conversation goes from the inbox of all of a person’s devices, and comes back with what is written next', async () => {
  const [cleo, phone, dan] = [await connect('cleo'), await connect('cleo'), await connect('dan')];
  const { id } = await cleo.startConversation('dan');
  await (await cleo.sendMessage(id, { content: 'before' })).committed;
  const inboxes = [cleo, phone].map((device) => device.conversations.open({ filter: 'all' }));
  for (const inbox of inboxes) await until(inbox, ({ items }) => items.length === 1);
  await cleo.conversations.remove(id);
  for (const inbox of inboxes) await until(inbox, ({ items }) => items.length === 0);
  expect(await phone.getUserConversations({ participantId: 'dan' })).toEqual({ items: [], nextCursor: null });
  await (await dan.sendMessage(id, { content: 'after' })).committed;
  for (const inbox of inboxes) {
    await until(inbox, ({ items }) => items[0]?.conversation.lastMessage?.content === 'after');
  }
  const { messages } = await until(phone.messages.open(id), ({ loading }) => loading === 'none');
  expect(messages.map(({ content }) => content)).toEqual(['after']);
});
