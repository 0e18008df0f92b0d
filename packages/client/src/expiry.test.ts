import { describe, expect, it } from 'vitest';
import { createWorld, Device } from './testing/device.ts';

const YEARS = 10 * 365 * 24 * 60 * 60_000;
const MINUTE = 60_000;

/** Bob's device, and ann's messages to him: one that stays, one that is gone after ten minutes. */
async function bobWith(skewMs: number) {
  const world = createWorld();
  const { server, clock } = world;
  const { id } = server.start('ann', 'bob');
  const send = (content: string, lifeMs: number | null, replyToId?: string) => {
    server.lifeMs = lifeMs;
    const clientId = `00000000-0000-4000-8000-${server.sends.toString().padStart(12, '0')}`;
    return server.send('ann', id, { clientId, content, ...(replyToId === undefined ? {} : { replyToId }) }).message;
  };
  const stays = send('stays', null);
  const goes = send('goes', 10 * MINUTE);
  const device = new Device(world, 'bob');
  device.skewMs = skewMs;
  const tab = await device.open();
  await clock.until(tab.isLive);
  await clock.advance(5_000);
  return { ...world, id, send, stays, goes, device, tab };
}
const texts = (view: { messages: readonly { content: string | null }[] }) => view.messages.map((one) => one.content);

