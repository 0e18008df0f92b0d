import { describe, expect, it } from 'vitest';
import { memoryStorage } from './storage/memory.ts';
import type { Storage } from './storage/storage.ts';
import { ownByLease } from './tabs/lease.ts';
import { seededRandom, TestClock, TestPlatform } from './testing/clock.ts';
import { createWorld, Device } from './testing/device.ts';

const YEARS = 10 * 365 * 24 * 60 * 60_000;
const key = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const texts = (view: { messages: readonly { content: string | null }[] }) => view.messages.map((one) => one.content);

/** Ann's device in a conversation with bob that has `count` messages of his. */
async function annWith(count: number, sizes = {}) {
  const world = createWorld(1, sizes);
  const { id } = world.server.start('ann', 'bob');
  const say = (n: number, content = `m${n}`) => world.server.send('bob', id, { clientId: key(n), content });
  for (let n = 1; n <= count; n++) say(n);
  const device = new Device(world, 'ann');
  return { ...world, id, device, say };
}

/** A store whose writes fail from some moment on, as a full disk's do. */
function fillingUp(inner: Storage = memoryStorage()) {
  const state = { isFull: false };
  const refused = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
  const storage: Storage = { ...inner, write: (work) => (state.isFull ? refused() : inner.write(work)) };
  return { storage, state, inner };
}

describe('much written without a connection', () => {
  it('[OUT-1] beyond a thousand messages that wait the next one is refused, and none of them is lost', async () => {
    const { id, device, clock, server } = await annWith(0);
    const tab = await device.open();
    await clock.until(tab.isLive);
    tab.platform.wake('offline');
    const keys = Array.from({ length: 1_001 }, () => crypto.randomUUID());
    const write = (n: number) => tab.client.sendMessage(id, { content: `w${n}`, clientId: keys[n - 1] ?? '' });
    for (let n = 1; n <= 1_000; n++) await write(n);
    await expect(write(1_001)).rejects.toMatchObject({ origin: 'client', code: 'overloaded' });
    // What waits already is no further one.
    await expect(write(500)).resolves.toMatchObject({ clientId: keys[499] });
    tab.platform.wake('online');
    await clock.until(() => server.rooms.get(id)?.messages.length === 1_000, 600_000);
    await write(1_001);
    await clock.until(() => server.rooms.get(id)?.messages.length === 1_001, 60_000);
  });
});

