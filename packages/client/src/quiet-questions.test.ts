import { describe, expect, it } from 'vitest';
import { createWorld, Device } from './testing/device.ts';
import { Refusal } from './testing/refusal.ts';

const key = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** Ann, live and calm, whose ticks of a minute are far away, and what the server knows of her conversation. */
async function annCalm() {
  const world = createWorld();
  const { server, clock, network } = world;
  const { id } = server.start('ann', 'bob');
  server.send('bob', id, { clientId: key(1), content: 'm1' });
  const tab = await new Device(world, 'ann').open();
  await clock.until(tab.isLive);
  await clock.advance(5_000);
  const thread = tab.client.messages.open(id);
  await clock.advance(1_000);
  const texts = () => thread.getSnapshot().messages.map((one) => one.content);
  const asked = (part: string) => network.log.filter((line) => line.includes(part)).length;
  /** Bob writes, and nothing tells ann of it. */
  const sendUntold = (n: number) => {
    network.faults.lostEvents = 1;
    server.send('bob', id, { clientId: key(n), content: `m${n}` });
    network.faults.lostEvents = 0;
  };
  /** The next `times` syncs are refused. */
  const refuseSync = (refusal: Refusal, times = Number.POSITIVE_INFINITY) => {
    const { sync } = server;
    let left = times;
    server.sync = (userId, cursor) => {
      if (left-- > 0) throw refusal;
      return sync.call(server, userId, cursor);
    };
  };
  const refuse = ({ code, body }: Refusal, status: number) => ({
    status,
    text: JSON.stringify({ type: 'about:blank', title: code, status, ...body }),
  });
  return { ...world, id, tab, texts, asked, sendUntold, refuseSync, refuse };
}

describe('a quiet question on a connection that stands', () => {
  it('[CATCH-7] sync that a server with too much to do would not answer is asked for when it says', async () => {
    const { clock, network, texts, asked, sendUntold, refuseSync } = await annCalm();
    sendUntold(2);
    refuseSync(new Refusal('overloaded', 1), 2);
    const before = asked('sync');
    network.emit('ann', 'sync:required', { reason: 'overload' });
    await clock.advance(900);
    expect([texts(), asked('sync') - before]).toEqual([['m1'], 1]);
    await clock.advance(4_000);
    expect([texts(), asked('sync') - before]).toEqual([['m1', 'm2'], 3]);
    expect(clock.now).toBeLessThan(Date.UTC(2026, 0, 5, 9, 1));
  });

  it('[CATCH-7] a gap whose changes could not be had is closed within seconds', async () => {
    const { clock, network, server, id, texts, asked, sendUntold, refuse } = await annCalm();
    let left = 1;
    network.override = (line) =>
      line.includes('/changes') && left-- > 0 ? refuse(new Refusal('unavailable'), 503) : null;
    sendUntold(2);
    server.send('bob', id, { clientId: key(3), content: 'm3' });
    await clock.advance(3_000);
    expect([texts(), asked('/changes')]).toEqual([['m1', 'm2', 'm3'], 2]);
  });

  it('[CATCH-7] many at once leave one wait, and waits grow to some seconds while the server is in trouble', async () => {
    const { clock, network, texts, asked, sendUntold, refuseSync, server } = await annCalm();
    sendUntold(2);
    const { sync } = server;
    refuseSync(new Refusal('internal'));
    const before = asked('sync');
    for (let n = 0; n < 20; n++) {
      network.emit('ann', 'sync:required', { reason: 'overload' });
      await clock.advance(2);
    }
    await clock.advance(30_000);
    // About twenty from the events, then one after the other with 0.5, 1, 2 and from there on 4 s between them on average.
    expect(asked('sync') - before).toBeLessThan(40);
    server.sync = sync;
    await clock.advance(8_100);
    expect(texts()).toEqual(['m1', 'm2']);
  });

  it('[CATCH-7] a refusal for good is not asked about again', async () => {
    const { clock, network, server, id, asked, sendUntold, refuseSync, refuse } = await annCalm();
    refuseSync(new Refusal('forbidden'));
    network.override = (line) => (line.includes('/changes') ? refuse(new Refusal('forbidden'), 403) : null);
    sendUntold(2);
    server.send('bob', id, { clientId: key(3), content: 'm3' });
    const before = asked('sync');
    network.emit('ann', 'sync:required', { reason: 'overload' });
    await clock.advance(40_000);
    expect([asked('sync') - before, asked('/changes')]).toEqual([1, 1]);
  });

  it('[CATCH-7] no wait outlives the connection', async () => {
    const { clock, network, tab, texts, asked, sendUntold, refuseSync } = await annCalm();
    sendUntold(2);
    refuseSync(new Refusal('overloaded', 10), 1);
    network.emit('ann', 'sync:required', { reason: 'overload' });
    await clock.advance(100);
    const before = { waiting: clock.waiting, asked: asked('sync') };
    tab.platform.wake('offline');
    expect(clock.waiting).toBeLessThan(before.waiting);
    await clock.advance(100);
    tab.platform.wake('online');
    await clock.until(tab.isLive);
    await clock.advance(20_000);
    // The return's own, and nothing more.
    expect([texts(), asked('sync') - before.asked]).toEqual([['m1', 'm2'], 1]);
  });

  it('[CATCH-7] nor the client', async () => {
    const { clock, network, tab, asked, sendUntold, refuseSync } = await annCalm();
    sendUntold(2);
    refuseSync(new Refusal('overloaded', 10), 1);
    network.emit('ann', 'sync:required', { reason: 'overload' });
    await clock.advance(100);
    const before = asked('sync');
    void tab.client.close();
    await clock.advance(70_000);
    expect(asked('sync')).toBe(before);
  });

  it('[ME-1] who I am is asked again too, when people changed and the server was busy', async () => {
    const { clock, network, server, tab, refuse } = await annCalm();
    let left = 1;
    network.override = (line) =>
      line.endsWith('/me') && left-- > 0 ? refuse(new Refusal('overloaded', 1), 503) : null;
    const before = tab.client.myself.getSnapshot();
    const { me } = server;
    server.me = (userId) => ({ ...me.call(server, userId), displayName: 'Ann Other' });
    network.emit('ann', 'sync:required', { reason: 'overload' });
    await clock.advance(4_000);
    expect([before?.displayName, tab.client.myself.getSnapshot()?.displayName]).toEqual(['ann', 'Ann Other']);
  });

  it('[TELL-5] what is unread and not stored is fetched on when the server could not tell at first', async () => {
    const world = createWorld();
    const { server, clock, network } = world;
    const { id } = server.start('ann', 'bob');
    for (let n = 1; n <= 120; n++) server.send('bob', id, { clientId: key(n), content: `m${n}` });
    let left = 1;
    network.override = (line) =>
      line.includes('/messages?after') && left-- > 0
        ? {
            status: 503,
            text: JSON.stringify({
              type: 'about:blank',
              title: 'x',
              status: 503,
              ...new Refusal('overloaded', 1).body,
            }),
          }
        : null;
    const tab = await new Device(world, 'ann').open();
    await clock.until(tab.isLive);
    await clock.advance(10_000);
    expect(left).toBeLessThan(1);
    expect(server.get('ann', id).deliveredSeq).toBe(120);
  });
});
