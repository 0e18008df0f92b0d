import { describe, expect, it } from 'vitest';
import { createWorld, Device } from '../testing/device.ts';

const key = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** Ann on one device, with three unread messages of bob's. */
async function annWithUnread() {
  const world = createWorld();
  const { id } = world.server.start('ann', 'bob');
  for (let n = 1; n <= 3; n += 1) world.server.send('bob', id, { clientId: key(n), content: `m${n}` });
  const device = new Device(world, 'ann');
  const tab = await device.open();
  await world.clock.until(tab.isLive);
  await world.clock.advance(5_000);
  const mine = () => {
    const { markedUnread, readSeq } = world.server.get('ann', id);
    return { markedUnread, readSeq };
  };
  return { ...world, id, tab, mine };
}

describe('marking as unread what one has just read', () => {
  it('[TELL-3] lasts: what was read before is told before', async () => {
    const { id, tab, clock, mine } = await annWithUnread();
    tab.client.messages.open(id).markRead(3);
    const marked = tab.client.conversations.patch(id, { markedUnread: true });
    await clock.advance(10_000);
    await marked;
    expect(mine()).toEqual({ markedUnread: true, readSeq: 3 });
    const inbox = tab.client.conversations.open({ filter: 'unread' });
    expect(inbox.getSnapshot().items).toHaveLength(1);
  });

  it('[TELL-3] waits for a read mark that is on its way already', async () => {
    const { id, tab, clock, mine, network } = await annWithUnread();
    network.faults = { ...network.faults, delay: [800, 800] };
    const thread = tab.client.messages.open(id);
    thread.markRead(2);
    await clock.advance(2_100);
    thread.markRead(3);
    const marked = tab.client.conversations.patch(id, { markedUnread: true });
    await clock.advance(20_000);
    await marked;
    expect(mine()).toEqual({ markedUnread: true, readSeq: 3 });
  });

  it('[TELL-3] is not held up where there is nothing to tell', async () => {
    const { id, tab, clock, mine } = await annWithUnread();
    const marked = tab.client.conversations.patch(id, { markedUnread: true });
    await clock.advance(500);
    await marked;
    expect(mine()).toEqual({ markedUnread: true, readSeq: 0 });
  });
});

describe('a mark that moves while one is on its way', () => {
  it('[TELL-3] is told when that one has been answered, however long it took', async () => {
    const { id, tab, clock, mine, network } = await annWithUnread();
    // Longer than a mark waits to be told.
    network.faults = { ...network.faults, delay: [2_000, 2_000] };
    const thread = tab.client.messages.open(id);
    thread.markRead(1);
    await clock.advance(2_100);
    thread.markRead(3);
    await clock.advance(12_000);
    expect(mine()).toMatchObject({ readSeq: 3 });
  });
});