describe('a full disk', () => {
  it('[STORE-4] hides no message that was stored before: what is not in memory is fetched again', async () => {
    const { id, device, clock, say } = await annWith(380);
    const { storage, state } = fillingUp();
    const tab = await device.open({ storage });
    await clock.until(tab.isLive);
    expect((await tab.wholeThread(id)).messages.length).toBe(380);
    state.isFull = true;
    const open = tab.client.messages.open(id);
    await clock.advance(1_000);
    say(381);
    await clock.advance(3_000);
    expect(tab.notices).toContainEqual({ kind: 'storage-unavailable' });
    expect(texts(open.getSnapshot()).at(-1)).toBe('m381');
    expect(open.getSnapshot().messages.length).toBeGreaterThanOrEqual(50);
    const whole = await tab.wholeThread(id);
    expect(texts(whole)).toEqual(Array.from({ length: 381 }, (_, n) => `m${n + 1}`));
  });

  it('[TELL-3] lets nothing count as delivered that is not stored, and reading still counts', async () => {
    const { id, device, clock, server, say } = await annWith(1);
    const { storage, state } = fillingUp();
    const tab = await device.open({ storage });
    await clock.until(tab.isLive);
    await clock.advance(3_000);
    expect(server.get('ann', id).deliveredSeq).toBe(1);
    state.isFull = true;
    say(2);
    await clock.advance(70_000);
    expect(server.get('ann', id).deliveredSeq).toBe(1);
    expect(tab.client.unread.getSnapshot().messages).toBe(2);
    tab.client.messages.open(id).markRead(2);
    await clock.advance(3_000);
    expect(server.get('ann', id)).toMatchObject({ deliveredSeq: 2, readSeq: 2 });
  });

  it('[OUT-3] in the middle of a confirmation neither loses nor doubles the message', async () => {
    const { id, device, clock, server } = await annWith(0);
    const { storage, state, inner } = fillingUp();
    const tab = await device.open({ storage });
    await clock.until(tab.isLive);
    const { committed } = await tab.client.sendMessage(id, { content: 'once' });
    await clock.until(() => server.sends === 1, 5_000);
    state.isFull = true;
    await clock.advance(2_000);
    expect((await committed).content).toBe('once');
    expect(tab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
    expect(texts(await tab.wholeThread(id))).toEqual(['once']);
    tab.crash();
    const again = await device.open({ storage: inner });
    await clock.until(again.isLive);
    await clock.advance(5_000);
    expect(server.rooms.get(id)?.messages.length).toBe(1);
    expect(again.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
    expect(texts(await again.wholeThread(id))).toEqual(['once']);
  });

  it('[TAB-1] in a tab that does not send for all makes it send for itself, and frees the queue of the others', async () => {
    const { id, device, clock, server } = await annWith(0);
    const [first, second] = [fillingUp(device.storage), fillingUp(device.storage)];
    const owner = await device.open({ storage: first.storage });
    const other = await device.open({ storage: second.storage });
    await clock.until(() => owner.isLive() && other.isLive());
    second.state.isFull = true;
    await other.client.sendMessage(id, { content: 'from memory' });
    await clock.advance(2_000);
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['from memory']);
    const third = await device.open();
    await clock.until(third.isLive);
    first.state.isFull = true;
    await owner.client.sendMessage(id, { content: 'from memory as well' });
    await third.client.sendMessage(id, { content: 'from the disk' });
    await clock.advance(5_000);
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toContain('from the disk');
    expect(server.rooms.get(id)?.messages.length).toBe(3);
  });
});

/** A store that some moment on cannot even be read, as one that was evicted. */
function goingAway(inner: Storage = memoryStorage()) {
  const state = { isGone: false };
  const refused = () => Promise.reject(new DOMException('The database is closing.', 'InvalidStateError'));
  const storage: Storage = {
    ...inner,
    read: (work) => (state.isGone ? refused() : inner.read(work)),
    write: (work) => (state.isGone ? refused() : inner.write(work)),
  };
  return { storage, state };
}

describe('a store that is evicted while the app runs', () => {
  it('[STORE-4] [OUT-2] loses nothing that waits to be sent, and keeps its order', async () => {
    const { id, device, clock, server } = await annWith(3);
    const { storage, state } = goingAway();
    const tab = await device.open({ storage });
    await clock.until(tab.isLive);
    tab.platform.wake('offline');
    const sends = [];
    for (const content of ['one', 'two', 'three']) sends.push(await tab.client.sendMessage(id, { content }));
    state.isGone = true;
    tab.platform.wake('online');
    await clock.advance(10_000);
    expect(
      server.rooms
        .get(id)
        ?.messages.slice(3)
        .map((one) => one.content),
    ).toEqual(['one', 'two', 'three']);
    expect((await sends[1]?.committed)?.content).toBe('two');
    expect(tab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
    expect(tab.notices).toContainEqual({ kind: 'storage-unavailable' });
    expect(texts(await tab.wholeThread(id))).toEqual(['m1', 'm2', 'm3', 'one', 'two', 'three']);
  });

  it('[STORE-4] keeps what is shown of the inbox, and catches up', async () => {
    const { id, device, clock, say } = await annWith(120);
    const { storage, state } = goingAway();
    const tab = await device.open({ storage });
    await clock.until(tab.isLive);
    state.isGone = true;
    say(121);
    await clock.advance(3_000);
    expect(texts(await tab.wholeThread(id)).length).toBe(121);
    expect(tab.client.conversations.open({ filter: 'all' }).getSnapshot().items.length).toBe(1);
  });
});

describe('a clock that jumps', () => {
  it.each([YEARS, -YEARS])('[OUT-9] by %d ms while the device is off fails nothing that waits', async (jump) => {
    const { id, device, clock, server } = await annWith(0);
    const tab = await device.open();
    await clock.until(tab.isLive);
    tab.platform.wake('offline');
    await tab.client.sendMessage(id, { content: 'patient' });
    tab.crash();
    device.skewMs = jump;
    const again = await device.open();
    await clock.until(again.isLive);
    await clock.advance(5_000);
    expect(again.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['patient']);
  });

  it.each([YEARS, -YEARS])(
    '[OUT-9] by %d ms before a message is written offline does not make it too old',
    async (jump) => {
      const { id, device, clock, server } = await annWith(0);
      const tab = await device.open();
      await clock.until(tab.isLive);
      tab.crash();
      device.skewMs = jump;
      const again = await device.open();
      again.platform.wake('offline');
      await again.client.sendMessage(id, { content: 'written in another age' });
      device.skewMs = 0;
      again.platform.skewMs = 0;
      again.platform.wake('online');
      await clock.advance(10_000);
      expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['written in another age']);
    },
  );

  it('[OUT-9] that was never compared with the server’s does not make too old what is written by it', async () => {
    const { id, device, clock, server } = await annWith(0);
    const tab = await device.open();
    await clock.until(tab.isLive);
    tab.crash();
    await device.storage.write(async (tx) => {
      for (const key of ['config', 'offset']) await tx.delete('meta', key);
    });
    device.skewMs = -YEARS;
    const again = await device.open();
    again.platform.wake('offline');
    await again.client.sendMessage(id, { content: 'ten years ago' });
    again.platform.wake('online');
    await clock.advance(10_000);
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['ten years ago']);
  });

  it('[OUT-9] and one that was not: what was written offline a month ago and not sent since is too old', async () => {
    const { id, device, clock, server } = await annWith(0);
    const tab = await device.open();
    await clock.until(tab.isLive);
    tab.crash();
    const offline = await device.open();
    offline.platform.wake('offline');
    await offline.client.sendMessage(id, { content: 'last month' });
    offline.crash();
    clock.now += 31 * 24 * 60 * 60_000;
    const again = await device.open();
    await clock.advance(10_000);
    expect(again.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 1 });
    expect(server.rooms.get(id)?.messages).toEqual([]);
  });

  it.each([YEARS, -YEARS])(
    '[OUT-4] by %d ms while a message waits for its next attempt does not stop the queue',
    async (jump) => {
      const { id, device, clock, server } = await annWith(0);
      const tab = await device.open();
      await clock.until(tab.isLive);
      server.refuse('rate_limited', 5);
      await tab.client.sendMessage(id, { content: 'slow' });
      await clock.advance(1_000);
      tab.platform.skewMs = jump;
      await clock.advance(30_000);
      expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['slow']);
    },
  );

  it('[CATCH-4] of ten years does not hide the own sends of the day from a server that lost them', async () => {
    const { id, device, clock, network, server } = await annWith(0);
    const tab = await device.open();
    await clock.until(tab.isLive);
    await tab.client.sendMessage(id, { content: 'lost by the server' });
    await clock.advance(3_000);
    tab.crash();
    server.restore(1);
    device.skewMs = YEARS;
    network.cut();
    const again = await device.open();
    await clock.until(again.isLive);
    await clock.advance(5_000);
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['lost by the server']);
  });
});

