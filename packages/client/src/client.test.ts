import { describe, expect, it } from 'vitest';
import { createWorld, Device } from './testing/device.ts';
import { Refusal } from './testing/refusal.ts';

/** Ann and bob, each with one live device, in one conversation. */
async function annAndBob() {
  const world = createWorld();
  const { id } = world.server.start('ann', 'bob');
  const ann = new Device(world, 'ann');
  const bob = new Device(world, 'bob');
  const [annTab, bobTab] = [await ann.open(), await bob.open()];
  await world.clock.until(() => annTab.isLive() && bobTab.isLive());
  return { ...world, id, ann, bob, annTab, bobTab };
}
const texts = (view: { messages: readonly { content: string | null }[] }) => view.messages.map((one) => one.content);

describe('two people', () => {
  it('[CONN-1] a client goes from offline over connecting and catching up to live', async () => {
    const world = createWorld();
    const device = new Device(world, 'ann');
    const tab = await device.open();
    const seen: string[] = [tab.client.connection.getSnapshot().state];
    tab.client.connection.subscribe(() => seen.push(tab.client.connection.getSnapshot().state));
    await world.clock.until(tab.isLive);
    expect(seen).toEqual(['connecting', 'catching-up', 'live']);
  });

  it('[OUT-1] a message is pending at once, then confirmed, and reaches the other side', async () => {
    const { id, annTab, bobTab, clock } = await annAndBob();
    const mine = annTab.client.messages.open(id);
    const theirs = bobTab.client.messages.open(id);
    await clock.until(() => mine.getSnapshot().loading === 'none' && theirs.getSnapshot().loading === 'none');
    const { committed } = await annTab.client.sendMessage(id, { content: 'Hello' });
    expect(mine.getSnapshot()).toMatchObject({ messages: [], pending: [{ content: 'Hello' }] });
    await clock.advance(1_000);
    expect((await committed).seq).toBe(1);
    expect(mine.getSnapshot()).toMatchObject({ messages: [{ content: 'Hello' }], pending: [] });
    expect(texts(theirs.getSnapshot())).toEqual(['Hello']);
    expect(bobTab.client.unread.getSnapshot()).toMatchObject({ messages: 1, conversations: 1 });
    expect(bobTab.notices).toMatchObject([{ kind: 'message', message: { content: 'Hello' } }]);
    expect(annTab.notices).toEqual([]);
  });

  it('[TELL-3] stored becomes delivered and shown becomes read, on the other side too', async () => {
    const { id, annTab, bobTab, clock } = await annAndBob();
    const mine = annTab.client.messages.open(id);
    const theirs = bobTab.client.messages.open(id);
    await annTab.client.sendMessage(id, { content: 'Hello' });
    await clock.advance(3_000);
    expect(mine.getSnapshot().conversation).toMatchObject({ othersDeliveredSeq: 1, othersReadSeq: 0 });
    theirs.markRead(1);
    expect(bobTab.client.unread.getSnapshot()).toMatchObject({ messages: 0 });
    await clock.advance(3_000);
    expect(mine.getSnapshot().conversation).toMatchObject({ othersReadSeq: 1 });
  });

  it('[CATCH-2] what was missed arrives with the next connection, in order', async () => {
    const { id, annTab, bobTab, clock, network } = await annAndBob();
    network.isDown = true;
    network.cut('bob');
    bobTab.platform.wake('offline');
    network.isDown = false;
    for (let i = 1; i <= 9; i++) await annTab.client.sendMessage(id, { content: `m${i}` });
    await clock.advance(5_000);
    expect(bobTab.client.connection.getSnapshot().state).toBe('offline');
    bobTab.platform.wake('online');
    await clock.until(bobTab.isLive);
    expect(texts(await bobTab.wholeThread(id))).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8', 'm9']);
    expect(bobTab.notices.length).toBe(1);
    expect(network.log.filter((line) => line.includes('/changes?after=')).length).toBeGreaterThan(0);
  });

  it('[OUT-3] on the disk a message is either waiting or confirmed', async () => {
    const { id, ann, annTab, clock } = await annAndBob();
    const onDisk = () =>
      ann.storage.read(async (tx) => [
        (await tx.all('outbox')).length,
        (await tx.messages({ conversationId: id, from: 0, to: 9 })).length,
      ]);
    await annTab.client.sendMessage(id, { content: 'one' });
    expect(await onDisk()).toEqual([1, 0]);
    await clock.until(() => annTab.client.outbox.getSnapshot().queued === 0);
    expect(await onDisk()).toEqual([0, 1]);
  });

  it('[OUT-2] what was written offline survives the end of the app and is sent once, in order', async () => {
    const { id, ann, annTab, clock, network, server, bobTab } = await annAndBob();
    annTab.platform.wake('offline');
    network.cut('ann');
    for (const content of ['one', 'two', 'three']) await annTab.client.sendMessage(id, { content });
    annTab.crash();
    const again = await ann.open();
    expect(again.client.outbox.getSnapshot()).toEqual({ queued: 3, failed: 0 });
    await clock.until(() => again.client.outbox.getSnapshot().queued === 0);
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['one', 'two', 'three']);
    expect(texts(await bobTab.wholeThread(id))).toEqual(['one', 'two', 'three']);
  });

  it('[OUT-4] a lost answer is asked again under the same key and gives one message', async () => {
    const { id, annTab, clock, network, server } = await annAndBob();
    network.faults.lostAnswers = 1;
    network.faults.lostEvents = 1;
    const { committed } = await annTab.client.sendMessage(id, { content: 'once' });
    await clock.advance(5_000);
    network.faults.lostAnswers = 0;
    await clock.advance(60_000);
    await committed;
    expect(server.sends).toBeGreaterThan(1);
    expect(server.rooms.get(id)?.messages.length).toBe(1);
    expect(annTab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
  });

  it('[OUT-5] a refusal for good fails that message, tells it once, and the next one goes on', async () => {
    const { id, annTab, clock, server } = await annAndBob();
    server.refusals.push(new Refusal('not_allowed'));
    const first = await annTab.client.sendMessage(id, { content: 'no' });
    const second = await annTab.client.sendMessage(id, { content: 'yes' });
    await clock.advance(2_000);
    await expect(first.committed).rejects.toMatchObject({ code: 'not_allowed', origin: 'server' });
    expect((await second.committed).content).toBe('yes');
    expect(annTab.notices).toMatchObject([{ kind: 'send-failed', pending: { content: 'no', state: 'failed' } }]);
    expect(annTab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 1 });
    await annTab.client.messages.retry(first.clientId);
    await clock.advance(2_000);
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['yes', 'no']);
  });

  it('[OUT-6] being too fast is no failure: it waits as long as the server says', async () => {
    const { id, annTab, clock, server } = await annAndBob();
    server.refusals.push(new Refusal('rate_limited', 20));
    await annTab.client.sendMessage(id, { content: 'patience' });
    await clock.advance(19_000);
    expect(server.rooms.get(id)?.messages.length).toBe(0);
    expect(annTab.client.outbox.getSnapshot()).toEqual({ queued: 1, failed: 0 });
    await clock.advance(8_000);
    expect(server.rooms.get(id)?.messages.length).toBe(1);
  });

  it('[OUT-7] refuses at once what could never be sent', async () => {
    const { id, annTab } = await annAndBob();
    const refused = (content: string) => expect(annTab.client.sendMessage(id, { content })).rejects;
    await refused(' \u200b ').toMatchObject({ origin: 'client', code: 'invalid' });
    await refused('x'.repeat(201)).toMatchObject({ origin: 'client', code: 'too_large' });
    await refused('\ud800').toMatchObject({ origin: 'client', code: 'invalid' });
    expect(annTab.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 0 });
  });

  it('[OUT-8] discards what waits, not what may be on its way', async () => {
    const { id, annTab, clock, network } = await annAndBob();
    annTab.platform.wake('offline');
    const { clientId } = await annTab.client.sendMessage(id, { content: 'never mind' });
    expect(await annTab.client.messages.discard(clientId)).toBe(true);
    annTab.platform.wake('online');
    await clock.until(annTab.isLive);
    network.faults.lostAnswers = 1;
    network.faults.lostEvents = 1;
    const second = await annTab.client.sendMessage(id, { content: 'gone' });
    await clock.advance(500);
    expect(await annTab.client.messages.discard(second.clientId)).toBe(false);
  });

  it('[OUT-9] an entry older than 30 days fails instead of being sent', async () => {
    const { id, ann, annTab, clock, server } = await annAndBob();
    annTab.platform.wake('offline');
    await annTab.client.sendMessage(id, { content: 'old' });
    annTab.crash();
    clock.now += 31 * 24 * 60 * 60_000;
    const again = await ann.open();
    await clock.advance(5_000);
    expect(again.client.outbox.getSnapshot()).toEqual({ queued: 0, failed: 1 });
    expect(server.rooms.get(id)?.messages.length).toBe(0);
  });

  it('[GAP-1] an event out of turn waits half a second, then the hole is fetched', async () => {
    const { id, bobTab, clock, network, server } = await annAndBob();
    const thread = bobTab.client.messages.open(id);
    await clock.advance(100);
    network.faults.lostEvents = 1;
    server.send('ann', id, { clientId: '00000000-0000-4000-8000-00000000000a', content: 'lost' });
    network.faults.lostEvents = 0;
    server.send('ann', id, { clientId: '00000000-0000-4000-8000-00000000000b', content: 'told' });
    await clock.advance(400);
    expect(texts(thread.getSnapshot())).toEqual([]);
    await clock.advance(200);
    expect(texts(thread.getSnapshot())).toEqual(['lost', 'told']);
  });

  it('[CATCH-5] with every event lost, the minute brings everything', async () => {
    const { id, bobTab, clock, network, server } = await annAndBob();
    network.faults.lostEvents = 1;
    const thread = bobTab.client.messages.open(id);
    server.send('ann', id, { clientId: '00000000-0000-4000-8000-00000000000a', content: 'quiet' });
    await clock.advance(61_000);
    expect(texts(thread.getSnapshot())).toEqual(['quiet']);
  });

  it('[CONN-2] a refused token is replaced once; a second refusal is final until asked', async () => {
    const world = createWorld();
    const device = new Device(world, 'ann');
    let n = 0;
    world.network.refused.add('ann#1');
    const tab = await device.open({ getToken: () => `ann#${++n}` });
    await world.clock.until(tab.isLive);
    for (let i = n; i < 10; i++) world.network.refused.add(`ann#${i}`);
    world.network.cut();
    await world.clock.advance(60_000);
    expect(tab.client.connection.getSnapshot()).toMatchObject({ state: 'refused', error: { code: 'unauthenticated' } });
    world.network.refused.clear();
    tab.client.reconnect();
    await world.clock.until(tab.isLive);
  });

  it('[CONN-3] attempts spread out and the wait is told', async () => {
    const world = createWorld();
    world.network.isDown = true;
    const tab = await new Device(world, 'ann').open();
    await world.clock.advance(120_000);
    const attempts = world.network.log.filter((line) => line === 'SOCKET').length;
    expect(attempts).toBeGreaterThan(5);
    expect(attempts).toBeLessThan(40);
    expect(tab.client.connection.getSnapshot()).toMatchObject({ state: 'connecting' });
    world.network.isDown = false;
    await world.clock.until(tab.isLive);
  });

  it('[CONN-4] a proxy that answers with its own page is a fault of the way, not the end', async () => {
    const { id, annTab, clock, network, server } = await annAndBob();
    network.override = () => ({ status: 502, text: '<html>Bad gateway</html>' });
    annTab.platform.wake('offline');
    await annTab.client.sendMessage(id, { content: 'through' });
    const refused = expect(annTab.client.conversations.start('bob')).rejects;
    const told = refused.toMatchObject({ origin: 'transport', retry: 'later' });
    await clock.advance(100);
    await told;
    network.override = null;
    annTab.platform.wake('online');
    await clock.advance(60_000);
    expect(server.rooms.get(id)?.messages.length).toBe(1);
  });
});

describe('starting and stopping', () => {
  it('[CONN-1] stops, starts again with what it has, and loses nothing written in between', async () => {
    const { id, annTab, clock, server } = await annAndBob();
    const { client } = annTab;
    const stopped = client.close();
    const started = client.start();
    await clock.advance(100);
    await Promise.all([stopped, started]);
    await client.sendMessage(id, { content: 'after' });
    await clock.until(annTab.isLive);
    await clock.advance(1_000);
    expect(server.rooms.get(id)?.messages.map((one) => one.content)).toEqual(['after']);
    await client.close();
    expect(client.connection.getSnapshot()).toEqual({ state: 'offline' });
  });
});
