import { startTestHouse, type TestHouse, type TestServer } from '@natter/testkit';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { InboxView, Live, NatterClient } from './api.ts';
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

/** Resolves when a live value fits. */
const until = async <Value>(live: Live<Value>, fits: (value: Value) => boolean): Promise<Value> => {
  await expect.poll(() => fits(live.getSnapshot()), { timeout: 40_000 }).toBe(true);
  return live.getSnapshot();
};

async function connect(userId: string, send?: typeof fetch): Promise<NatterClient> {
  const options = { url: server.url, userId, getToken: () => server.tokenOf(userId) };
  const client = createNatterClient(send === undefined ? options : { ...options, fetch: send });
  clients.push(client);
  await client.start();
  await until(client.connection, ({ state }) => state === 'live');
  return client;
}

const groupsOf = ({ items }: InboxView) => items.map(({ conversation }) => conversation.name);
const events = (client: NatterClient, id: string) => {
  const thread = client.messages.open(id);
  return {
    thread,
    told: () => thread.getSnapshot().messages.map(({ metadata, content }) => metadata?.['event'] ?? content),
  };
};

it('[GROUP-1] [GROUP-3] [GROUP-5] a group is made, talked in, led and left, and every device shows the same at once', async () => {
  const [ann, phone, bob, cyd] = [
    await connect('ann'),
    await connect('ann'),
    await connect('bob'),
    await connect('cyd'),
  ];
  const inboxes = [ann, phone, bob, cyd].map((client) => client.conversations.open({ filter: 'all' }));
  const [, onPhone, ofBob, ofCyd] = inboxes;
  if (!onPhone || !ofBob || !ofCyd) throw new Error('no inbox');

  const clientId = '01900001-0000-4000-9000-0000000000aa';
  const made = await ann.groups.create({ name: 'Walk', participantIds: ['bob'], clientId });
  expect((await ann.groups.create({ name: 'Walk', participantIds: ['bob'], clientId })).id).toBe(made.id);
  const { id } = made;
  await until(onPhone, (view) => groupsOf(view).includes('Walk'));
  await until(ofBob, (view) => groupsOf(view).includes('Walk'));
  const [mine, his] = [events(phone, id), events(bob, id)];
  await (await bob.sendMessage(id, { content: 'hello' })).committed;
  await expect.poll(mine.told).toEqual(['group_created', 'hello']);

  expect((await ann.groups.add(id, ['cyd'])).participantCount).toBe(3);
  await until(ofCyd, (view) => groupsOf(view).includes('Walk'));
  const hers = events(cyd, id);
  // From the line on that tells of her, and nothing before.
  await expect.poll(hers.told).toEqual(['members_added']);
  await (await cyd.sendMessage(id, { content: 'me too' })).committed;
  await ann.groups.change(id, { name: 'Long walk', whoSends: 'admins' });
  await until(ofBob, (view) => groupsOf(view).includes('Long walk'));
  await until(his.thread, ({ conversation }) => conversation?.can.whyNot === 'admins');
  await ann.groups.setRole(id, 'cyd', 'admin');
  await until(hers.thread, ({ conversation }) => conversation?.can.manage === true);
  await expect(bob.groups.remove(id, 'cyd')).rejects.toMatchObject({ code: 'not_allowed' });

  await cyd.groups.remove(id, 'bob');
  await until(ofBob, (view) => !groupsOf(view).includes('Long walk'));
  const gone = await until(his.thread, ({ conversation }) => conversation === null);
  expect([gone.error?.code, gone.messages]).toEqual(['not_found', []]);
  // Who is out of it keeps their name where they are spoken of.
  await until(mine.thread, ({ messages }) => messages.at(-1)?.metadata?.['event'] === 'member_removed');
  await until(mine.thread, ({ people }) => people.get('bob')?.displayName === 'bob');

  await ann.groups.leave(id);
  expect(groupsOf(inboxes[0]?.getSnapshot() ?? { items: [], hasMore: false, loading: false, error: null })).toEqual([]);
  await until(onPhone, (view) => view.items.length === 0);
  await until(hers.thread, ({ conversation }) => conversation?.participantCount === 1);
  expect(hers.thread.getSnapshot().conversation?.participants.map(({ userId, role }) => [userId, role])).toEqual([
    ['cyd', 'admin'],
  ]);
  // A device that comes now knows by name who has left.
  const fresh = events(await connect('cyd'), id);
  await until(fresh.thread, ({ messages, people }) => messages.length > 0 && people.has('ann') && people.has('bob'));
});

