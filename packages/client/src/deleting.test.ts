import { describe, expect, it } from 'vitest';
import { createWorld, Device } from './testing/device.ts';

/** Ann with two devices and bob with one; three messages of ann's, the third answers the second. */
async function annAndBob() {
  const world = createWorld();
  const { server, clock } = world;
  const { id } = server.start('ann', 'bob');
  const send = (n: number, replyToId?: string) =>
    server.send('ann', id, {
      ...{ clientId: `00000000-0000-4000-8000-00000000000${n}`, content: `words ${n}` },
      ...(replyToId === undefined ? {} : { replyToId }),
    }).message;
  const first = send(1);
  const second = send(2);
  const third = send(3, second.id);
  const devices = { ann: new Device(world, 'ann'), phone: new Device(world, 'ann'), bob: new Device(world, 'bob') };
  const tabs = { ann: await devices.ann.open(), phone: await devices.phone.open(), bob: await devices.bob.open() };
  await clock.until(() => Object.values(tabs).every((tab) => tab.isLive()));
  const open = (name: keyof typeof tabs) => tabs[name].client.messages.open(id);
  const threads = { ann: open('ann'), phone: open('phone'), bob: open('bob') };
  await clock.advance(5_000);
  return { ...world, id, first, second, third, devices, tabs, threads };
}
const texts = (thread: { getSnapshot(): { messages: readonly { content: string | null }[] } }) =>
  thread.getSnapshot().messages.map((one) => one.content);