describe('a message that passes its time', () => {
  it.each([0, YEARS, -YEARS])(
    '[EXPIRE-1] goes at its instant from thread, inbox and counts, however wrong the device’s clock (%d ms)',
    async (skewMs) => {
      const { id, goes, tab, clock, network } = await bobWith(skewMs);
      const thread = tab.client.messages.open(id);
      const inbox = tab.client.conversations.open({ filter: 'all' });
      await clock.until(() => thread.getSnapshot().loading === 'none');
      await clock.advance(Date.parse(goes.expiresAt ?? '') - clock.now - 1);
      expect(texts(thread.getSnapshot())).toEqual(['stays', 'goes']);
      expect(tab.client.unread.getSnapshot().messages).toBe(2);
      const before = network.log.length;
      let told = 0;
      thread.subscribe(() => told++);
      await clock.advance(2);
      expect(told).toBeGreaterThan(0);
      expect(texts(thread.getSnapshot())).toEqual(['stays']);
      expect(thread.getSnapshot().conversation).toMatchObject({ lastMessage: { content: 'stays' }, expiredSeq: 2 });
      expect(inbox.getSnapshot().items[0]?.conversation).toMatchObject({
        unreadCount: 1,
        lastMessage: { content: 'stays' },
      });
      expect(tab.client.unread.getSnapshot().messages).toBe(1);
      const { items } = await tab.client.getUserConversations({ participantId: 'ann' });
      expect(items[0]?.lastMessage?.content).toBe('stays');
      // What is last now is asked of the server, and nothing else is.
      const calls = network.log.slice(before).filter((line) => line !== 'sync');
      expect(calls).toEqual([`GET /api/messages/conversations/${id}`]);
    },
  );

  it.each([0, YEARS, -YEARS])(
    '[EXPIRE-2] while the app is closed, is not shown when it opens without a network (%d ms)',
    async (skewMs) => {
      const { id, device, tab, clock, network } = await bobWith(skewMs);
      tab.crash();
      network.isDown = true;
      await clock.advance(11 * MINUTE);
      const again = await device.open();
      const inbox = again.client.conversations.open({ filter: 'all' });
      const thread = again.client.messages.open(id);
      await clock.advance(0);
      expect(inbox.getSnapshot().items[0]?.conversation.unreadCount).toBe(1);
      expect(texts(thread.getSnapshot())).toEqual(['stays']);
      expect(await device.stored(id)).toContain('goes');
      // Erased when the server's time is known for certain.
      network.isDown = false;
      await clock.until(again.isLive);
      await clock.advance(1_000);
      expect(await device.stored(id)).not.toContain('goes');
      expect(texts(thread.getSnapshot())).toEqual(['stays']);
    },
  );

  it('[EXPIRE-2] is there again when the device’s clock was wrong and the server says so, and was not erased', async () => {
    const { id, device, tab, clock, network } = await bobWith(0);
    tab.crash();
    network.isDown = true;
    device.skewMs = YEARS;
    const again = await device.open();
    const thread = again.client.messages.open(id);
    await clock.advance(5_000);
    expect(texts(thread.getSnapshot())).toEqual(['stays']);
    network.isDown = false;
    await clock.until(again.isLive);
    await clock.advance(1_000);
    expect(texts(thread.getSnapshot())).toEqual(['stays', 'goes']);
    expect(again.client.unread.getSnapshot().messages).toBe(2);
  });

  it('[EXPIRE-2] a clock that jumps while the app runs hides nothing too early and nothing too late', async () => {
    const { id, goes, tab, clock, send } = await bobWith(0);
    const thread = tab.client.messages.open(id);
    for (const jump of [YEARS, -YEARS]) {
      tab.platform.skewMs = jump;
      send(`after ${jump}`, 9 * MINUTE);
      await clock.advance(1_000);
      expect(texts(thread.getSnapshot())).toContain('goes');
    }
    await clock.advance(Date.parse(goes.expiresAt ?? '') - clock.now + 2);
    expect(texts(thread.getSnapshot())).toEqual(['stays']);
  });

  it('[EXPIRE-2] while the device sleeps, is gone when somebody looks again, also without a network', async () => {
    const { id, tab, clock, network } = await bobWith(0);
    const thread = tab.client.messages.open(id);
    await clock.advance(1_000);
    expect(texts(thread.getSnapshot())).toEqual(['stays', 'goes']);
    network.isDown = true;
    network.cut('bob');
    tab.platform.freeze();
    await clock.advance(11 * MINUTE);
    tab.platform.sleptMs = 11 * MINUTE;
    tab.platform.thaw();
    tab.platform.wake('visible');
    await clock.advance(1_000);
    expect(texts(thread.getSnapshot())).toEqual(['stays']);
  });

  it('[EXPIRE-3] is erased from the disk soon after, its row and its last message too', async () => {
    const { id, device, clock } = await bobWith(0);
    expect(await device.stored(id)).toContain('goes');
    await clock.advance(10 * MINUTE);
    expect(await device.stored(id)).not.toContain('goes');
    expect(await device.stored(id)).toContain('stays');
  });

  it('[EXPIRE-1] whatever their number, one timer waits', async () => {
    const { clock, send, id, tab } = await bobWith(0);
    const before = clock.waiting;
    for (let n = 0; n < 150; n++) send(`m${n}`, 20 * MINUTE + n * 1_000);
    await clock.advance(10_000);
    expect(clock.waiting).toBeLessThanOrEqual(before + 2);
    const thread = tab.client.messages.open(id);
    await clock.advance(20 * MINUTE + 100_000);
    // Each goes at its own second.
    const left = texts(thread.getSnapshot()).length;
    expect(left).toBeGreaterThan(20);
    await clock.advance(10_000);
    expect(texts(thread.getSnapshot()).length).toBe(left - 10);
  });

  it('[EXPIRE-4] whose time was moved goes at the new one', async () => {
    const { id, stays, goes, tab, clock, server } = await bobWith(0);
    const thread = tab.client.messages.open(id);
    server.moveExpiry(id, goes.seq, new Date(clock.now + 30 * MINUTE).toISOString());
    server.moveExpiry(id, stays.seq, new Date(clock.now + 5 * MINUTE).toISOString());
    await clock.advance(4 * MINUTE);
    expect(texts(thread.getSnapshot())).toEqual(['stays', 'goes']);
    await clock.advance(2 * MINUTE);
    expect(texts(thread.getSnapshot())).toEqual(['goes']);
    await clock.advance(20 * MINUTE);
    expect(texts(thread.getSnapshot())).toEqual(['goes']);
    await clock.advance(10 * MINUTE);
    expect(texts(thread.getSnapshot())).toEqual([]);
    expect(thread.getSnapshot()).toMatchObject({
      hasBefore: false,
      conversation: { expiredSeq: 2, lastMessage: null },
    });
  });

  it('[EXPIRE-1] takes its words along from the replies that quote it', async () => {
    const { id, goes, tab, clock, device, send } = await bobWith(0);
    send('an answer', YEARS, goes.id);
    tab.crash();
    const again = await device.open();
    const thread = again.client.messages.open(id);
    await clock.advance(12 * MINUTE);
    const answer = thread.getSnapshot().messages.at(-1);
    expect([answer?.content, answer?.replyTo?.seq, typeof answer?.replyTo?.preview]).toEqual([
      'an answer',
      2,
      'object',
    ]);
    expect(await device.stored(id)).not.toContain('goes');
  });

  it('[EXPIRE-4] that is counted and not stored leaves the count when the server’s count ends', async () => {
    const world = createWorld(1, { firstMessages: 1 });
    const { server, clock, network } = world;
    const { id } = server.start('ann', 'bob');
    for (let n = 0; n < 5; n++) {
      server.lifeMs = n === 0 ? 10 * MINUTE : null;
      server.send('ann', id, { clientId: `00000000-0000-4000-8000-00000000000${n}`, content: `m${n}` });
    }
    // History is not to be had, so what is unread is counted by the server alone.
    network.override = (line) => (line.includes('/messages?') ? { status: 503, text: '' } : null);
    const tab = await new Device(world, 'bob').open();
    await clock.until(tab.isLive);
    await clock.advance(1_000);
    expect(tab.client.unread.getSnapshot().messages).toBe(5);
    await clock.advance(10 * MINUTE);
    expect(tab.client.unread.getSnapshot().messages).toBe(4);
  });
});
