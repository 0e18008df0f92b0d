import { describe, expect, it } from 'vitest';
import type { Thread } from './api.ts';
import { settle } from './testing/clock.ts';
import { createWorld, Device, Tab } from './testing/device.ts';

const key = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** Bob has written `count` messages to ann, who has one tab. */
async function longThread(count: number) {
  const world = createWorld(1, { firstMessages: 30, changes: 100, syncMessages: 100 });
  const { id } = world.server.start('ann', 'bob');
  for (let n = 1; n <= count; n++) world.server.send('bob', id, { clientId: key(n), content: `m${n}` });
  const device = new Device(world, 'ann');
  const tab = await device.open();
  await world.clock.until(tab.isLive);
  const ready = async (thread: Thread) => {
    await settle();
    await world.clock.until(() => thread.getSnapshot().loading === 'none');
    return thread.getSnapshot().messages.map((message) => message.seq);
  };
  const say = (n: number) => world.server.send('bob', id, { clientId: key(n), content: `m${n}` });
  return { ...world, id, device, tab, ready, say };
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('a thread', () => {
  it('[THREAD-1] opens at the newest page and grows backwards to the beginning', async () => {
    const { id, tab, ready } = await longThread(120);
    const thread = tab.client.messages.open(id);
    expect(await ready(thread)).toEqual(range(71, 120));
    expect(thread.getSnapshot()).toMatchObject({ hasBefore: true, hasAfter: false });
    void thread.loadBefore();
    expect(await ready(thread)).toEqual(range(21, 120));
    void thread.loadBefore();
    expect(await ready(thread)).toEqual(range(1, 120));
    expect(thread.getSnapshot().hasBefore).toBe(false);
  });

  it('[THREAD-1] shows what is stored without a network', async () => {
    const { id, tab, device, ready, network, clock } = await longThread(120);
    await ready(tab.client.messages.open(id));
    await clock.advance(1_000);
    tab.crash();
    network.isDown = true;
    const again = await device.open();
    const thread = again.client.messages.open(id);
    expect((await ready(thread)).length).toBeGreaterThanOrEqual(50);
    expect(thread.getSnapshot().conversation?.lastSeq).toBe(120);
  });

  it('[THREAD-2] jumps to a place, grows from there both ways, and back to the newest', async () => {
    const { id, tab, ready } = await longThread(500);
    const thread = tab.client.messages.open(id);
    await ready(thread);
    void thread.jumpTo(200);
    const around = await ready(thread);
    expect(around).toContain(200);
    expect(around).toEqual(range(around[0] ?? 0, around.at(-1) ?? 0));
    expect(thread.getSnapshot()).toMatchObject({ hasBefore: true, hasAfter: true });
    void thread.loadAfter();
    const more = await ready(thread);
    expect(more.at(-1)).toBeGreaterThan(around.at(-1) ?? 0);
    void thread.jumpTo('newest');
    expect((await ready(thread)).at(-1)).toBe(500);
    expect(thread.getSnapshot().hasAfter).toBe(false);
  });

  it('[THREAD-2] a message of somebody else does not move a window that looks at the past; an own one does', async () => {
    const { id, tab, ready, say, clock } = await longThread(500);
    const thread = tab.client.messages.open(id);
    await ready(thread);
    void thread.jumpTo(100);
    const before = await ready(thread);
    say(501);
    await clock.advance(1_000);
    expect(thread.getSnapshot().messages.map((one) => one.seq)).toEqual(before);
    await tab.client.sendMessage(id, { content: 'mine' });
    await clock.advance(1_000);
    expect(thread.getSnapshot().messages.at(-1)).toMatchObject({ seq: 502, content: 'mine' });
  });

  it('[THREAD-3] keeps a bounded window however far one reads', async () => {
    const { id, tab, ready } = await longThread(1_500);
    const thread = tab.client.messages.open(id);
    let seqs = await ready(thread);
    for (let pages = 0; thread.getSnapshot().hasBefore && pages < 50; pages++) {
      void thread.loadBefore();
      seqs = await ready(thread);
      expect(seqs.length).toBeLessThanOrEqual(450);
      expect(seqs).toEqual(range(seqs[0] ?? 0, seqs.at(-1) ?? 0));
    }
    expect(seqs[0]).toBe(1);
    for (let pages = 0; thread.getSnapshot().hasAfter && pages < 50; pages++) {
      void thread.loadAfter();
      seqs = await ready(thread);
      expect(seqs).toEqual(range(seqs[0] ?? 0, seqs.at(-1) ?? 0));
    }
    expect(seqs.at(-1)).toBe(1_500);
  });

  it('[THREAD-3] keeps the identity of what did not change, so that a page on its way draws nothing anew', async () => {
    const { id, tab, ready } = await longThread(500);
    const thread = tab.client.messages.open(id);
    await ready(thread);
    const before = thread.getSnapshot();
    const views: (typeof before)[] = [];
    thread.subscribe(() => views.push(thread.getSnapshot()));
    void thread.loadBefore();
    await ready(thread);
    const loading = views.find((each) => each.loading === 'before');
    expect(loading?.messages).toBe(before.messages);
    expect(loading?.pending).toBe(before.pending);
    expect(loading?.people).toBe(before.people);
    expect(new Set(views.map((each) => each.messages)).size).toBe(2);
  });

  it('[THREAD-4] of a conversation one may not see says so', async () => {
    const { tab, ready } = await longThread(1);
    const thread = tab.client.messages.open(key(999));
    await ready(thread);
    expect(thread.getSnapshot()).toMatchObject({ conversation: null, error: { code: 'not_found' } });
  });

  it('[THREAD-5] an empty conversation shows its first messages from either side', async () => {
    const { id, tab, ready, say, clock } = await longThread(0);
    const thread = tab.client.messages.open(id);
    expect(await ready(thread)).toEqual([]);
    say(1);
    await clock.advance(1_000);
    expect(await ready(thread)).toEqual([1]);
  });

  it('[TYPING-1] shows who types for six seconds at most, and not after their message', async () => {
    const { id, tab, network, clock, say } = await longThread(1);
    const thread = tab.client.messages.open(id);
    await clock.advance(100);
    network.emit('ann', 'typing:start', { conversationId: id, userId: 'bob' });
    await clock.advance(100);
    expect(thread.getSnapshot().typing).toEqual(['bob']);
    await clock.advance(6_100);
    expect(thread.getSnapshot().typing).toEqual([]);
    network.emit('ann', 'typing:start', { conversationId: id, userId: 'bob' });
    await clock.advance(100);
    say(2);
    await clock.advance(100);
    expect(thread.getSnapshot().typing).toEqual([]);
  });

  it('[TYPING-2] own typing is told once a second at most and ends by itself', async () => {
    const { id, tab, network, clock } = await longThread(1);
    for (let i = 0; i < 20; i++) {
      tab.client.typing.start(id);
      await clock.advance(100);
    }
    expect(network.log.filter((line) => line === 'typing:start').length).toBe(2);
    await clock.advance(6_000);
    expect(network.log.filter((line) => line === 'typing:stop').length).toBe(1);
  });
});

describe('marks', () => {
  it('[TELL-3] ten messages are told at once, fewer after two seconds, and never less than before', async () => {
    const { id, tab, server, clock } = await longThread(30);
    await clock.advance(5_000);
    expect(server.get('bob', id).othersDeliveredSeq).toBe(30);
    const thread = tab.client.messages.open(id);
    thread.markRead(5);
    await clock.advance(1_500);
    expect(server.get('ann', id).readSeq).toBe(0);
    await clock.advance(600);
    expect(server.get('ann', id).readSeq).toBe(5);
    thread.markRead(20);
    await clock.advance(100);
    expect(server.get('ann', id).readSeq).toBe(20);
    thread.markRead(3);
    await clock.advance(3_000);
    expect(server.get('ann', id)).toMatchObject({ readSeq: 20, unreadCount: 10 });
    expect(tab.client.unread.getSnapshot().messages).toBe(10);
  });

  it('[TELL-4] a read mark set without a network is told after a restart', async () => {
    const { id, tab, device, server, clock, network } = await longThread(3);
    network.isDown = true;
    network.cut();
    tab.client.messages.open(id).markRead(3);
    await settle();
    tab.crash();
    network.isDown = false;
    const again = await device.open();
    expect(again.client.unread.getSnapshot().messages).toBe(0);
    await clock.advance(5_000);
    expect(server.get('ann', id).readSeq).toBe(3);
  });

  it('[TELL-5] what is unread but not stored is fetched before it counts as delivered', async () => {
    const { id, tab, server, clock, network } = await longThread(200);
    await clock.advance(10_000);
    expect(server.get('bob', id).othersDeliveredSeq).toBe(200);
    expect(network.log.filter((line) => line.includes('/messages?after=')).length).toBe(2);
    expect(tab.client.unread.getSnapshot().messages).toBe(100);
  });
});

describe('the inbox', () => {
  it('[LIST-1] is whole after the first load, in order, and follows what happens', async () => {
    const world = createWorld();
    const ids = ['bob', 'cat', 'dan', 'eve', 'fay'].map((name) => world.server.start('ann', name).id);
    for (const [i, id] of ids.entries()) {
      world.clock.now += 60_000;
      world.server.send(['bob', 'cat', 'dan', 'eve', 'fay'][i] ?? '', id, { clientId: key(i), content: 'hi' });
    }
    const tab = await new Device(world, 'ann').open();
    const inbox = tab.client.conversations.open({ filter: 'all' });
    expect(inbox.getSnapshot()).toMatchObject({ items: [], loading: true });
    await world.clock.until(tab.isLive);
    const shown = () => inbox.getSnapshot().items.map((item) => ids.indexOf(item.conversation.id));
    expect(shown()).toEqual([4, 3, 2, 1, 0]);
    expect(inbox.getSnapshot()).toMatchObject({ hasMore: false, loading: false });
    expect(tab.notices).toEqual([]);
    world.clock.now += 60_000;
    world.server.send('cat', ids[1] ?? '', { clientId: key(100), content: 'again' });
    await world.clock.advance(100);
    expect(shown()).toEqual([1, 4, 3, 2, 0]);
    void tab.client.conversations.patch(ids[0] ?? '', { isPinned: true });
    await world.clock.advance(0);
    expect(shown()).toEqual([0, 1, 4, 3, 2]);
    const search = tab.client.conversations.open({ filter: 'all', q: 'DÄN' });
    await world.clock.advance(100);
    expect(search.getSnapshot().items.map((item) => ids.indexOf(item.conversation.id))).toEqual([2]);
  });

  it('[LIST-1] of somebody without conversations is empty after the first load, and loads no longer', async () => {
    const world = createWorld();
    const tab = new Tab(new Device(world, 'ann'), {});
    const inbox = tab.client.conversations.open({ filter: 'all' });
    expect(inbox.getSnapshot().loading).toBe(true);
    void tab.client.start();
    await settle();
    await world.clock.until(tab.isLive);
    expect(inbox.getSnapshot()).toMatchObject({ items: [], loading: false });
  });

  it('[LIST-2] keeps the identity of what did not change', async () => {
    const { tab, say, clock } = await longThread(1);
    const inbox = tab.client.conversations.open({ filter: 'all' });
    const before = inbox.getSnapshot();
    tab.client.drafts.set('new:zoe', 'x');
    expect(inbox.getSnapshot()).toBe(before);
    say(2);
    await clock.advance(100);
    expect(inbox.getSnapshot()).not.toBe(before);
  });

  it('[LIST-3] a setting that the server refuses comes back as it was', async () => {
    const { id, tab, network, clock } = await longThread(1);
    network.override = (line) =>
      line.startsWith('PATCH') ? { status: 403, text: JSON.stringify({ code: 'forbidden', detail: 'no' }) } : null;
    const patched = expect(tab.client.conversations.patch(id, { isPinned: true })).rejects;
    const told = patched.toMatchObject({ code: 'forbidden' });
    const isPinned = () =>
      tab.client.conversations.open({ filter: 'all' }).getSnapshot().items[0]?.conversation.isPinned;
    await clock.advance(0);
    expect(isPinned()).toBe(true);
    await clock.advance(100);
    await told;
    expect(isPinned()).toBe(false);
  });

  it('[LIST-4] a conversation hidden on another device goes, and its return is seen', async () => {
    const { id, tab, server, clock } = await longThread(1);
    const inbox = tab.client.conversations.open({ filter: 'all' });
    server.remove('ann', id);
    await clock.advance(1_000);
    expect(inbox.getSnapshot().items).toEqual([]);
    const mine = server.rooms.get(id)?.mine.get('ann');
    if (mine) mine.isRemoved = false;
    server.send('bob', id, { clientId: key(50), content: 'back' });
    await clock.advance(1_000);
    expect(inbox.getSnapshot().items).toMatchObject([{ conversation: { lastMessage: { content: 'back' } } }]);
  });

  it('[LIST-5] a conversation somebody starts with me appears with its first message and is told', async () => {
    const { tab, server, clock } = await longThread(1);
    const { id } = server.start('zoe', 'ann');
    server.send('zoe', id, { clientId: key(70), content: 'hello ann' });
    await clock.advance(1_000);
    const { items } = tab.client.conversations.open({ filter: 'unread' }).getSnapshot();
    expect(items.map((item) => item.conversation.lastMessage?.content)).toContain('hello ann');
    expect(tab.notices).toMatchObject([{ message: { content: 'hello ann' } }]);
  });

  it('[LIST-6] finds the conversation with somebody without a network, an archived one too, and nobody else’s', async () => {
    const { id, tab, network, clock } = await longThread(1);
    const withPerson = async (participantId: string) =>
      (await tab.client.getUserConversations({ participantId })).items.map((each) => each.id);
    void tab.client.conversations.patch(id, { isArchived: true });
    await clock.advance(1_000);
    network.isDown = true;
    expect(await withPerson('bob')).toEqual([id]);
    const unknown = withPerson('zoe');
    const failed = expect(unknown).rejects.toMatchObject({ code: 'unavailable' });
    await clock.advance(60_000);
    await failed;
  });
});

describe('drafts', () => {
  it('[DRAFT-1] are there at once, stored within 200 ms and told after two quiet seconds', async () => {
    const { id, tab, device, server, clock } = await longThread(1);
    tab.client.drafts.set(id, 'half a th');
    expect(await tab.client.drafts.get(id)).toBe('half a th');
    await clock.advance(250);
    tab.crash();
    const again = await device.open();
    expect(await again.client.drafts.get(id)).toBe('half a th');
    again.client.drafts.set(id, 'half a thought');
    await clock.advance(1_900);
    expect(server.get('ann', id).draft).toBeNull();
    await clock.advance(500);
    expect(server.get('ann', id).draft?.content).toBe('half a thought');
  });

  it('[DRAFT-1] are stored at once when the page is hidden, which may be the last that is heard of it', async () => {
    const { id, tab, device } = await longThread(1);
    tab.client.drafts.set(id, 'half a th');
    tab.platform.wake('hidden');
    await settle();
    tab.crash();
    const again = await device.open();
    expect(await again.client.drafts.get(id)).toBe('half a th');
  });

  it("[DRAFT-2] another device's draft is taken unless something newer is typed here", async () => {
    const { id, tab, server, clock } = await longThread(1);
    server.patch('ann', id, { draft: { content: 'from the phone', replyToId: null, updatedAt: '' } });
    await clock.advance(1_000);
    expect(await tab.client.drafts.get(id)).toBe('from the phone');
    tab.client.drafts.set(id, 'from here');
    server.patch('ann', id, { draft: { content: 'late', replyToId: null, updatedAt: '' } });
    await clock.advance(1_000);
    expect(await tab.client.drafts.get(id)).toBe('from here');
    await clock.advance(3_000);
    expect(server.get('ann', id).draft?.content).toBe('from here');
    tab.client.drafts.set(id, '');
    await clock.advance(3_000);
    expect(server.get('ann', id).draft).toBeNull();
  });

  it('[DRAFT-1] one that was sent or thrown away is taken back from the other devices at once', async () => {
    const { id, tab, server, clock } = await longThread(1);
    tab.client.drafts.set(id, 'sent in a moment');
    await clock.advance(3_000);
    expect(server.get('ann', id).draft?.content).toBe('sent in a moment');
    tab.client.drafts.set(id, '');
    await clock.advance(300);
    expect(server.get('ann', id).draft).toBeNull();
  });

  it('[DRAFT-3] begun before the conversation existed move into it', async () => {
    const { tab, clock } = await longThread(1);
    tab.client.drafts.set('new:zoe', 'first words');
    await clock.advance(300);
    const started = tab.client.startConversation('zoe');
    await clock.advance(100);
    const { id } = await started;
    expect(await tab.client.drafts.get(id)).toBe('first words');
    expect(await tab.client.drafts.get('new:zoe')).toBe('');
  });
});

describe('a server that went back in time', () => {
  it('[CATCH-4] is taken as it is, own sends of the day are offered again, unsent text stays', async () => {
    const world = createWorld();
    const { id } = world.server.start('ann', 'bob');
    const [ann, bob] = [new Device(world, 'ann'), new Device(world, 'bob')];
    const [annTab, bobTab] = [await ann.open(), await bob.open()];
    await world.clock.until(() => annTab.isLive() && bobTab.isLive());
    for (const content of ['a1', 'a2', 'a3', 'a4']) await annTab.client.sendMessage(id, { content });
    await world.clock.advance(2_000);
    await bobTab.client.sendMessage(id, { content: 'b1' });
    await world.clock.advance(2_000);
    annTab.client.drafts.set('new:zoe', 'unsent');
    world.network.isDown = true;
    world.network.cut();
    world.server.restore(3);
    await annTab.client.sendMessage(id, { content: 'a5' });
    world.network.isDown = false;
    await world.clock.advance(120_000);
    const truth = world.server.rooms.get(id)?.messages.map((one) => one.content) ?? [];
    expect([...truth].sort()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'b1']);
    for (const tab of [annTab, bobTab]) {
      const view = await tab.wholeThread(id);
      expect(view.messages.map((one) => one.content)).toEqual(truth);
      expect(tab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
    }
    expect(await annTab.client.drafts.get('new:zoe')).toBe('unsent');
  });
});