describe('deleting for everyone', () => {
  it('[DELETE-1] leaves a tombstone here at once, and with all others, and no words in quotes or on any disk', async () => {
    const { id, second, tabs, threads, devices, clock } = await annAndBob();
    expect(threads.bob.getSnapshot().messages[2]?.replyTo?.preview).toBe('words 2');
    const done = tabs.ann.client.messages.delete(id, second.id, { for: 'everyone' });
    await clock.advance(0);
    expect(texts(threads.ann)).toEqual(['words 1', null, 'words 3']);
    expect(threads.ann.getSnapshot().messages[1]?.deletedAt).not.toBeNull();
    await clock.advance(2_000);
    expect(await done).toBe(true);
    for (const thread of Object.values(threads)) {
      expect(texts(thread)).toEqual(['words 1', null, 'words 3']);
      expect(thread.getSnapshot().messages[2]?.replyTo).toMatchObject({ seq: 2, preview: null });
    }
    for (const device of Object.values(devices)) expect(await device.stored(id)).not.toContain('words 2');
    expect(tabs.bob.client.unread.getSnapshot().messages).toBe(2);
  });

  it('[DELETE-1] takes its words from what only the disk holds', async () => {
    const { id, second, tabs, threads, devices, clock } = await annAndBob();
    // Read and closed: after the next start nothing of it is in memory.
    threads.bob.markRead(3);
    await clock.advance(5_000);
    tabs.bob.crash();
    const again = await devices.bob.open();
    await clock.until(again.isLive);
    expect(await devices.bob.stored(id)).toContain('words 2');
    void tabs.ann.client.messages.delete(id, second.id, { for: 'everyone' });
    await clock.advance(5_000);
    expect(await devices.bob.stored(id)).not.toContain('words 2');
  });

  it('[DELETE-1] of the last message shows as such in the inbox', async () => {
    const { id, third, tabs, clock } = await annAndBob();
    const inbox = tabs.bob.client.conversations.open({ filter: 'all' });
    void tabs.ann.client.messages.delete(id, third.id, { for: 'everyone' });
    await clock.advance(2_000);
    const last = inbox.getSnapshot().items[0]?.conversation.lastMessage;
    expect([last?.seq, last?.content, last?.deletedAt !== null]).toEqual([3, null, true]);
  });

  it('[DELETE-2] that is refused comes back, with the reason', async () => {
    const { id, first, tabs, threads, clock } = await annAndBob();
    await clock.advance(3_600_000);
    const refused = expect(tabs.ann.client.messages.delete(id, first.id, { for: 'everyone' })).rejects.toMatchObject({
      code: 'delete_window_over',
      retry: 'never',
    });
    expect(texts(threads.ann)[0]).toBe('words 1');
    await clock.advance(2_000);
    await refused;
    expect(texts(threads.ann)).toEqual(['words 1', 'words 2', 'words 3']);
    const foreign = expect(tabs.bob.client.messages.delete(id, first.id, { for: 'everyone' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await clock.advance(2_000);
    await foreign;
  });

  it('[DELETE-2] without a network is refused as such, and nothing waits in secret', async () => {
    const { id, first, tabs, threads, network, server, clock } = await annAndBob();
    network.isDown = true;
    const refused = expect(tabs.ann.client.messages.delete(id, first.id)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await clock.advance(2_000);
    await refused;
    expect(texts(threads.ann)).toEqual(['words 1', 'words 2', 'words 3']);
    network.isDown = false;
    await clock.advance(60_000);
    expect(server.history('ann', id, { limit: 10 }).items.length).toBe(3);
  });

  it('[DELETE-2] a crash before the server was told deletes nothing', async () => {
    const { id, first, tabs, devices, network, clock } = await annAndBob();
    network.faults = { ...network.faults, lostRequests: 1 };
    void tabs.ann.client.messages.delete(id, first.id).catch(() => undefined);
    await clock.advance(0);
    tabs.ann.crash();
    network.faults = { ...network.faults, lostRequests: 0 };
    const again = await devices.ann.open();
    expect((await again.wholeThread(id)).messages.map((one) => one.content)).toEqual(['words 1', 'words 2', 'words 3']);
  });
});

describe('deleting for me', () => {
  it('[DELETE-3] hides it on all my devices and on no other, from thread, inbox and quotes, for good', async () => {
    const { id, second, third, tabs, threads, devices, network, server, clock } = await annAndBob();
    const inbox = tabs.phone.client.conversations.open({ filter: 'all' });
    for (const one of [second, third]) void tabs.ann.client.messages.delete(id, one.id);
    await clock.advance(0);
    expect(texts(threads.ann)).toEqual(['words 1']);
    expect(threads.ann.getSnapshot().conversation?.lastMessage?.content).toBe('words 1');
    await clock.advance(3_000);
    expect(texts(threads.phone)).toEqual(['words 1']);
    expect(inbox.getSnapshot().items[0]?.conversation.lastMessage?.content).toBe('words 1');
    expect(texts(threads.bob)).toEqual(['words 1', 'words 2', 'words 3']);
    // What all members are told alike does not bring it back.
    server.edit(id, 3, 'edited');
    await clock.advance(3_000);
    expect(texts(threads.ann)).toEqual(['words 1']);
    for (const device of [devices.ann, devices.phone])
      expect(await device.stored(id)).not.toMatch(/words [23]|"edited"/);
    network.isDown = true;
    tabs.phone.crash();
    const again = await devices.phone.open();
    expect((await again.wholeThread(id)).messages.map((one) => one.content)).toEqual(['words 1']);
  });

  it('[DELETE-3] takes an unread message out of the count', async () => {
    const { id, third, tabs, clock } = await annAndBob();
    expect(tabs.bob.client.unread.getSnapshot().messages).toBe(3);
    void tabs.bob.client.messages.delete(id, third.id);
    await clock.advance(0);
    expect(tabs.bob.client.unread.getSnapshot().messages).toBe(2);
    await clock.advance(60_000);
    expect(tabs.bob.client.unread.getSnapshot().messages).toBe(2);
  });

  it('[DELETE-3] shows in the other tabs of this device', async () => {
    const { id, first, tabs, devices, clock } = await annAndBob();
    const other = await devices.ann.open();
    const thread = other.client.messages.open(id);
    await clock.until(other.isLive);
    void tabs.ann.client.messages.delete(id, first.id);
    await clock.advance(2_000);
    expect(texts(thread)).toEqual(['words 2', 'words 3']);
  });

  it('[DELETE-4] can be taken back in time, and goes at once when somebody leaves', async () => {
    const { id, first, second, tabs, threads, server, clock } = await annAndBob();
    const held = () => server.history('ann', id, { limit: 10 }).items.length;
    const undo = new AbortController();
    const taken = tabs.ann.client.messages.delete(id, first.id, { afterMs: 6_000, signal: undo.signal });
    await clock.advance(3_000);
    expect([texts(threads.ann).length, held()]).toEqual([2, 3]);
    undo.abort();
    expect(await taken).toBe(false);
    expect([texts(threads.ann).length, held()]).toEqual([3, 3]);

    void tabs.ann.client.messages.delete(id, first.id, { afterMs: 6_000 });
    await clock.advance(7_000);
    expect([texts(threads.ann).length, held()]).toEqual([2, 2]);
    void tabs.ann.client.messages.delete(id, second.id, { afterMs: 6_000 });
    await clock.advance(0);
    tabs.ann.platform.wake('hidden');
    await clock.advance(1_000);
    expect([texts(threads.ann).length, held()]).toEqual([1, 1]);
  });
});

describe('deleting what is not sent yet', () => {
  it('[DELETE-5] cancels it', async () => {
    const { id, tabs, threads, network, server, clock } = await annAndBob();
    network.isDown = true;
    tabs.ann.platform.wake('offline');
    const { clientId } = await tabs.ann.client.sendMessage(id, { content: 'never' });
    expect(await tabs.ann.client.messages.delete(id, clientId)).toBe(true);
    expect(threads.ann.getSnapshot().pending).toEqual([]);
    network.isDown = false;
    tabs.ann.platform.wake('online');
    await clock.advance(30_000);
    expect(server.rooms.get(id)?.messages.length).toBe(3);
  });

  it('[DELETE-5] waits for what is on its way and deletes it then', async () => {
    const { id, tabs, threads, network, clock } = await annAndBob();
    network.faults = { ...network.faults, delay: [500, 500] };
    const { clientId } = await tabs.ann.client.sendMessage(id, { content: 'too late' });
    await clock.advance(100);
    const done = tabs.ann.client.messages.delete(id, clientId, { for: 'everyone' });
    await clock.advance(5_000);
    expect(await done).toBe(true);
    expect(texts(threads.bob)).toEqual(['words 1', 'words 2', 'words 3', null]);
    expect(texts(threads.ann)).toEqual(['words 1', 'words 2', 'words 3', null]);
  });
});
