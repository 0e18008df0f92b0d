import { describe, expect, it } from 'vitest';
import { createWorld, Device } from './testing/device.ts';
import { Refusal } from './testing/refusal.ts';

const key = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const texts = (view: { messages: readonly { content: string | null }[] }) => view.messages.map((one) => one.content);

async function annLive(getToken: () => string = () => 'ann') {
  const world = createWorld();
  const { id } = world.server.start('ann', 'bob');
  const device = new Device(world, 'ann');
  const tab = await device.open({ getToken });
  await world.clock.until(tab.isLive);
  const sent = () => world.server.rooms.get(id)?.messages.map((one) => one.content) ?? [];
  return { ...world, id, device, tab, sent };
}

describe('sends on a bad way', () => {
  it('[OUT-4] keep their order and their number while the connection flaps and answers are lost', async () => {
    const { id, tab, clock, network, sent } = await annLive();
    network.faults = { lostRequests: 0.3, lostAnswers: 0.4, lostEvents: 0.5, doubledEvents: 0.3, delay: [5, 700] };
    const given = Array.from({ length: 12 }, (_, n) => `m${n}`);
    for (const [n, content] of given.entries()) {
      await tab.client.sendMessage(id, { content });
      if (n % 3 === 1) network.cut('ann');
      await clock.advance(400);
    }
    await clock.until(() => tab.client.outbox.getSnapshot().queued === 0, 20 * 60_000);
    expect(sent()).toEqual(given);
    expect(tab.client.outbox.getSnapshot().failed).toBe(0);
  });

  it('[CATCH-5] answers that are lost on a connection that stands cost less than ten seconds', async () => {
    const { id, tab, clock, network, sent } = await annLive();
    network.faults.lostAnswers = 1;
    network.cut('ann');
    await clock.until(() => tab.client.connection.getSnapshot().state === 'catching-up');
    await tab.client.sendMessage(id, { content: 'said' });
    await tab.client.sendMessage(id, { content: 'said next' });
    await clock.advance(100);
    expect(sent()).toEqual(['said']);
    network.faults.lostAnswers = 0;
    await clock.advance(9_000);
    expect(tab.isLive()).toBe(true);
    expect(sent()).toEqual(['said', 'said next']);
    expect(tab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
  });

  it('[CONN-2] a token that ends between two messages is replaced, and nothing fails', async () => {
    let n = 0;
    const { id, tab, clock, network, sent } = await annLive(() => `ann#${++n}`);
    await tab.client.sendMessage(id, { content: 'before' });
    await clock.advance(2_000);
    network.refused.add('ann#1');
    await tab.client.sendMessage(id, { content: 'after' });
    await clock.advance(10_000);
    expect(sent()).toEqual(['before', 'after']);
    expect(tab.isLive()).toBe(true);
    expect(tab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
    expect(n).toBe(2);
  });

  it('[CONN-4] a host that never answers for a token does not hold everything up for ever', async () => {
    const world = createWorld();
    const { id } = world.server.start('ann', 'bob');
    let asked = 0;
    const never = new Promise<string>(() => undefined);
    const tab = await new Device(world, 'ann').open({ getToken: () => (++asked === 1 ? never : 'ann') });
    await tab.client.sendMessage(id, { content: 'held up' });
    await world.clock.advance(120_000);
    expect(tab.isLive()).toBe(true);
    expect(world.server.rooms.get(id)?.messages.length).toBe(1);
  });

  it('[CONN-3] a server that drains is left alone as long as it says, and what is sent meanwhile goes once', async () => {
    const { id, tab, clock, network, server, sent } = await annLive();
    network.emit('ann', 'server:drain', { retryAfter: 20 });
    await clock.advance(10);
    network.isDown = true;
    network.cut('ann');
    await tab.client.sendMessage(id, { content: 'patient' });
    const sockets = () => network.log.filter((line) => line === 'SOCKET').length;
    const before = sockets();
    await clock.advance(9_000);
    expect(sockets()).toBe(before);
    network.isDown = false;
    await clock.until(tab.isLive, 60_000);
    await clock.advance(60_000);
    expect(sent()).toEqual(['patient']);
    expect(server.sends).toBe(1);
  });

  it('[CONN-3] a server with too much to do is asked later what it would not answer: who is here, and who types', async () => {
    const { id, tab, clock, network } = await annLive();
    const asked: string[] = [];
    let isBusy = true;
    network.overrideAck = (name) => {
      if (!name.endsWith(':watch')) return undefined;
      asked.push(name);
      return isBusy ? { ok: false, error: { code: 'overloaded', detail: 'Busy.', retryAfter: 3 } } : undefined;
    };
    const presence = tab.client.presence.watch(['bob']);
    const thread = tab.client.messages.open(id);
    await clock.advance(2_900);
    expect(asked.sort()).toEqual(['conversation:watch', 'presence:watch']);
    isBusy = false;
    await clock.advance(30_000);
    expect(asked.sort()).toEqual(['conversation:watch', 'conversation:watch', 'presence:watch', 'presence:watch']);
    presence.close();
    thread.close();
  });

  it('[OUT-5] a refusal with a word that this version does not know fails the message instead of blocking those behind it', async () => {
    const { id, tab, clock, network, server, sent } = await annLive();
    server.refuse('not_allowed');
    network.overrideAck = (name) =>
      name === 'message:send' ? { ok: false, error: { code: 'weather', detail: 'It rains.' } } : undefined;
    const first = await tab.client.sendMessage(id, { content: 'no' });
    await clock.advance(1_000);
    network.overrideAck = null;
    await tab.client.sendMessage(id, { content: 'yes' });
    await clock.advance(5_000);
    expect(sent()).toEqual(['yes']);
    await expect(first.committed).rejects.toMatchObject({ origin: 'server', retry: 'never' });
  });

  it('[CATCH-4] after a restore what the server lost goes before what was never sent', async () => {
    const { id, tab, clock, server, sent } = await annLive();
    for (const content of ['one', 'two', 'three']) await tab.client.sendMessage(id, { content });
    await clock.advance(5_000);
    tab.platform.wake('offline');
    server.restore(2);
    for (const content of ['four', 'five']) await tab.client.sendMessage(id, { content });
    tab.platform.wake('online');
    await clock.advance(120_000);
    // `four` had left before the answer told of the restore.
    expect(sent()).toEqual(['one', 'four', 'two', 'three', 'five']);
  });

  it('[TELL-3] after a restore nothing that was read or stored before counts for what stands there now', async () => {
    const { id, tab, clock, network, server } = await annLive();
    for (let n = 1; n <= 5; n++) server.send('bob', id, { clientId: key(n), content: `m${n}` });
    await clock.advance(100);
    network.isDown = true;
    network.cut();
    tab.client.messages.open(id).markRead(5);
    await clock.advance(10);
    server.restore(5);
    for (let n = 1; n <= 5; n++) server.send('bob', id, { clientId: key(10 + n), content: `other ${n}` });
    network.isDown = false;
    await clock.until(tab.isLive);
    await clock.advance(10_000);
    expect(server.get('ann', id)).toMatchObject({ readSeq: 0, deliveredSeq: 5 });
    expect(tab.client.unread.getSnapshot().messages).toBe(5);
  });
});

describe('what makes no sense', () => {
  it('[CONN-4] as an event is ignored, and the minute brings what it would have told', async () => {
    const { id, tab, clock, network, server } = await annLive();
    const thread = tab.client.messages.open(id);
    network.faults.lostEvents = 1;
    server.send('bob', id, { clientId: key(1), content: 'told badly' });
    network.faults.lostEvents = 0;
    const garbage: unknown[] = [null, 7, 'x', [], { message: null }, { message: { id: 1 } }, { conversationId: id }];
    for (const payload of garbage)
      for (const name of ['message:new', 'message:deleted', 'presence', 'no:such', '__proto__'])
        network.emit('ann', name, payload);
    await clock.advance(61_000);
    expect(texts(thread.getSnapshot())).toEqual(['told badly']);
    expect(tab.isLive()).toBe(true);
  });

  it.each([null, 'x', { ok: true }, { ok: true, data: { message: {} } }, { ok: 'maybe' }])(
    '[OUT-4] as an acknowledgement (%j) leaves the outcome open: asked again, sent once',
    async (answer) => {
      const { id, tab, clock, network, sent } = await annLive();
      network.faults.lostEvents = 1;
      network.overrideAck = (name) => (name === 'message:send' ? answer : undefined);
      await tab.client.sendMessage(id, { content: 'once' });
      await clock.advance(3_000);
      network.overrideAck = null;
      await clock.advance(60_000);
      expect(sent()).toEqual(['once']);
      expect(tab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
    },
  );
});

describe('after the connection came back', () => {
  it('[WATCH-1] those who are watched are watched again, and those who are not are forgotten', async () => {
    const { tab, clock, network } = await annLive();
    const watch = tab.client.presence.watch(['bob']);
    await clock.advance(100);
    expect(watch.getSnapshot().get('bob')?.status).toBe('online');
    network.cut('ann');
    await clock.advance(0);
    expect(watch.getSnapshot().size).toBe(0);
    await clock.until(tab.isLive);
    await clock.advance(100);
    expect(watch.getSnapshot().get('bob')?.status).toBe('online');
    watch.close();
    await clock.advance(100);
    network.faults.lostRequests = 1;
    expect(tab.client.presence.watch(['bob']).getSnapshot().size).toBe(0);
  });

  it('[CATCH-2] a first load that was cut goes on where it stood', async () => {
    const world = createWorld();
    const ids = ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((other) => world.server.start('ann', other).id);
    for (const [n, id] of ids.entries()) {
      world.server.send(['b', 'c', 'd', 'e', 'f', 'g', 'h'][n] ?? '', id, { clientId: key(n), content: `m${n}` });
    }
    const given: (string | undefined)[] = [];
    const { sync } = world.server;
    world.server.sync = (userId, cursor) => {
      given.push(cursor);
      if (given.length === 3) throw new Refusal('overloaded');
      return sync.call(world.server, userId, cursor);
    };
    const device = new Device(world, 'ann');
    const tab = await device.open();
    await world.clock.until(() => given.length === 3);
    tab.crash();
    const again = await device.open();
    await world.clock.until(again.isLive);
    expect(given[3]).toBe(given[2]);
    expect(again.client.unread.getSnapshot()).toMatchObject({ messages: 7, conversations: 7 });
    expect(again.notices).toEqual([]);
  });

  it('[CATCH-2] one that goes on later ends with what came since it was cut', async () => {
    const world = createWorld();
    const others = ['b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const ids = others.map((other) => world.server.start('ann', other).id);
    const sendAll = (round: number) => {
      for (const [n, id] of ids.entries()) {
        world.server.send(others[n] ?? '', id, { clientId: key(round * 10 + n), content: `m${round} ${n}` });
      }
    };
    sendAll(0);
    let asked = 0;
    const { sync } = world.server;
    world.server.sync = (userId, cursor) => {
      asked += 1;
      if (asked === 3) throw new Refusal('overloaded');
      return sync.call(world.server, userId, cursor);
    };
    const device = new Device(world, 'ann');
    const tab = await device.open();
    await world.clock.until(() => asked === 3);
    tab.crash();
    sendAll(1);
    const again = await device.open();
    await world.clock.until(again.isLive);
    expect(again.client.unread.getSnapshot()).toMatchObject({ messages: 14, conversations: 7 });
  });
});

describe('as time goes by', () => {
  it('[THREAD-3] an open thread and its conversation hold a bounded part, however much arrives', async () => {
    const { id, tab, clock, server } = await annLive();
    const thread = tab.client.messages.open(id);
    await clock.advance(10);
    for (let n = 1; n <= 2_500; n++) {
      server.send('bob', id, { clientId: key(n), content: `m${n}` });
      if (n % 50 === 0) await clock.advance(5);
    }
    await clock.advance(5_000);
    const { messages, hasBefore } = thread.getSnapshot();
    expect(messages.at(-1)?.content).toBe('m2500');
    expect(hasBefore).toBe(true);
    expect(messages.length).toBeLessThanOrEqual(801);
    expect(tab.client.unread.getSnapshot().messages).toBe(100);
  }, 20_000);

  it('[TELL-6] marks of a large inbox are told a few at a time, and wait when the server asks for it', async () => {
    const world = createWorld(1, { firstLoad: 50 });
    const others = Array.from({ length: 60 }, (_, n) => `p${n}`);
    for (const [n, other] of others.entries()) {
      world.server.send(other, world.server.start('ann', other).id, { clientId: key(n), content: 'x' });
    }
    const told = () => world.network.log.filter((line) => line === 'message:delivered').length;
    const refused = { ok: false, error: { code: 'rate_limited', detail: 'Slower.', retryAfter: 10 } };
    world.network.overrideAck = (name) => (name === 'message:delivered' ? refused : undefined);
    const tab = await new Device(world, 'ann').open();
    await world.clock.until(tab.isLive);
    await world.clock.advance(9_000);
    expect(told()).toBeLessThanOrEqual(8);
    world.network.overrideAck = null;
    await world.clock.advance(60_000);
    const ids = [...world.server.rooms.keys()];
    expect(ids.map((id) => world.server.get('ann', id).deliveredSeq)).toEqual(ids.map(() => 1));
    expect(told()).toBeLessThan(2 * others.length);
  });

  it('[BADGE-3] a mute that ends lets its messages count again', async () => {
    const { id, tab, clock, server } = await annLive();
    server.send('bob', id, { clientId: key(1), content: 'hey' });
    server.patch('ann', id, { mutedUntil: new Date(clock.now + 90_000).toISOString() });
    await clock.advance(1_000);
    const seen: number[] = [];
    tab.client.unread.subscribe(() => seen.push(tab.client.unread.getSnapshot().messages));
    expect(tab.client.unread.getSnapshot().messages).toBe(0);
    await clock.advance(160_000);
    expect(seen.at(-1)).toBe(1);
  });
});
