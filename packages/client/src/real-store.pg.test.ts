import { slowness, startTestHouse, type TestHouse, type TestServer, until } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import type { NatterClient } from './api.ts';
import { createNatterClient } from './create-client.ts';
import { createModerationClient } from './moderation.ts';
import { memoryStorage } from './storage/memory.ts';

const STORE = 'page-turner';
const DAY_MS = 86_400_000;

let house: TestHouse;
let server: TestServer;
let counter = 0;
/** Privileged, free, and the store's manager; new ones for each test. */
let [ann, bob, max] = ['', '', ''];
const clients: NatterClient[] = [];

beforeAll(async () => {
  house = await startTestHouse(inject('databaseAdminUrl'), {
    edition: 'bookstore',
    tenantId: STORE,
    retention: { free: 30, privileged: 180, privilegedPlus: 365 },
    env: { NATTER_STORE_ID: STORE, NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603' },
  });
  server = house.server;
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await house.close();
});
beforeEach(async () => {
  counter++;
  [ann, bob, max] = [`ann-${counter}`, `bob-${counter}`, `max-${counter}`];
  const users = [
    { id: ann, tier: 'privileged' },
    { id: bob, tier: 'free' },
    { id: max, roles: ['manager'] },
  ];
  expect((await server.callHost('PUT', '/api/host/users', { users })).status).toBe(200);
  const memberships = [ann, bob].map((userId) => ({ userId, clubId: 'poetry', storeId: STORE }));
  expect((await server.callHost('PUT', '/api/host/memberships', { memberships })).status).toBe(200);
});

async function connect(userId: string, storage = memoryStorage()): Promise<NatterClient> {
  const getToken = () => server.tokenOf(userId);
  const client = createNatterClient({ url: server.url, userId, getToken, storage: async () => storage });
  clients.push(client);
  await client.start();
  await until(client.connection, ({ state }) => state === 'live');
  return client;
}

const texts = ({ messages }: { messages: readonly { content: string | null }[] }) => messages.map((one) => one.content);
async function say(client: NatterClient, id: string, content: string) {
  return (await client.sendMessage(id, { content })).committed;
}

it('[EXPIRE-1] [EXPIRE-3] a message of the store goes at its instant, from the screen, the inbox and the device', async () => {
  const [one, disk] = [await connect(ann), memoryStorage()];
  const other = await connect(bob, disk);
  const { id } = await one.startConversation(bob);
  await say(one, id, 'stays');
  // Sent thirty days ago but for some seconds, as far as the database knows.
  await house.world.setNow(new Date(Date.now() - 30 * DAY_MS + 12_000));
  const goes = await say(other, id, 'goes');
  await house.world.setNow(null);
  const threads = [one.messages.open(id), other.messages.open(id)];
  for (const thread of threads) await until(thread, (view) => texts(view).includes('goes'));
  expect(await one.getConversationMessages(id)).toMatchObject({ items: [{ seq: 1 }, { content: 'goes' }] });
  const inbox = other.conversations.open({ filter: 'all' });
  for (const thread of threads)
    expect(texts(await until(thread, (view) => !texts(view).includes('goes')))).toEqual(['stays']);
  const lateMs = other.serverNow() - Date.parse(goes.expiresAt ?? '');
  expect(lateMs).toBeGreaterThan(-500);
  // A busy machine is late; never early.
  expect(lateMs).toBeLessThan(5_000 * slowness());
  await until(inbox, ({ items }) => items[0]?.conversation.lastMessage?.content === 'stays');
  expect(inbox.getSnapshot().items[0]?.conversation.expiredSeq).toBe(2);
  // The server agrees, asked anew.
  expect((await one.getConversationMessages(id)).items.map(({ content }) => content)).toEqual(['stays']);
  const range = { conversationId: id, from: 0, to: 100 };
  await expect
    .poll(() => disk.read((tx) => tx.messages(range)).then((rows) => JSON.stringify(rows)))
    .not.toContain('goes');
}, 180_000);

it('[DELETE-1] [DELETE-3] deleted for everyone or for me, on the devices it should be, and so it stays', async () => {
  const [desk, phone, other] = [await connect(ann), await connect(ann), await connect(bob)];
  const { id } = await desk.startConversation(bob);
  const first = await say(desk, id, 'for nobody');
  const second = await say(desk, id, 'not for me');
  await (await desk.sendMessage(id, { content: 'an answer', replyToId: first.id })).committed;
  const [mine, theirs] = [phone.messages.open(id), other.messages.open(id)];
  for (const thread of [mine, theirs]) await until(thread, ({ messages }) => messages.length === 3);
  expect(await desk.messages.delete(id, first.id, { for: 'everyone' })).toBe(true);
  expect(await desk.messages.delete(id, second.id)).toBe(true);
  expect(texts(await until(mine, (view) => view.messages.length === 2 && texts(view)[0] === null))).toEqual([
    null,
    'an answer',
  ]);
  expect(texts(await until(theirs, (view) => texts(view)[0] === null))).toEqual([null, 'not for me', 'an answer']);
  await expect(other.messages.delete(id, second.id, { for: 'everyone' })).rejects.toMatchObject({ code: 'forbidden' });
  const fresh = (await connect(ann)).messages.open(id);
  const { messages } = await until(fresh, (view) => view.messages.length === 2);
  expect(messages.map(({ seq, replyTo }) => [seq, replyTo?.preview])).toEqual([
    [1, undefined],
    [3, null],
  ]);
});

it('[DELETE-2] an hour later the server refuses to delete for everyone, and the message is there again', async () => {
  const client = await connect(ann);
  const { id } = await client.startConversation(bob);
  await house.world.setNow(new Date(Date.now() - 3_700_000));
  const old = await say(client, id, 'old');
  await house.world.setNow(null);
  const thread = client.messages.open(id);
  await until(thread, ({ messages }) => messages.length === 1);
  const refused = client.messages.delete(id, old.id, { for: 'everyone' });
  await expect(refused).rejects.toMatchObject({ code: 'delete_window_over', origin: 'server' });
  expect(texts(thread.getSnapshot())).toEqual(['old']);
});

it('[BLOCKS-1] a block shows on my other device and ends there; what was sent meanwhile never comes', async () => {
  const [desk, phone, other] = [await connect(ann), await connect(ann), await connect(bob)];
  const { id } = await desk.startConversation(bob);
  await say(desk, id, 'hello');
  const inbox = phone.conversations.open({ filter: 'all' });
  await until(inbox, ({ items }) => items.length === 1);
  await phone.blocks.list();
  await desk.blocks.put(bob);
  const blocked = await until(inbox, ({ items }) => items[0]?.conversation.blocked === true);
  expect(blocked.items[0]?.conversation.can).toMatchObject({ send: false, whyNot: 'blocked' });
  expect(await until(phone.blocks.people, (people) => people?.length === 1)).toMatchObject([{ userId: bob }]);
  expect((await say(other, id, 'into the void')).seq).toBeGreaterThan(1);
  await expect(say(desk, id, 'no')).rejects.toMatchObject({ code: 'forbidden' });
  await phone.blocks.delete(bob);
  await until(inbox, ({ items }) => items[0]?.conversation.can.send === true);
  await say(other, id, 'heard again');
  const thread = desk.messages.open(id);
  const view = await until(thread, ({ messages }) => messages.at(-1)?.content === 'heard again');
  expect(texts(view)).toEqual(['hello', 'heard again']);
});

it('[ME-1] a change of tier takes effect without a reload', async () => {
  const client = await connect(bob);
  expect((await until(client.myself, (me) => me !== null))?.can).toEqual({ start: false, moderate: false });
  await expect(client.startConversation(ann)).rejects.toMatchObject({ code: 'tier_required' });
  await server.callHost('PUT', '/api/host/users', { users: [{ id: bob, tier: 'privileged' }] });
  await until(client.myself, (me) => me?.can.start === true);
  expect((await client.startConversation(ann)).participants.map(({ userId }) => userId).sort()).toEqual([ann, bob]);
});

it('[ME-2] [STAFF-1] staff work through a report; a suspension closes what the author has open, and lifting it opens it', async () => {
  const [one, other] = [await connect(ann), await connect(bob)];
  const { id } = await one.startConversation(bob);
  const rude = await say(other, id, 'rude');
  await until(one.messages.open(id), ({ messages }) => messages.length === 1);
  await one.messages.report(id, rude.id, { reason: 'harassment', note: 'again' });
  const staff = createModerationClient({ url: server.url, getToken: () => server.tokenOf(max) });
  const { items } = await staff.listReports();
  const report = items.find(({ messageId }) => messageId === rude.id);
  expect(report).toMatchObject({ content: 'rude', reason: 'harassment', note: 'again', author: { userId: bob } });
  const members = createModerationClient({ url: server.url, getToken: () => server.tokenOf(ann) });
  await expect(members.listReports()).rejects.toMatchObject({ code: 'forbidden' });
  const thread = other.messages.open(id);
  await until(thread, ({ conversation }) => conversation?.can.send === true);
  expect(await staff.resolveReport(report?.id ?? '', { action: 'suspend', days: 3 })).toMatchObject({
    resolution: 'suspended',
  });
  await until(thread, ({ conversation }) => conversation?.can.whyNot === 'suspended');
  expect((await staff.listSuspensions()).items.map(({ person }) => person.userId)).toContain(bob);
  await staff.liftSuspension(bob);
  await until(thread, ({ conversation }) => conversation?.can.send === true);
  const { items: record } = await staff.listModerationActions();
  expect(record.slice(0, 2).map(({ action }) => action)).toEqual(['suspension_lifted', 'suspended']);
});
