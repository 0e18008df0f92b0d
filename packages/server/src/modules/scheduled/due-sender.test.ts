import { createStubDatabase, createTestClock, STUB_CONVERSATION } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import type { MessagingDatabase } from '../../ports/database.ts';
import type { WaitingSent } from '../../ports/timing-database.ts';
import { createTestPlatform } from '../../testing/test-platform.ts';
import { DueSender } from './due-sender.ts';

const ID = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Messages that wait, and a sender whose looks are counted. `refuses`: what cannot be committed. */
function setUp(
  dueAt: readonly number[],
  options: { env?: Record<string, string>; refuses?: ReadonlySet<number> } = {},
) {
  const clock = createTestClock();
  const start = clock.now();
  const waiting = new Map(dueAt.map((at, index) => [ID(index), start + at]));
  const sent: { id: string; at: number }[] = [];
  const batches: number[] = [];
  const due = () =>
    [...waiting]
      .filter(([, at]) => at <= clock.now())
      .sort(([, one], [, other]) => one - other)
      .map(([id]) => id);
  const refuses = new Set([...(options.refuses ?? [])].map(ID));
  const database: Partial<MessagingDatabase> = {
    sendDue: async (names, only) => {
      const taken = due()
        .filter((id) => only === undefined || id === only)
        .slice(0, names.length);
      batches.push(taken.length);
      if (taken.some((id) => refuses.has(id))) throw new Error('cannot be committed');
      for (const id of taken) {
        waiting.delete(id);
        sent.push({ id, at: clock.now() - start });
      }
      return taken.map(toSent);
    },
    readDue: async (limit) => due().slice(0, limit),
    nextScheduled: async () => (waiting.size === 0 ? null : new Date(Math.min(...waiting.values()))),
  };
  const { platform, told } = createTestPlatform(createStubDatabase(database), options.env ?? {});
  const sender = new DueSender({ ...platform, clock });
  const pass = async (ms: number, step = 10) => {
    for (let left = ms; left > 0; left -= step) {
      clock.advance(Math.min(step, left));
      for (let turn = 0; turn < 300; turn += 1) await Promise.resolve();
    }
  };
  const add = (n: number, at: number) => waiting.set(ID(n), start + at);
  return { clock, start, sender, sent, batches, told, pass, add };
}

const toSent = (id: string): WaitingSent => ({
  id,
  authorId: 'ann',
  clientId: id,
  conversationId: STUB_CONVERSATION,
  verdict: 'blocked',
  recipients: [],
  message: null,
});

describe('sending what is due', () => {
  it('[SCHEDULE-2] wakes at the time of the next one and sends it once', async () => {
    const { sender, sent, pass, clock } = setUp([4_000, 9_000]);
    sender.start();
    await pass(30_000);
    expect(sent.map(({ id }) => id)).toEqual([ID(0), ID(1)]);
    for (const [index, at] of [4_000, 9_000].entries()) {
      expect(sent[index]?.at).toBeGreaterThanOrEqual(at);
      expect(sent[index]?.at).toBeLessThan(at + 100);
    }
    await sender.stop();
    expect(clock.pending).toBe(0);
  });

  it('[SCHEDULE-6] sends all that was due when it starts, the first first', async () => {
    const { sender, sent, batches, pass } = setUp(Array.from({ length: 120 }, (_, index) => -1_000 * (120 - index)));
    sender.start();
    await pass(100);
    expect(batches.slice(0, 3)).toEqual([50, 50, 20]);
    expect(sent.map(({ id }) => id)).toEqual(Array.from({ length: 120 }, (_, index) => ID(index)));
    await sender.stop();
  });

  it('[SCHEDULE-6] finds within fifteen seconds what another process took, and at once what this one did', async () => {
    const { sender, sent, pass, add, start } = setUp([]);
    sender.start();
    await pass(1_000);
    add(1, 2_000);
    await pass(20_000);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.at).toBeLessThanOrEqual(15_100);
    add(2, 22_000);
    sender.expect(start + 22_000);
    await pass(1_500);
    expect(sent[1]?.at).toBeLessThan(22_100);
    // What is expected later than the next look changes nothing.
    add(3, 400_000);
    sender.expect(start + 400_000);
    await pass(500_000, 1_000);
    expect(sent).toHaveLength(3);
    await sender.stop();
  });

  it('[SCHEDULE-3] a message that cannot be committed keeps no other from its time, and is tried again', async () => {
    const { sender, sent, batches, pass } = setUp([0, 0, 0, 5_000], { refuses: new Set([1]) });
    sender.start();
    await pass(1_000);
    expect(sent.map(({ id }) => id)).toEqual([ID(0), ID(2)]);
    await pass(20_000);
    expect(sent.map(({ id }) => id)).toEqual([ID(0), ID(2), ID(3)]);
    expect(sent[2]?.at).toBeLessThan(6_200);
    // Not in a circle without a pause.
    expect(batches.length).toBeLessThan(70);
    await sender.stop();
  });

  it('[SCHEDULE-3] many that cannot be committed keep no other from its time', async () => {
    const bad = Array.from({ length: 60 }, (_, index) => index);
    const { sender, sent, pass } = setUp([...bad.map(() => 0), ...bad.map(() => 1)], { refuses: new Set(bad) });
    sender.start();
    await pass(10_000, 100);
    expect(sent).toHaveLength(60);
    await sender.stop();
  });

  it('[SCHEDULE-2] a database that is away is asked again later', async () => {
    const { platform } = createTestPlatform(createStubDatabase());
    const clock = createTestClock();
    let asked = 0;
    const away = async () => {
      asked += 1;
      throw new Error('away');
    };
    const database = { ...platform.database, sendDue: away, readDue: away, nextScheduled: away };
    const sender = new DueSender({ ...platform, clock, database });
    sender.start();
    for (let second = 0; second < 60; second += 1) {
      clock.advance(1_000);
      for (let turn = 0; turn < 300; turn += 1) await Promise.resolve();
    }
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThanOrEqual(10);
    await sender.stop();
  });

  it('[SCHEDULE-7] tells the author alone of one that was refused', async () => {
    const { sender, told, pass } = setUp([0]);
    sender.start();
    await pass(100);
    expect(told).toEqual([
      { event: 'conversation:state', to: ['ann'], payload: { conversationId: STUB_CONVERSATION } },
    ]);
    await sender.stop();
  });

  it('stops after the batch under way, and does not start where scheduling is switched off', async () => {
    const { sender, sent, pass, clock } = setUp([5_000]);
    sender.start();
    await pass(1_000);
    await sender.stop();
    sender.expect(0);
    await pass(20_000);
    expect([sent, clock.pending]).toEqual([[], 0]);
    const off = setUp([0], { env: { NATTER_FEATURES: '-scheduling' } });
    off.sender.start();
    await off.pass(20_000);
    expect([off.sent, off.clock.pending]).toEqual([[], 0]);
  });
});