describe('a store that gives back junk', () => {
  it('[STORE-5] fetches again what it cannot read, and hides no message', async () => {
    const { id, device, clock } = await annWith(60);
    const tab = await device.open();
    await clock.until(tab.isLive);
    expect((await tab.wholeThread(id)).messages.length).toBe(60);
    await clock.advance(1_000);
    tab.crash();
    await device.storage.write(async (tx) => {
      for (const seq of [3, 20, 58, 60]) await tx.putMessage(id, seq, seq % 2 ? { seq } : null);
    });
    const again = await device.open();
    await clock.until(again.isLive);
    await clock.advance(5_000);
    expect(texts(await again.wholeThread(id)).length).toBe(60);
  });

  it('[STORE-5] loads anew a conversation whose row it cannot read', async () => {
    const { id, device, clock } = await annWith(60);
    const tab = await device.open();
    await clock.until(tab.isLive);
    expect((await tab.wholeThread(id)).messages.length).toBe(60);
    await clock.advance(1_000);
    tab.crash();
    await device.storage.write(async (tx) => {
      await tx.put('conversations', id, 'junk');
      await tx.putMessage(id, 3, 'junk');
    });
    const again = await device.open();
    await clock.until(again.isLive);
    await clock.advance(5_000);
    // Gone before anybody looked there.
    expect(await device.stored(id)).not.toContain('"junk"');
    expect(texts(await again.wholeThread(id)).length).toBe(60);
    expect(again.client.unread.getSnapshot().messages).toBe(60);
  });
});

