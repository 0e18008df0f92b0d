import type { HistoryPage, Message } from '@natter/protocol';
import { startTestHouse, type TestHouse, type TestServer, until } from '@natter/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { NatterClient, Thread, ThreadView } from './api.ts';
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

/** What anybody sees of a message. */
const rowOf = ({
  seq,
  type,
  content,
  version,
  metadata,
  reactions,
  votes,
  editedAt,
  deletedAt,
  expiresAt,
}: Message) => ({
  ...{ seq, type, content, version, metadata, editedAt, expiresAt, isDeleted: deletedAt !== null },
  reactions: reactions.map(({ emoji, count, mine = false }) => `${emoji} ${count} ${mine}`).sort(),
  votes: type === 'poll' && deletedAt === null ? (votes ?? []) : null,
});

/** Waits until a device shows what a fresh answer of the server says: applied changes equal a fetch. */
async function showsTheTruth(client: NatterClient, thread: Thread, id: string): Promise<ThreadView> {
  const truth: HistoryPage = await client.getConversationMessages(id, { limit: 100 });
  const expected = truth.items.map(rowOf);
  await expect.poll(() => thread.getSnapshot().messages.map(rowOf), { timeout: 40_000 }).toEqual(expected);
  return thread.getSnapshot();
}

it('[SHOWN-1] [OWN-1] [OWN-2] [OWN-4] every change of messages, applied on three devices, equals what the server answers anew', async () => {
  const [ann, phone, bob] = [await connect('ann'), await connect('ann'), await connect('bob')];
  const { id } = await ann.startConversation('bob');
  const send = async (client: NatterClient, content: string) => (await client.sendMessage(id, { content })).committed;
  const mine = await send(ann, 'mine');
  const theirs = await send(bob, 'theirs');
  const gone = await send(bob, 'gone');
  const poll = await (await bob.sendMessage(id, { content: 'Where?', poll: { options: ['here', 'there'] } })).committed;
  const open = (client: NatterClient) => ({ client, thread: client.messages.open(id) });
  const onPhone = open(phone);
  const devices = [open(ann), onPhone, open(bob)];
  for (const { thread } of devices) await until(thread, ({ messages }) => messages.length === 4);
  const allShowTheTruth = () => Promise.all(devices.map(({ client, thread }) => showsTheTruth(client, thread, id)));

  await ann.messages.react(id, theirs.id, '👍', true);
  await bob.messages.react(id, theirs.id, '👍', true);
  await phone.messages.react(id, theirs.id, '❤️', true);
  await allShowTheTruth();
  await ann.messages.react(id, theirs.id, '👍', false);
  expect((await ann.messages.reactions(id, theirs.id)).items.map(({ emoji, userId }) => [emoji, userId])).toEqual([
    ['👍', 'bob'],
    ['❤️', 'ann'],
  ]);
  await allShowTheTruth();

  await ann.messages.edit(id, mine.id, { content: 'better' });
  const raced = phone.messages.edit(id, mine.id, { content: 'older', version: 1 });
  await expect(raced).rejects.toMatchObject({ code: 'conflict' });
  expect((await bob.messages.versions(id, mine.id)).items.map(({ content }) => content)).toEqual(['mine', 'better']);
  await allShowTheTruth();

  await ann.messages.vote(id, poll.id, [2]);
  await bob.messages.vote(id, poll.id, [1]);
  await phone.messages.vote(id, poll.id, [1]);
  await allShowTheTruth();
  await bob.messages.closePoll(id, poll.id);
  await expect(ann.messages.vote(id, poll.id, [])).rejects.toMatchObject({ code: 'conflict' });
  expect((await ann.messages.votes(id, poll.id)).items.map(({ optionId }) => optionId)).toEqual([1, 1]);
  await allShowTheTruth();

  await ann.messages.star(id, theirs.id, true);
  await ann.messages.delete(id, gone.id);
  const views = await allShowTheTruth();
  expect(views[0]?.starred).toEqual(new Set([theirs.seq]));
  await until(onPhone.thread, ({ starred }) => starred.has(theirs.seq));
  expect(views[2]?.starred).toEqual(new Set());
  expect((await phone.messages.starred()).items.map(({ content }) => content)).toEqual(['theirs']);

  const copied = await ann.messages.forward(id, theirs.id, [id]);
  expect([copied.refused, copied.messages[0]?.metadata]).toEqual([[], { forwarded: true }]);
  await ann.conversations.setDisappearing(id, 3_600);
  await send(bob, 'for an hour');
  const sendAt = new Date(ann.serverNow() + 3_600_000).toISOString();
  const later = await ann.scheduled.create(id, { content: 'later', sendAt });
  const cancelled = await phone.scheduled.create(id, { content: 'never', sendAt });
  await until(onPhone.thread, ({ conversation }) => conversation?.scheduledCount === 2);
  await ann.scheduled.cancel(cancelled.id);
  const changed = await ann.scheduled.change(later.id, { content: 'now', version: later.version });
  expect(await ann.scheduled.sendNow(changed.id)).toMatchObject({ content: 'now' });
  const [last] = await allShowTheTruth();
  expect(last?.conversation).toMatchObject({ disappearAfter: 3_600 });
  expect(last?.messages.at(-1)?.expiresAt).not.toBeNull();
  expect(await ann.messages.locate(id, mine.createdAt)).toBe(mine.seq);
  expect((await ann.conversations.participants(id)).map(({ userId }) => userId).sort()).toEqual(['ann', 'bob']);
  // A device that comes now sees the same.
  const fresh = await connect('ann');
  const thread = fresh.messages.open(id);
  await until(thread, ({ loading, messages }) => loading === 'none' && messages.length > 0);
  const view = await showsTheTruth(fresh, thread, id);
  expect(view.starred).toEqual(new Set([theirs.seq]));
}, 180_000);

it('[OWN-1] what a blocked person does is theirs alone, on all their devices, and goes there when they take it back', async () => {
  const [cleo, dan, laptop] = [await connect('cleo'), await connect('dan'), await connect('dan')];
  const { id } = await cleo.startConversation('dan');
  const sent = await (await cleo.sendMessage(id, { content: 'hello' })).committed;
  const [asked, theirs, second] = [cleo, dan, laptop].map((client) => ({ client, thread: client.messages.open(id) }));
  if (!asked || !theirs || !second) throw new Error('There are three devices.');
  const devices = [asked, theirs, second];
  for (const { thread } of devices) await until(thread, ({ messages }) => messages.length === 1);
  await cleo.blocks.put('dan');
  const allShowTheTruth = () => Promise.all(devices.map(({ client, thread }) => showsTheTruth(client, thread, id)));
  const shown = () => devices.map(({ thread }) => thread.getSnapshot().messages[0]?.reactions.length);

  await dan.messages.react(id, sent.id, '👍', true);
  await allShowTheTruth();
  expect(shown()).toEqual([0, 1, 1]);
  await laptop.messages.react(id, sent.id, '👍', false);
  await allShowTheTruth();
  expect(shown()).toEqual([0, 0, 0]);
}, 180_000);
