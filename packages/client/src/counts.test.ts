import { describe, expect, it } from 'vitest';
import { createWorld, Device } from './testing/device.ts';

const key = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

describe('the unread totals', () => {
  it('[BADGE-3] count a conversation again within a minute of the end of its mute, also without a network', async () => {
    const { server, clock, network } = createWorld();
    const { id } = server.start('ann', 'bob');
    server.send('bob', id, { clientId: key(1), content: 'psst' });
    const tab = await new Device({ server, clock, network, random: () => 0.5 }, 'ann').open();
    await clock.until(tab.isLive);
    const told: number[] = [];
    tab.client.unread.subscribe(() => told.push(tab.client.unread.getSnapshot().messages));
    void tab.client.conversations.patch(id, { mutedUntil: new Date(clock.now + 90_000).toISOString() });
    await clock.advance(5_000);
    expect(tab.client.unread.getSnapshot()).toMatchObject({ messages: 0, conversations: 0 });
    network.isDown = true;
    network.cut();
    told.length = 0;
    await clock.advance(150_000);
    expect(told.at(-1)).toBe(1);
    expect(tab.client.unread.getSnapshot()).toMatchObject({ messages: 1, conversations: 1 });
  });
});
