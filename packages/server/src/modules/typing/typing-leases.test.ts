import { createTestClock } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { silentPublisher } from '../../platform/silent-publisher.ts';
import { createTypingLeases } from './typing-leases.ts';

function setUp() {
  const clock = createTestClock();
  const told: string[] = [];
  const leases = createTypingLeases({
    clock,
    publisher: {
      ...silentPublisher,
      toConversationWatchers: (id, except, event) => told.push(`${event} ${id} ${except}`),
    },
  });
  return { clock, told, leases };
}

describe('typing', () => {
  it('[TYPE-1] is told at most once a second, however often it is said', () => {
    const { clock, told, leases } = setUp();
    for (let index = 0; index < 20; index++) {
      leases.start('ann', 'c1');
      clock.advance(100);
    }
    expect(told).toEqual(['typing:start c1 ann', 'typing:start c1 ann']);
  });

  it('[TYPE-2] ends six seconds after it was last said', () => {
    const { clock, told, leases } = setUp();
    leases.start('ann', 'c1');
    clock.advance(5_000);
    leases.start('ann', 'c1');
    clock.advance(5_999);
    expect(told).not.toContain('typing:stop c1 ann');
    clock.advance(1);
    expect(told.at(-1)).toBe('typing:stop c1 ann');
    expect(clock.pending).toBe(0);
  });

  it('[TYPE-2] ends at once when it is said so, and only once', () => {
    const { clock, told, leases } = setUp();
    leases.start('ann', 'c1');
    leases.stop('ann', 'c1');
    leases.stop('ann', 'c1');
    clock.advance(10_000);
    expect(told).toEqual(['typing:start c1 ann', 'typing:stop c1 ann']);
  });

  it('[TYPE-1] who begins again at once is told of when the second is over, unless they stop again', () => {
    const { clock, told, leases } = setUp();
    leases.start('ann', 'c1');
    leases.stop('ann', 'c1');
    clock.advance(300);
    leases.start('ann', 'c1');
    expect(told).toEqual(['typing:start c1 ann', 'typing:stop c1 ann']);
    clock.advance(700);
    expect(told.slice(2)).toEqual(['typing:start c1 ann']);
    leases.stop('ann', 'c1');
    leases.start('ann', 'c1');
    leases.stop('ann', 'c1');
    clock.advance(10_000);
    expect(told.slice(3)).toEqual(['typing:stop c1 ann']);
    expect(clock.pending).toBe(0);
  });

  it('stopping what was never begun tells nobody', () => {
    const { told, leases } = setUp();
    leases.stop('ann', 'c1');
    expect(told).toEqual([]);
  });
});
