import { createStubDatabase, createTestClock, silentLog } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { NOBODY_ELSEWHERE } from '../../platform/nobody-elsewhere.ts';
import { PresenceTracker } from './presence-tracker.ts';

function setUp(touch: (userIds: readonly string[]) => Promise<void> = async () => undefined) {
  const clock = createTestClock();
  const told: string[] = [];
  const elsewhere = new Set<string>();
  const stored: (readonly { userId: string; at: Date }[])[] = [];
  const tracker = new PresenceTracker({
    clock,
    log: silentLog,
    database: createStubDatabase({
      touchLastSeen: async (seen) => {
        stored.push(seen);
        await touch(seen.map(({ userId }) => userId));
      },
    }),
    elsewhere: { ...NOBODY_ELSEWHERE, isOnline: (userId) => elsewhere.has(userId) },
    tellWatchers: ({ userId, status, lastSeenAt }) => told.push(`${userId} ${status} ${lastSeenAt ?? '-'}`),
  });
  return { clock, told, stored, tracker, elsewhere };
}

describe('presence', () => {
  it('[PRES-1] a person is online with the first device and offline eight seconds after the last one went', () => {
    const { clock, told, tracker } = setUp();
    tracker.connect('ann');
    tracker.connect('ann');
    tracker.disconnect('ann');
    clock.advance(60_000);
    expect(tracker.isOnline('ann')).toBe(true);
    const leftAt = new Date(clock.now()).toISOString();
    tracker.disconnect('ann');
    clock.advance(7_999);
    expect(tracker.isOnline('ann')).toBe(true);
    clock.advance(1);
    expect(tracker.isOnline('ann')).toBe(false);
    expect(told).toEqual(['ann online -', `ann offline ${leftAt}`]);
  });

  it('[PRES-1] a reload within the grace is not told', () => {
    const { clock, told, tracker } = setUp();
    tracker.connect('ann');
    tracker.disconnect('ann');
    clock.advance(5_000);
    tracker.connect('ann');
    clock.advance(60_000);
    expect(told).toEqual(['ann online -']);
  });

  it('[PRES-3] times of leaving are stored together', () => {
    const { clock, stored, tracker } = setUp();
    for (const userId of ['ann', 'bob']) tracker.connect(userId);
    for (const userId of ['ann', 'bob']) tracker.disconnect(userId);
    const at = new Date(clock.now());
    clock.advance(20_000);
    expect(stored).toEqual([
      [
        { userId: 'ann', at },
        { userId: 'bob', at },
      ],
    ]);
  });

  it('[PRES-3] at the stop everybody leaves, also when the database does not answer', async () => {
    const { stored, tracker } = setUp(() => Promise.reject(new Error('gone')));
    tracker.connect('ann');
    await tracker.stop();
    expect(stored.flat().map(({ userId }) => userId)).toEqual(['ann']);
    expect(tracker.online).toBe(0);
  });

  it('[REDIS-4] who is at another node neither comes nor goes here', async () => {
    const { clock, told, stored, tracker, elsewhere } = setUp();
    elsewhere.add('ann');
    tracker.connect('ann');
    tracker.disconnect('ann');
    clock.advance(60_000);
    await tracker.stop();
    expect([told, stored]).toEqual([[], []]);
  });
});