it('[GROUP-8] in a big group whoever writes has a name, and everybody is found by theirs', async () => {
  const members = Array.from({ length: 12 }, (_, n) => `member-${String(n).padStart(2, '0')}`);
  for (const userId of members) await (await connect(userId)).close();
  const [first, last] = [await connect('member-00'), await connect('member-11')];
  const notices: string[] = [];
  first.onNotice((notice) => {
    if (notice.kind === 'message') notices.push(notice.message.content ?? '');
  });
  const { id, participants } = await first.groups.create({ name: 'Many', participantIds: members.slice(1) });
  expect(participants.length).toBeLessThan(members.length);
  const left = members.filter((one) => participants.every(({ userId }) => userId !== one));
  expect(left).toContain('member-11');
  const inbox = first.conversations.open({ filter: 'all' });
  await (await last.sendMessage(id, { content: 'from the back' })).committed;
  await until(inbox, ({ items: [top] }) => {
    const isNamed = top?.people?.some(({ userId }) => userId === 'member-11') === true;
    return isNamed && top?.conversation.lastMessage?.content === 'from the back';
  });
  await until(events(first, id).thread, ({ people }) => people.get('member-11')?.displayName === 'member-11');
  await expect.poll(() => notices).toEqual(['from the back']);
  // To whoever comes later no line has named them.
  const late = await connect('late');
  await first.groups.add(id, ['late']);
  const ofLate = late.conversations.open({ filter: 'all' });
  await until(ofLate, ({ items }) => items[0]?.conversation.lastMessage?.metadata?.['event'] === 'members_added');
  const toldBy: (string | undefined)[] = [];
  late.onNotice((notice) => {
    if (notice.kind === 'message') toldBy.push(notice.from?.displayName);
  });
  await (await last.sendMessage(id, { content: 'welcome' })).committed;
  await expect.poll(() => toldBy, { timeout: 40_000 }).toEqual(['member-11']);
  await until(ofLate, ({ items: [top] }) => {
    const isNamed = top?.people?.some(({ userId }) => userId === 'member-11') === true;
    return isNamed && top?.conversation.lastMessage?.content === 'welcome';
  });
  const found = first.conversations.open({ filter: 'all', q: 'member-11' });
  await until(found, ({ items }) => items.length === 1);
});

it('[GROUP-8] whoever types in a big group has a name, also where nothing of them was read', async () => {
  const members = Array.from({ length: 12 }, (_, n) => `writer-${String(n).padStart(2, '0')}`);
  for (const userId of members) await (await connect(userId)).close();
  const [first, last] = [await connect('writer-00'), await connect('writer-11')];
  const { id } = await first.groups.create({ name: 'Many', participantIds: members.slice(1) });
  const late = await connect('late-reader');
  await first.groups.add(id, ['late-reader']);
  const { thread } = events(late, id);
  await until(thread, ({ conversation }) => conversation !== null);
  expect(thread.getSnapshot().people.has('writer-11')).toBe(false);
  const typing = setInterval(() => last.typing.start(id), 300);
  try {
    await until(thread, (view) => view.typing.includes('writer-11'));
    await until(thread, ({ people }) => people.get('writer-11')?.displayName === 'writer-11');
  } finally {
    clearInterval(typing);
  }
});

it('without a network nothing is done with a group, and that is said', async () => {
  let isOffline = false;
  const send: typeof fetch = (input, init) =>
    isOffline ? Promise.reject(new TypeError('no network')) : fetch(input, init);
  const ann = await connect('offline-ann', send);
  const { id } = await ann.groups.create({ name: 'Alone', participantIds: [] });
  isOffline = true;
  const acts = [
    ann.groups.create({ name: 'Other', participantIds: [] }),
    ann.groups.add(id, ['bob']),
    ann.groups.remove(id, 'bob'),
    ann.groups.leave(id),
    ann.groups.setRole(id, 'bob', 'admin'),
    ann.groups.change(id, { name: 'Renamed' }),
  ];
  for (const act of acts) await expect(act).rejects.toMatchObject({ code: 'unavailable' });
  const inbox = ann.conversations.open({ filter: 'all' });
  expect(groupsOf(inbox.getSnapshot())).toEqual(['Alone']);
});
