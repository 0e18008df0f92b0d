import { describe, expect, it } from 'vitest';
import { settle } from './testing/clock.ts';
import { createWorld, Device } from './testing/device.ts';

/** Ann with two devices, in a conversation with bob. */
async function twoDevices() {
  const world = createWorld();
  const { server, clock } = world;
  const { id } = server.start('ann', 'bob');
  server.send('bob', id, { clientId: '00000000-0000-4000-8000-000000000001', content: 'hello' });
  const devices = { ann: new Device(world, 'ann'), phone: new Device(world, 'ann') };
  const [ann, phone] = [await devices.ann.open(), await devices.phone.open()];
  await clock.until(() => ann.isLive() && phone.isLive());
  await clock.advance(3_000);
  const pinned = (tab: typeof ann) =>
    tab.client.conversations.open({ filter: 'all' }).getSnapshot().items[0]?.conversation.isPinned;
  return { ...world, id, devices, ann, phone, pinned };
}

describe('answers that overtake each other', () => {
  it('[OWN-3] what a sync alone told is asked for again, where another answer came before it', async () => {
    const { id, ann, server, clock, network } = await twoDevices();
    network.faults = { ...network.faults, lostEvents: 1, delay: [300, 300] };
    const patched = ann.client.conversations.patch(id, { isPinned: true });
    await clock.advance(10);
    // On another device, after the server carried that out.
    server.patch('ann', id, { mutedUntil: '9999-12-31T23:59:59.999Z' });
    network.faults = { ...network.faults, delay: [200, 200] };
    ann.platform.wake('visible');
    await clock.advance(3_000);
    await patched;
    const item = ann.client.conversations.open({ filter: 'all' }).getSnapshot().items[0]?.conversation;
    expect([item?.isPinned, item?.mutedUntil]).toEqual([true, '9999-12-31T23:59:59.999Z']);
  });

  it('[OWN-3] an older sync does not take back a setting', async () => {
    const { id, ann, phone, pinned, server, clock, network } = await twoDevices();
    // The sync is answered before the change and comes after its answer; its events are lost.
    network.faults = { ...network.faults, lostEvents: 1 };
    network.faults = { ...network.faults, delay: [400, 400] };
    server.patch('ann', id, { mutedUntil: null });
    ann.platform.wake('visible');
    await settle();
    await clock.advance(401);
    network.faults = { ...network.faults, delay: [1, 1] };
    const patched = ann.client.conversations.patch(id, { isPinned: true });
    await clock.advance(100);
    expect((await patched).isPinned).toBe(true);
    const seen: unknown[] = [];
    const inbox = ann.client.conversations.open({ filter: 'all' });
    inbox.subscribe(() => seen.push(inbox.getSnapshot().items[0]?.conversation.isPinned));
    await clock.advance(2_000);
    expect([pinned(ann), seen.includes(false)]).toEqual([true, false]);
    network.faults = { ...network.faults, lostEvents: 0 };
    await clock.advance(60_000);
    expect(pinned(phone)).toBe(true);
  });
});

describe('a setting on its way', () => {
  it('[SHOWN-1] holds from the tap on: who muted is told of nothing more', async () => {
    const { id, ann, server, clock, network } = await twoDevices();
    network.faults = { ...network.faults, delay: [5_000, 5_000] };
    void ann.client.conversations.patch(id, { mutedUntil: '9999-12-31T23:59:59.999Z' });
    await clock.advance(10);
    network.faults = { ...network.faults, delay: [1, 1] };
    server.send('bob', id, { clientId: '00000000-0000-4000-8000-000000000002', content: 'psst' });
    await clock.advance(1_000);
    expect(ann.client.conversations.open({ filter: 'all' }).getSnapshot().items[0]?.conversation.lastSeq).toBe(2);
    expect(ann.notices).toEqual([]);
  });
});

