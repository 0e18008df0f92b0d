import { describe, expect, it } from 'vitest';
import { createWorld, Device } from './testing/device.ts';

/** Two devices of ann's, one conversation with bob, live. */
async function annTwice() {
  const world = createWorld();
  const { id } = world.server.start('ann', 'bob');
  const devices = [new Device(world, 'ann'), new Device(world, 'ann')] as const;
  const [desk, phone] = [await devices[0].open(), await devices[1].open()];
  await world.clock.until(() => desk.isLive() && phone.isLive());
  await world.clock.advance(1_000);
  const open = (tab: typeof desk) => tab.client.conversations.open({ filter: 'all' });
  const inboxes = { desk: open(desk), phone: open(phone) };
  const conversation = (where: 'desk' | 'phone') => inboxes[where].getSnapshot().items[0]?.conversation;
  return { ...world, id, devices, desk, phone, conversation };
}

describe('blocking', () => {
  it('[BLOCKS-1] on one device shows on the others, in the conversation and in the list, and ends likewise', async () => {
    const { desk, phone, conversation, clock } = await annTwice();
    void phone.client.blocks.list();
    await clock.advance(1_000);
    expect(phone.client.blocks.people.getSnapshot()).toEqual([]);
    void desk.client.blocks.put('bob');
    await clock.advance(1_000);
    for (const where of ['desk', 'phone'] as const) {
      expect(conversation(where)).toMatchObject({ blocked: true, can: { send: false, whyNot: 'blocked' } });
    }
    for (const { client } of [desk, phone])
      expect(client.blocks.people.getSnapshot()).toMatchObject([{ userId: 'bob' }]);
    void phone.client.blocks.delete('bob');
    await clock.advance(1_000);
    for (const where of ['desk', 'phone'] as const)
      expect(conversation(where)?.can).toEqual({ send: true, invite: false });
    expect(conversation('desk')?.blocked).toBeUndefined();
    for (const { client } of [desk, phone]) expect(client.blocks.people.getSnapshot()).toEqual([]);
  });

  it('[BLOCKS-1] without a network is refused, and shows nothing that is not so', async () => {
    const { desk, conversation, network, clock } = await annTwice();
    network.isDown = true;
    const refused = expect(desk.client.blocks.put('bob')).rejects.toMatchObject({ code: 'unavailable' });
    await clock.advance(1_000);
    await refused;
    expect(conversation('desk')?.blocked).toBeUndefined();
  });

  it('[BLOCKS-2] a report reaches the server with its reason and note', async () => {
    const { id, desk, server, clock } = await annTwice();
    const { message } = server.send('bob', id, { clientId: '00000000-0000-4000-8000-000000000001', content: 'spam' });
    await clock.advance(1_000);
    void desk.client.messages.report(id, message.id, { reason: 'spam', note: 'again' });
    await clock.advance(1_000);
    expect(server.reports).toEqual([{ userId: 'ann', messageId: message.id, reason: 'spam', note: 'again' }]);
  });
});

describe('who I am', () => {
  it('[ME-1] follows what the host changed, when told, when looked at and with every connection; no reload', async () => {
    const { desk, server, network, clock } = await annTwice();
    const tier = () => desk.client.myself.getSnapshot()?.tier;
    expect(tier()).toBe('free');
    server.standing.set('ann', { tier: 'privileged', can: { start: true, moderate: false } });
    server.emit('ann', 'sync:required', { reason: 'people' });
    await clock.advance(1_000);
    expect(tier()).toBe('privileged');
    server.standing.set('ann', { tier: 'privileged_plus' });
    desk.platform.wake('visible');
    await clock.advance(1_000);
    expect(tier()).toBe('privileged_plus');
    server.standing.set('ann', { tier: 'free' });
    network.cut('ann');
    await clock.advance(10_000);
    expect(tier()).toBe('free');
  });

  it('[ME-1] is known without a network, from before', async () => {
    const { devices, desk, network, clock } = await annTwice();
    desk.crash();
    network.isDown = true;
    const again = await devices[0].open();
    await clock.advance(0);
    expect(again.client.myself.getSnapshot()).toMatchObject({ userId: 'ann', can: { start: true } });
  });

  it('[ME-2] a suspension closes every conversation when it is known, and opens them when it ends', async () => {
    const { desk, server, conversation, clock } = await annTwice();
    const suspendedUntil = new Date(clock.now + 3_600_000).toISOString();
    server.standing.set('ann', { suspendedUntil });
    server.emit('ann', 'sync:required', { reason: 'people' });
    await clock.advance(1_000);
    expect(desk.client.myself.getSnapshot()?.suspendedUntil).toBe(suspendedUntil);
    expect(conversation('desk')?.can).toMatchObject({ send: false, whyNot: 'suspended' });
    await clock.advance(3_600_000);
    expect(conversation('desk')?.can).toEqual({ send: true, invite: false });
  });
});
