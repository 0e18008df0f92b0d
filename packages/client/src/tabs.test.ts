import { describe, expect, it } from 'vitest';
import { memoryStorage } from './storage/memory.ts';
import type { Storage } from './storage/storage.ts';
import { ownByLease } from './tabs/lease.ts';
import { seededRandom, settle, TestClock, TestPlatform } from './testing/clock.ts';
import { createWorld, Device } from './testing/device.ts';

async function twoTabs() {
  const world = createWorld();
  const { id } = world.server.start('ann', 'bob');
  const device = new Device(world, 'ann');
  const [first, second] = [await device.open(), await device.open()];
  await world.clock.until(() => first.isLive() && second.isLive());
  return { ...world, id, device, first, second };
}

describe('several tabs', () => {
  it('[TAB-1] one tab sends for all, and what it confirms is confirmed in the others', async () => {
    const { id, first, second, clock, server, network } = await twoTabs();
    network.faults.lostEvents = 1;
    const thread = second.client.messages.open(id);
    await clock.advance(100);
    const states: string[] = [];
    thread.subscribe(() => {
      const { messages, pending } = thread.getSnapshot();
      states.push(`${messages.length}+${pending.length}`);
    });
    const { committed } = await second.client.sendMessage(id, { content: 'from the second' });
    await clock.advance(1_000);
    expect((await committed).content).toBe('from the second');
    expect(server.sends).toBe(1);
    expect(thread.getSnapshot()).toMatchObject({ messages: [{ content: 'from the second' }], pending: [] });
    expect(first.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
    // Never nowhere and never twice.
    expect(new Set(states)).toEqual(new Set(['0+1', '1+0']));
  });

  it('[TAB-2] when the owner dies another tab sends', async () => {
    const { id, first, second, clock, server, network } = await twoTabs();
    network.isDown = true;
    network.cut();
    await second.client.sendMessage(id, { content: 'heir' });
    await clock.advance(3_000);
    first.crash();
    network.isDown = false;
    await clock.advance(60_000);
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['heir']);
    expect(second.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
  });

  it('[TAB-3] a notice is told once per device, by a visible tab', async () => {
    const { id, first, second, clock, server } = await twoTabs();
    first.platform.wake('hidden');
    server.send('bob', id, { clientId: '00000000-0000-4000-8000-00000000000a', content: 'hey' });
    await clock.advance(2_000);
    expect(first.notices).toEqual([]);
    expect(second.notices).toMatchObject([{ kind: 'message', message: { content: 'hey' } }]);
  });

  it('[TAB-4] reading in one tab clears the badge in the other at once', async () => {
    const { id, first, second, clock, server, network } = await twoTabs();
    server.send('bob', id, { clientId: '00000000-0000-4000-8000-00000000000a', content: 'hey' });
    await clock.advance(100);
    expect(second.client.unread.getSnapshot().messages).toBe(1);
    network.isDown = true;
    first.client.messages.open(id).markRead(1);
    await settle();
    expect(second.client.unread.getSnapshot().messages).toBe(0);
  });

  it('[TAB-5] a draft typed in one tab is there in the other', async () => {
    const { id, first, second, clock } = await twoTabs();
    first.client.drafts.set(id, 'begun');
    await clock.advance(300);
    expect(await second.client.drafts.get(id)).toBe('begun');
  });

  it.each([
    ['is not stored yet', 0],
    ['is stored already', 300],
  ])(
    '[TAB-5] what is typed while the disk answers about the other tab’s draft stays, when it %s',
    async (_, waitMs) => {
      const world = createWorld();
      const { id } = world.server.start('ann', 'bob');
      const device = new Device(world, 'ann');
      const first = await device.open();
      let answer: Promise<void> = Promise.resolve();
      const storage: Storage = {
        write: (work) => device.storage.write(work),
        close: () => device.storage.close(),
        destroy: () => device.storage.destroy(),
        read: async (work) => {
          const result = await device.storage.read(work);
          await answer;
          return result;
        },
      };
      const second = await device.open({ storage });
      await world.clock.until(() => first.isLive() && second.isLive());
      let release = (): void => undefined;
      answer = new Promise((resolve) => {
        release = resolve;
      });
      first.client.drafts.set(id, 'older, of the first');
      await world.clock.advance(300);
      second.client.drafts.set(id, 'newer, of the second');
      await world.clock.advance(waitMs);
      release();
      await settle();
      expect(await second.client.drafts.get(id)).toBe('newer, of the second');
    },
  );

  it('[TAB-6] signing out in one tab ends the others and wipes the device', async () => {
    const { first, second, device, clock } = await twoTabs();
    await first.client.signOut();
    await clock.advance(100);
    expect(second.client.connection.getSnapshot().state).toBe('offline');
    expect(await device.storage.read((tx) => tx.all('conversations'))).toEqual([]);
  });

  it('[TAB-7] without Web Locks a lease finds one owner and a dead one is replaced', async () => {
    const clock = new TestClock();
    const values = new Map<string, string>();
    const store = {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
      removeItem: (key: string) => void values.delete(key),
    };
    const platforms = [1, 2, 3].map((seed) => new TestPlatform(clock, seededRandom(seed)));
    const owners: number[] = [];
    for (const [i, platform] of platforms.entries())
      ownByLease(store, platform, 'x', { onOwned: () => owners.push(i), onLost: () => undefined });
    await clock.advance(20_000);
    expect(owners.length).toBe(1);
    platforms[owners[0] ?? 0]?.kill();
    await clock.advance(20_000);
    expect(owners.length).toBe(2);
    expect(new Set(owners).size).toBe(2);
  });
});

describe('a device whose store fails', () => {
  it('[STORE-4] says so, keeps what is typed and sends it', async () => {
    const world = createWorld();
    const { id } = world.server.start('ann', 'bob');
    const inner = memoryStorage();
    let isFull = false;
    const tab = await new Device(world, 'ann').open({
      storage: { ...inner, write: (work) => (isFull ? Promise.reject(new Error('quota')) : inner.write(work)) },
    });
    await world.clock.until(tab.isLive);
    isFull = true;
    const { committed } = await tab.client.sendMessage(id, { content: 'kept' });
    await world.clock.advance(1_000);
    expect((await committed).content).toBe('kept');
    expect(tab.notices).toEqual([{ kind: 'storage-unavailable' }]);
  });
});