describe('tabs that do not agree', () => {
  it('[TAB-2] a tab that sleeps with the queue in its hands loses it to the one somebody looks at', async () => {
    const { id, device, clock, server } = await annWith(0);
    const sleeper = await device.open();
    const awake = await device.open();
    await clock.until(() => sleeper.isLive() && awake.isLive());
    sleeper.platform.freeze();
    const { committed } = await awake.client.sendMessage(id, { content: 'now, please' });
    await clock.advance(30_000);
    expect((await committed).content).toBe('now, please');
    await clock.advance(60 * 60_000);
    sleeper.platform.thaw();
    sleeper.platform.wake('visible');
    await clock.advance(30_000);
    await sleeper.client.sendMessage(id, { content: 'good morning' });
    await clock.advance(5_000);
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['now, please', 'good morning']);
    for (const tab of [sleeper, awake]) {
      expect(tab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
      expect(texts(await tab.wholeThread(id))).toEqual(['now, please', 'good morning']);
    }
  });

  it('[TAB-1] an entry that another tab failed stays visible as failed where both believe they send', async () => {
    const { id, device, clock, server, network } = await annWith(0);
    device.isOwnedByAll = true;
    const [first, second] = [await device.open(), await device.open()];
    const tabs = [first, second];
    await clock.until(() => tabs.every((tab) => tab.isLive()));
    network.faults.delay = [100, 900];
    server.refuse('not_allowed');
    const { clientId } = await first.client.sendMessage(id, { content: 'no' });
    await clock.advance(10_000);
    const ends = server.rooms.get(id)?.messages.length ?? 0;
    for (const tab of tabs) {
      const { failed, queued } = tab.client.outbox.getSnapshot();
      expect([queued, failed + ends]).toEqual([0, 1]);
    }
    expect(clientId).not.toBe('');
  });

  it('[TAB-7] a holder of the lease that slept too long knows that it lost it', async () => {
    const clock = new TestClock();
    const values = new Map<string, string>();
    const store = {
      getItem: (name: string) => values.get(name) ?? null,
      setItem: (name: string, value: string) => void values.set(name, value),
      removeItem: (name: string) => void values.delete(name),
    };
    const owners = new Set<number>();
    const platforms = [1, 2].map((seed) => new TestPlatform(clock, seededRandom(seed)));
    for (const [i, platform] of platforms.entries()) {
      ownByLease(store, platform, 'x', { onOwned: () => owners.add(i), onLost: () => owners.delete(i) });
    }
    await clock.advance(20_000);
    const [first = 0] = owners;
    platforms[first]?.freeze();
    await clock.advance(60_000);
    platforms[first]?.thaw();
    await clock.advance(20_000);
    expect([...owners]).toEqual([1 - first]);
  });
});
