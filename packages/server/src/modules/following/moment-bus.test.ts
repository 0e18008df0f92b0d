import { createStubDatabase, createTestClock } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import type { MessagingDatabase } from '../../ports/database.ts';
import { createTestPlatform } from '../../testing/test-platform.ts';
import { MomentBus } from './moment-bus.ts';

type Pushed = Parameters<MessagingDatabase['pushMoments']>[1];

function setUp({ isOwnWay = true } = {}) {
  const clock = createTestClock(0);
  const pushed: Pushed[] = [];
  const database = createStubDatabase({ pushMoments: async (_node, moments) => void pushed.push(moments) });
  const { platform } = createTestPlatform(database);
  const bus = new MomentBus({ ...platform, clock, nodeId: 'one', readCall: () => null });
  if (isOwnWay) bus.onPeople(() => undefined);
  return { bus, clock, pushed };
}

describe('who is here', () => {
  it('[NODE-8] [NODE-10] is said to nobody by a node that is alone, and noted with its lease', async () => {
    const { bus, clock, pushed } = setUp();
    bus.came('ann');
    bus.came('bob');
    bus.left('bob');
    clock.advance(2_000);
    await Promise.resolve();
    expect(pushed).toEqual([]);
    await bus.note();
    const moved = { kind: 'people', node: 'one', came: ['ann'], left: [] };
    expect(pushed).toEqual([{ calls: [moved], came: ['ann'], left: [] }]);
    await bus.note();
    expect(pushed).toHaveLength(1);
    bus.left('ann');
    await bus.note();
    expect(pushed[1]).toMatchObject({ came: [], left: ['ann'] });
  });

  it('[NODE-10] is noted again after the lease was lost', async () => {
    const { bus, pushed } = setUp();
    bus.came('ann');
    bus.came('bob');
    await bus.note();
    bus.left('bob');
    bus.onRegistered();
    await bus.note();
    expect(pushed.map(({ came }) => came)).toEqual([['ann', 'bob'], ['ann']]);
  });

  it('[NODE-10] is noted and not said where Redis says it', async () => {
    const { bus, clock, pushed } = setUp({ isOwnWay: false });
    bus.peers = 1;
    bus.came('ann');
    clock.advance(1_000);
    await Promise.resolve();
    expect(pushed).toEqual([]);
    await bus.note();
    expect(pushed).toEqual([{ calls: [], came: ['ann'], left: [] }]);
  });
});
