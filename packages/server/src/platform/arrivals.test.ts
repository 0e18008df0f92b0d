import type { ConversationId, Message } from '@natter/protocol';
import { createTestClock } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { Arrivals } from './arrivals.ts';

const A = '01900000-0000-7000-8000-00000000000a' as ConversationId;

function setUp(maxAwaited?: number) {
  const clock = createTestClock();
  const begin = clock.now();
  const arrived: number[] = [];
  let unconfirmed = 0;
  let awaited: () => number | null = () => null;
  const arrivals = new Arrivals({
    clock,
    maxAwaited,
    meter: {
      observeArrival: (ms) => void arrived.push(ms),
      countUnconfirmed: () => void unconfirmed++,
      gauge: (_name, read) => {
        awaited = read;
      },
    },
  });
  const hand = (seq: number, senderId: string, conversationId: string = A) =>
    arrivals.handed({
      id: `m${seq}`,
      conversationId,
      senderId,
      seq,
      createdAt: new Date(begin + seq * 100).toISOString(),
    } as Message);
  const mark = (userId: string, upTo: number, afterMs: number) =>
    arrivals.marked({ conversationId: A, userId, upTo, at: new Date(begin + afterMs) });
  return { clock, hand, mark, arrived, unconfirmed: () => unconfirmed, awaited: () => awaited() };
}

describe('the way to a device', () => {
  it('[SEE-2] is from the commit to the first mark of somebody else, once for each message that it covers', () => {
    const { hand, mark, arrived, awaited } = setUp();
    hand(1, 'ann');
    hand(2, 'ann');
    hand(3, 'ann');
    mark('ann', 3, 150);
    expect(arrived).toEqual([]);
    mark('bob', 2, 500);
    expect(arrived).toEqual([400, 300]);
    mark('cem', 3, 700);
    mark('bob', 3, 900);
    expect([arrived, awaited()]).toEqual([[400, 300, 400], 0]);
  });

  it('[SEE-2] is never less than nothing, and marks elsewhere say nothing about it', () => {
    const { hand, mark, arrived } = setUp();
    hand(2, 'ann', '01900000-0000-7000-8000-00000000000b');
    mark('bob', 9, 300);
    expect(arrived).toEqual([]);
    hand(5, 'ann');
    mark('bob', 5, 400);
    expect(arrived).toEqual([0]);
  });

  it('[SEE-2] without a mark within a minute it counts as unconfirmed, and no longer as awaited', () => {
    const { clock, hand, mark, arrived, unconfirmed, awaited } = setUp();
    hand(1, 'ann');
    clock.advance(59_999);
    hand(2, 'ann');
    expect([awaited(), unconfirmed()]).toEqual([2, 0]);
    clock.advance(1);
    expect([awaited(), unconfirmed()]).toEqual([1, 1]);
    mark('bob', 2, 70_000);
    expect(arrived).toEqual([69_800]);
  });

  it('[SEE-2] a busy conversation of which nobody tells is given up without effort, and so is a mark over all of it', () => {
    const { clock, hand, mark, arrived, unconfirmed } = setUp();
    const begin = process.hrtime.bigint();
    for (let seq = 1; seq <= 20_000; seq++) hand(seq, 'ann');
    clock.advance(60_000);
    for (let seq = 20_001; seq <= 40_000; seq++) hand(seq, 'ann');
    mark('bob', 40_000, 5_000_000);
    expect([unconfirmed(), arrived.length]).toEqual([20_000, 20_000]);
    // By the square of it this takes minutes.
    expect(Number(process.hrtime.bigint() - begin) / 1e6).toBeLessThan(5_000);
  });

  it('[SEE-2] what is awaited is bounded', () => {
    const { hand, awaited } = setUp(3);
    for (let seq = 1; seq <= 10; seq++) hand(seq, 'ann');
    expect(awaited()).toBe(3);
  });
});