describe('notes to oneself', () => {
  it('[LIST-6] are a conversation with nobody else in it, found without a network, with the draft begun before', async () => {
    const { ann, clock, network } = await twoDevices();
    ann.client.drafts.set('new:ann', 'milk');
    const [{ id, participants }] = await Promise.all([ann.client.startConversation('ann'), clock.advance(1_000)]);
    expect(participants.map(({ userId }) => userId)).toEqual(['ann']);
    expect([await ann.client.drafts.get(id), await ann.client.drafts.get('new:ann')]).toEqual(['milk', '']);
    const { committed } = await ann.client.sendMessage(id, { content: 'milk' });
    await clock.advance(3_000);
    expect(await committed).toMatchObject({ seq: 1, senderId: 'ann' });
    expect(ann.client.unread.getSnapshot().conversations).toBe(1);
    network.isDown = true;
    const found = await ann.client.getUserConversations({ participantId: 'ann' });
    expect(found.items.map((one) => one.id)).toEqual([id]);
  });
});

describe('a draft on two devices', () => {
  const draft = (tab: Awaited<ReturnType<typeof twoDevices>>['ann'], id: string) =>
    tab.client.drafts.watch(id).getSnapshot();

  it('[DRAFT-4] is followed with what it answers, and goes where it is open when the other device sends it', async () => {
    const { id, ann, phone, clock, server } = await twoDevices();
    const answered = server.history('ann', id, { limit: 1 }).items[0]?.id ?? '';
    let rung = 0;
    phone.client.drafts.watch(id).subscribe(() => (rung += 1));
    ann.client.drafts.set(id, 'hel', { replyToId: answered });
    ann.client.drafts.set(id, 'hello');
    expect(draft(ann, id)).toEqual({ content: 'hello', replyToId: answered });
    await clock.advance(5_000);
    expect([draft(phone, id), phone.client.drafts.replyTo(id)]).toEqual([
      { content: 'hello', replyToId: answered },
      answered,
    ]);
    ann.client.drafts.set(id, '');
    await ann.client.sendMessage(id, { content: 'hello', replyToId: answered });
    await clock.advance(2_000);
    expect([draft(phone, id), draft(ann, id)]).toEqual([NONE, NONE]);
    expect(rung).toBeGreaterThan(1);
  });

  it('[DRAFT-2] what is typed meanwhile on this one stays', async () => {
    const { id, ann, phone, clock } = await twoDevices();
    ann.client.drafts.set(id, 'from the computer');
    await clock.advance(1_900);
    phone.client.drafts.set(id, 'from the phone');
    await clock.advance(1_000);
    expect(draft(phone, id).content).toBe('from the phone');
    await clock.advance(5_000);
    expect([draft(phone, id).content, draft(ann, id).content]).toEqual(['from the phone', 'from the phone']);
  });

  it('[DRAFT-4] an answer that comes late does not bring back what was sent', async () => {
    const { id, ann, clock, network } = await twoDevices();
    ann.client.drafts.set(id, 'secret');
    await clock.advance(3_000);
    network.faults = { ...network.faults, delay: [400, 400] };
    ann.platform.wake('visible');
    await settle();
    await clock.advance(401);
    network.faults = { ...network.faults, delay: [1, 1] };
    const seen: string[] = [];
    const live = ann.client.drafts.watch(id);
    live.subscribe(() => seen.push(live.getSnapshot().content));
    ann.client.drafts.set(id, '');
    await clock.advance(10_000);
    expect([live.getSnapshot().content, seen.includes('secret')]).toEqual(['', false]);
  });

  it('[DRAFT-4] one of an earlier version, which knew of no answers, is read', async () => {
    const { id, ann, devices, network } = await twoDevices();
    network.isDown = true;
    ann.crash();
    const row = { key: id, content: 'old', updatedAt: 1, isDirty: true };
    await devices.ann.storage.write((tx) => tx.put('drafts', id, row));
    const entry = {
      ...{ clientId: '00000000-0000-4000-8000-000000000009', conversationId: id, content: 'waits', mentions: [] },
      ...{ replyToId: null, createdAt: '2026-01-05T09:00:00.000Z', order: 1, state: 'queued', error: null },
    };
    await devices.ann.storage.write((tx) => tx.put('outbox', entry.clientId, { ...entry, isReoffer: false }));
    const again = await devices.ann.open();
    expect([await again.client.drafts.get(id), again.client.drafts.replyTo(id)]).toEqual(['old', null]);
    expect(again.client.outbox.getSnapshot().queued).toBe(1);
    expect(again.client.messages.open(id).getSnapshot().pending[0]).not.toHaveProperty('poll');
  });
});

const NONE = { content: '', replyToId: null };
